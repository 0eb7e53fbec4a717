"""What to put right first: findings by item, ranked by severity and reach, with the causes found so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, distinct, exists, func, select
from sqlalchemy.orm import Session

from audits.findings.forms import named
from audits.findings.models import ActionFinding, CorrectiveAction, Finding
from audits.findings.queries.found import FindingRow, finding_rows
from audits.findings.queries.seen import findings_seen
from audits.findings.rules import (
    LEVELS,
    UNVERIFIED_STATES,
    ActionState,
    Cause,
    FindingKind,
    Level,
    Priority,
    relative_weight,
)
from audits.rubrics.forms import SCORED_KINDS, RubricText
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.visits.models import Assignment
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor

MOST_RANKED = 50
MOST_OF_ONE = 500
LEVEL = case({kind: level.value for kind, level in LEVELS.items()}, value=Finding.kind)


@dataclass(frozen=True)
class Ranked:
    """One item (or section, or rubric). `unplanned` findings have no action yet; `causes` counts those that have."""

    rubric_code: str
    level: Level
    code: str
    name: Label
    rubric: Label
    priority: Priority
    findings: int
    unplanned: int
    causes: dict[Cause, int]


def ranked_findings(
    session: Session,
    *,
    programme_id: UUID,
    by: Actor,
    since: datetime | None = None,
    cause: Cause | None = None,
    unplanned: bool = False,
    limit: int = MOST_RANKED,
) -> list[Ranked]:
    """The most urgent first. `cause`: only findings whose action names it; `unplanned`: only those that have no action."""
    demand(by, Action.SEE_ACTIONS)
    conditions = _conditions(programme_id, since)
    if cause is not None:
        conditions.append(_has_action(CorrectiveAction.cause == cause))
    if unplanned:
        conditions.append(~_has_action())
    base = findings_seen(by).where(*conditions).subquery()
    seen = select(Finding.id, Rubric.code.label("rubric_code"), LEVEL.label("level"), Finding.item_code, Finding.kind).join(
        base, base.c.id == Finding.id
    )
    seen = seen.add_columns(Finding.store_id, RubricVersion.number, RubricVersion.rubric_id, _has_action().label("planned"))
    seen = seen.join(RubricVersion, RubricVersion.id == base.c.rubric_version_id).join(
        Rubric, Rubric.id == RubricVersion.rubric_id
    )
    one = seen.subquery()
    keys = (one.c.rubric_code, one.c.level, one.c.item_code)
    groups = session.execute(
        select(
            *keys,
            one.c.rubric_id,
            func.max(one.c.number).label("number"),
            func.max(case((one.c.kind == FindingKind.CRITICAL_ITEM, 1), else_=0)).label("critical"),
            func.count().label("findings"),
            func.sum(case((one.c.planned, 1), else_=0)).label("planned"),
            func.count(distinct(one.c.store_id)).label("stores"),
        ).group_by(*keys, one.c.rubric_id)
    ).all()
    causes = session.execute(
        select(*keys, CorrectiveAction.cause, func.count(distinct(one.c.id)).label("n"))
        .join(ActionFinding, ActionFinding.finding_id == one.c.id)
        .join(CorrectiveAction, CorrectiveAction.id == ActionFinding.action_id)
        .where(CorrectiveAction.state != ActionState.DROPPED)
        .group_by(*keys, CorrectiveAction.cause)
    ).all()
    rubrics = _rubrics(session, {(row.rubric_id, row.number) for row in groups})
    ranked = [_ranked(row, rubrics[row.rubric_id, row.number], causes) for row in groups]
    ranked.sort(key=lambda each: (-each.priority.product, -each.findings, each.code))
    return ranked[:limit]


def group_findings(
    session: Session,
    *,
    programme_id: UUID,
    rubric_code: str,
    level: Level,
    code: str,
    by: Actor,
    since: datetime | None = None,
) -> list[FindingRow]:
    """The findings of one line of the ranking that no action answers yet, latest first."""
    demand(by, Action.SEE_ACTIONS)
    of_rubric = select(RubricVersion.id).join(Rubric, Rubric.id == RubricVersion.rubric_id).where(Rubric.code == rubric_code)
    kinds = [kind for kind, its in LEVELS.items() if its is level]
    conditions = [
        *_conditions(programme_id, since),
        Assignment.rubric_version_id.in_(of_rubric),
        Finding.kind.in_(kinds),
        Finding.item_code == code,
        ~_has_action(CorrectiveAction.state.in_(UNVERIFIED_STATES)),
    ]
    return finding_rows(session, by, *conditions, limit=MOST_OF_ONE)


def _conditions(programme_id: UUID, since: datetime | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Finding.programme_id == programme_id]
    return [*conditions, Finding.found_at >= since] if since is not None else conditions


def _has_action(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """An action that was not dropped, and is so."""
    answers = (ActionFinding.finding_id == Finding.id, CorrectiveAction.id == ActionFinding.action_id)
    return exists().where(*answers, CorrectiveAction.state != ActionState.DROPPED, *conditions)


def _rubrics(session: Session, wanted: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], RubricText]:
    """The newest version in which each was found wanting."""
    rows = session.execute(
        select(RubricVersion.id, RubricVersion.rubric_id, RubricVersion.number).where(
            RubricVersion.rubric_id.in_({rubric_id for rubric_id, _ in wanted})
        )
    )
    return {
        (row.rubric_id, row.number): rubric_version(session, version_id=row.id).rubric
        for row in rows
        if (row.rubric_id, row.number) in wanted
    }


def _ranked(row: Any, rubric: RubricText, causes: Sequence[Any]) -> Ranked:
    level = Level(row.level)
    found = {
        each.cause: each.n
        for each in causes
        if (each.rubric_code, each.level, each.item_code) == (row.rubric_code, row.level, row.item_code)
    }
    kind = next(
        kind for kind, its in LEVELS.items() if its is level and (kind is FindingKind.CRITICAL_ITEM) == bool(row.critical)
    )
    return Ranked(
        rubric_code=row.rubric_code,
        level=level,
        code=row.item_code,
        name=named(rubric, level, row.item_code),
        rubric=rubric.name,
        priority=Priority(kind, weight_of(rubric, level, row.item_code), row.stores),
        findings=row.findings,
        unplanned=row.findings - row.planned,
        causes=found,
    )


def weight_of(rubric: RubricText, level: Level, code: str) -> float:
    """The weight of an item among the scored items, of a section among the sections; 1 for the audit as a whole."""
    if level is Level.AUDIT:
        return 1.0
    if level is Level.SECTION:
        weights = {section.code: float(section.weight) for section in rubric.sections}
    else:
        weights = {item.code: float(item.weight) for item in rubric.all_items() if item.kind in SCORED_KINDS}
    return relative_weight(weights.get(code, 1.0), list(weights.values()))


def findings_beside(session: Session, *, finding_id: UUID, by: Actor) -> tuple[list[FindingRow], frozenset[UUID]]:
    """The findings of the same store that no action answers yet, and which of them come from the same audit."""
    demand(by, Action.SEE_ACTIONS)
    asked = session.execute(findings_seen(by).where(Finding.id == finding_id)).one_or_none()
    if asked is None:
        raise NotFound("actions.finding_gone")
    finding: Finding = asked.Finding
    rows = finding_rows(
        session,
        by,
        Finding.programme_id == finding.programme_id,
        Finding.store_id == finding.store_id,
        ~_has_action(CorrectiveAction.state.in_(UNVERIFIED_STATES)),
        limit=MOST_OF_ONE,
    )
    same = session.scalars(select(Finding.id).where(Finding.submission_id == finding.submission_id))
    return rows, frozenset(same)
