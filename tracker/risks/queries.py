"""The register of a programme's risks, in the language of this run, for whoever may see risks there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person, PersonScope
from tracker.people.rules import ALLOWED, Action, Actor, Place, Role, ScopeKind
from tracker.plan.models import Phase
from tracker.plan.rules import is_late
from tracker.risks.forms import RiskForm, RiskLine
from tracker.risks.models import INDICATOR, Issue, Risk, RiskChange, RiskIndicator, RiskPhase
from tracker.risks.rules import ChangeRow, IssueRow, LinkRow, Register, RiskRow, in_order, review_is_overdue

OWNER_ROLES = frozenset(role for role in Role if Action.SEE_RISKS in ALLOWED[role])
Links = dict[UUID, list[LinkRow]]


@dataclass(frozen=True)
class RiskOwner:
    id: UUID
    user_name: str
    name: str


def register(session: Session, *, programme_id: UUID, by: Actor) -> Register:
    demand(by, Action.SEE_RISKS, Place(programme_id=programme_id))
    rows = _rows(session, Risk.programme_id == programme_id, by)
    return Register(programme_id, _today(by), in_order(rows))


def open_high(session: Session, *, programme_id: UUID, by: Actor) -> list[RiskRow]:
    """Risks not closed whose score is high, the gravest first: a gate that asks for none is met when this is empty."""
    return list(register(session, programme_id=programme_id, by=by).high)


def risk(session: Session, *, risk_id: UUID, by: Actor) -> RiskRow:
    """One risk as it is stored now."""
    demand(by, Action.SEE_RISKS)
    rows = _rows(session, Risk.id == risk_id, by)
    if not rows:
        raise NotFound("core.not_found")
    return rows[0]


def risk_history(session: Session, *, risk_id: UUID, by: Actor) -> list[ChangeRow]:
    """Newest first."""
    risk(session, risk_id=risk_id, by=by)
    rows = session.execute(
        select(RiskChange, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == RiskChange.changed_by)
        .where(RiskChange.risk_id == risk_id)
        .order_by(RiskChange.changed_at.desc(), RiskChange.id.desc())
    ).all()
    names = _names_of_owners(session, [row.change for row, _ in rows])
    return [
        ChangeRow(row.changed_at, who or "", row.state, row.score, row.reason, tuple(_told(row.change, names)))
        for row, who in rows
    ]


def owners(session: Session, *, programme_id: UUID, by: Actor) -> list[RiskOwner]:
    """Who can own a risk of this programme."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    rows = session.execute(
        select(Person.id, Identity.user_name, Identity.display_name)
        .join(Identity, Identity.person_id == Person.id)
        .where(may_own(programme_id))
        .order_by(Identity.display_name, Identity.user_name)
    )
    return [RiskOwner(*row) for row in rows]


def may_own(programme_id: UUID) -> ColumnElement[bool]:
    """Active, of a role that sees risks, and not limited to other programmes."""
    limits = select(PersonScope.object_id).where(PersonScope.person_id == Person.id, PersonScope.kind == ScopeKind.PROGRAMME)
    within = or_(~exists(limits), exists(limits.where(PersonScope.object_id == programme_id)))
    return Person.active & Person.role.in_(OWNER_ROLES) & within


def linkable(session: Session, *, programme_id: UUID, by: Actor) -> tuple[list[LinkRow], list[LinkRow]]:
    """The phases and the indicators that a risk of this programme can be linked to."""
    demand(by, Action.SEE_RISKS, Place(programme_id=programme_id))
    phases = session.execute(
        select(Phase.id, Phase.code, Phase.name).where(Phase.programme_id == programme_id).order_by(Phase.position)
    )
    columns = INDICATOR.c
    indicators = session.execute(
        select(columns.id, columns.code, columns.name).where(columns.programme_id == programme_id).order_by(columns.position)
    )
    return [_link(row) for row in phases], [_link(row) for row in indicators]


def sheet_lines(session: Session, *, programme_id: UUID, by: Actor) -> list[RiskLine]:
    """Every risk with its texts in both languages, in the order of the codes, for the workbook that comes back."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    wanted = Risk.programme_id == programme_id
    phases, indicators = _links(session, wanted)
    rows = session.execute(
        select(Risk, Identity.user_name)
        .outerjoin(Identity, Identity.person_id == Risk.owner_id)
        .where(wanted, programme_condition(by, Risk.programme_id))
        .order_by(Risk.code)
    )
    return [
        RiskLine(
            sheet="",
            row=0,
            code=row.code,
            version=row.version,
            form=form_of(row, {link.id for link in phases[row.id]}, {link.id for link in indicators[row.id]}),
            owner=owner or "",
            state=row.state,
            phases=tuple(link.code for link in phases[row.id]),
            indicators=tuple(link.code for link in indicators[row.id]),
        )
        for row, owner in rows
    ]


def form_of(row: Risk, phases: set[UUID], indicators: set[UUID]) -> RiskForm:
    """The stored risk as its form; not checked again."""
    labels = {
        f"{name}_{code}": text
        for name in ("title", "description", "response_text", "owner_role")
        for code, text in (("en", getattr(row, name).en), ("zh", getattr(row, name).zh_CN))
    }
    return RiskForm.model_construct(
        kind=row.kind,
        probability=row.probability,
        impact=row.impact,
        proximity=row.proximity,
        response=row.response,
        owner_id=row.owner_id,
        review_on=row.review_on,
        phases=frozenset(phases),
        indicators=frozenset(indicators),
        **labels,
    )


def _rows(session: Session, wanted: ColumnElement[bool], by: Actor) -> list[RiskRow]:
    today = _today(by)
    phases, indicators = _links(session, wanted)
    earlier, issues = _scores_before(session, wanted), _issues(session, wanted, today)
    rows = session.execute(
        select(Risk, Identity.display_name)
        .outerjoin(Person, (Person.id == Risk.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(wanted, programme_condition(by, Risk.programme_id))
    )
    return [
        RiskRow(
            id=row.id,
            version=row.version,
            programme_id=row.programme_id,
            code=row.code,
            kind=row.kind,
            title=str(row.title),
            description=str(row.description),
            probability=row.probability,
            impact=row.impact,
            score_before=earlier.get(row.id),
            proximity=row.proximity,
            response=row.response,
            response_text=str(row.response_text),
            owner_id=row.owner_id,
            owner=owner or "",
            owner_role=str(row.owner_role),
            state=row.state,
            reviewed_on=row.reviewed_on,
            review_on=row.review_on,
            overdue=review_is_overdue(row.review_on, today),
            phases=tuple(phases[row.id]),
            indicators=tuple(indicators[row.id]),
            issue=issues.get(row.id),
            source=row.source,
        )
        for row, owner in rows
    ]


def _links(session: Session, wanted: ColumnElement[bool]) -> tuple[Links, Links]:
    phases = (
        select(RiskPhase.risk_id, Phase.id, Phase.code, Phase.name)
        .join(Phase, Phase.id == RiskPhase.phase_id)
        .join(Risk, Risk.id == RiskPhase.risk_id)
        .where(wanted)
        .order_by(Phase.position)
    )
    columns = INDICATOR.c
    indicators = (
        select(RiskIndicator.risk_id, columns.id, columns.code, columns.name)
        .join(INDICATOR, columns.id == RiskIndicator.indicator_id)
        .join(Risk, Risk.id == RiskIndicator.risk_id)
        .where(wanted)
        .order_by(columns.position)
    )
    return _by_risk(session, phases), _by_risk(session, indicators)


def _by_risk(session: Session, chosen: Select[*tuple[Any, ...]]) -> Links:
    found: Links = defaultdict(list)
    for row in session.execute(chosen):
        found[row.risk_id].append(_link(row))
    return found


def _link(row: Row[*tuple[Any, ...]]) -> LinkRow:
    return LinkRow(row.id, row.code, str(row.name))


def _scores_before(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, int]:
    """What the latest change of each risk's score replaced."""
    newest = (
        func.row_number()
        .over(partition_by=RiskChange.risk_id, order_by=(RiskChange.changed_at.desc(), RiskChange.id.desc()))
        .label("newest")
    )
    changes = (
        select(RiskChange.risk_id, RiskChange.score_before, newest)
        .join(Risk, Risk.id == RiskChange.risk_id)
        .where(wanted, RiskChange.score_before != RiskChange.score)
        .subquery()
    )
    rows = session.execute(select(changes.c.risk_id, changes.c.score_before).where(changes.c.newest == 1))
    return {row.risk_id: row.score_before for row in rows}


def _issues(session: Session, wanted: ColumnElement[bool], today: date) -> dict[UUID, IssueRow]:
    """The latest issue of each risk; one that is open is always the latest."""
    rows = session.scalars(
        select(Issue).join(Risk, Risk.id == Issue.risk_id).where(wanted).order_by(Issue.resolved_on.is_(None), Issue.id)
    )
    return {
        row.risk_id: IssueRow(
            id=row.id,
            version=row.version,
            risk_id=row.risk_id,
            happened_on=row.happened_on,
            effect=row.effect,
            due_on=row.due_on,
            resolution=row.resolution,
            resolved_on=row.resolved_on,
            late=is_late(row.due_on, row.resolved_on is not None, today),
        )
        for row in rows
    }


def _names_of_owners(session: Session, changes: Sequence[dict[str, Any]]) -> dict[str, str]:
    keys = {UUID(key) for change in changes for key in change.get("owner_id", ()) if key}
    rows = session.execute(
        select(Person.id, Identity.display_name)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.id.in_(keys), Person.role.in_(OWNER_ROLES))
    )
    return {str(row.id): row.display_name for row in rows}


def _told(change: dict[str, Any], names: dict[str, str]) -> list[tuple[str, object, object]]:
    told = []
    for field, (before, after) in change.items():
        if field == "owner_id":
            before, after = (names.get(str(key), "") if key else None for key in (before, after))
        told.append((field, before, after))
    return told


def _today(by: Actor) -> date:
    return clock.today(by.time_zone or "UTC")
