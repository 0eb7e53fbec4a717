"""Risks from a workbook: known codes are changed, new ones noted, none is removed. The same file twice changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.refusals import Problem, Problems
from tracker.people.rules import Actor
from tracker.risks.actions.noting import change_risk, note_risk, open_programme
from tracker.risks.forms import ReasonForm, RiskBook, RiskLine
from tracker.risks.models import Risk
from tracker.risks.queries import linkable, owners, sheet_lines
from tracker.risks.rules import REVIEWED_STATES


@dataclass(frozen=True)
class PlannedRisk:
    """A risk to note (`risk_id` None) or to change; `values` are the fields that differ."""

    code: str
    title: str
    values: Mapping[str, Any]
    risk_id: UUID | None = None
    version: int = 0


@dataclass(frozen=True)
class _Known:
    """What the sheet may name: user names, codes of phases and of indicators; and the risks that are stored."""

    owners: Mapping[str, UUID]
    phases: Mapping[str, UUID]
    indicators: Mapping[str, UUID]
    stored: Mapping[str, RiskLine]
    keys: Mapping[str, UUID]
    today: date


def planned_risks(session: Session, *, programme_id: UUID, book: RiskBook, by: Actor) -> list[PlannedRisk]:
    """What the sheet would change. An empty cell keeps what is stored. Raises all problems at once."""
    open_programme(session, programme_id, by)
    known = _known(session, programme_id, by)
    problems = list(book.problems)
    planned = []
    for line in book.lines:
        wrong = list(_unknown(line, known))
        values = _values(line, known)
        before = known.stored.get(line.code)
        if before is not None:
            values = {name: value for name, value in values.items() if value != getattr(before.form, name)}
        wrong += _refused(line, before, values, known.today)
        problems += wrong
        if values and not wrong:
            title = line.form.title_en or line.form.title_zh
            version = before.version if before and before.version else 0
            planned.append(PlannedRisk(line.code, title, values, known.keys.get(line.code), version))
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return planned


def import_risks(session: Session, *, programme_id: UUID, book: RiskBook, reason: str, by: Actor) -> list[PlannedRisk]:
    """`reason` stands in the history of each risk that the sheet changes."""
    planned = planned_risks(session, programme_id=programme_id, book=book, by=by)
    if not planned:
        return planned
    given = ReasonForm.read(reason=reason)
    for plan in planned:
        values: Any = dict(plan.values)
        if plan.risk_id is None:
            note_risk(session, programme_id=programme_id, code=plan.code, by=by, **values)
        else:
            change_risk(session, risk_id=plan.risk_id, seen=plan.version, reason=given.reason, by=by, **values)
    new = sum(plan.risk_id is None for plan in planned)
    change = {"new": new, "changed": len(planned) - new}
    events.record(session, by=by.person_id, verb="risks.imported", on="programme", key=programme_id, change=change)
    return planned


def _known(session: Session, programme_id: UUID, by: Actor) -> _Known:
    phases, indicators = linkable(session, programme_id=programme_id, by=by)
    keys = session.execute(select(Risk.code, Risk.id).where(Risk.programme_id == programme_id))
    return _Known(
        owners={row.user_name: row.id for row in owners(session, programme_id=programme_id, by=by)},
        phases={row.code: row.id for row in phases},
        indicators={row.code: row.id for row in indicators},
        stored={line.code: line for line in sheet_lines(session, programme_id=programme_id, by=by)},
        keys={row.code: row.id for row in keys},
        today=clock.today(by.time_zone or "UTC"),
    )


def _unknown(line: RiskLine, known: _Known) -> Iterator[Problem]:
    before = known.stored.get(line.code)
    if line.owner and line.owner not in known.owners and not (before and before.owner == line.owner):
        yield line.problem("risks.unknown_owner_name", "owner", name=line.owner)
    for column, codes, there in (("phases", line.phases, known.phases), ("indicators", line.indicators, known.indicators)):
        for code in codes:
            if code not in there:
                yield line.problem("risks.unknown_link_code", column, code=code)


def _values(line: RiskLine, known: _Known) -> dict[str, Any]:
    """The fields of `RiskForm` that the row fills in, its names and codes looked up as far as they are known."""
    values: dict[str, Any] = line.form.model_dump(exclude_unset=True)
    if line.owner in known.owners:
        values["owner_id"] = known.owners[line.owner]
    if line.phases:
        values["phases"] = frozenset(known.phases[code] for code in line.phases if code in known.phases)
    if line.indicators:
        values["indicators"] = frozenset(known.indicators[code] for code in line.indicators if code in known.indicators)
    return values


def _refused(line: RiskLine, before: RiskLine | None, values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    if before is None:
        if line.version is not None:
            yield line.problem("risks.unknown_code", "code", code=line.code)
        if line.state is not None and line.state not in REVIEWED_STATES:
            yield line.problem("risks.state_by_hand", "state")
    elif values and line.version != before.version:
        yield line.problem("risks.stale_row", "version", code=line.code)
    elif line.version == before.version and line.state not in (None, before.state):
        yield line.problem("risks.state_by_hand", "state")
    review_on: date | None = values.get("review_on")
    if review_on is not None:
        if before and before.state not in REVIEWED_STATES:
            yield line.problem("risks.not_reviewed_now", "review_on")
        elif review_on <= today:
            yield line.problem("risks.review_in_past", "review_on")
