"""Risks noted by people or laid out from a template, and what is said of them changed."""

from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session, attributes

from tracker.core import clock, db, events
from tracker.core.refusals import Refusal
from tracker.people.access import demand
from tracker.people.models import Person
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import open_for_edit
from tracker.plan.forms import label_of
from tracker.plan.models import Phase, Programme
from tracker.plan.queries.plans import seen_programme
from tracker.plan.rules import ProgrammeStatus
from tracker.risks.actions.history import record_risk, remember_first
from tracker.risks.forms import NewCode, ReasonForm, RiskForm, RiskText, RiskValues
from tracker.risks.models import INDICATOR, Risk, RiskIndicator, RiskPhase
from tracker.risks.queries import form_of, may_own
from tracker.risks.rules import REVIEWED_STATES, next_code, next_review

JUDGED = frozenset({"probability", "impact", "response", "response_text", "owner_id", "review_on"})  # never without a reason
LINKS: dict[str, tuple[type[RiskPhase] | type[RiskIndicator], str]] = {
    "phases": (RiskPhase, "phase_id"),
    "indicators": (RiskIndicator, "indicator_id"),
}


def note_risk(session: Session, *, programme_id: UUID, by: Actor, code: str | None = None, **given: Unpack[RiskValues]) -> UUID:
    """A new risk. Without a code it gets the next free one; without a day it is reviewed in a quarter."""
    programme = open_programme(session, programme_id, by)
    form = RiskForm.read(**given)
    values = form.values()
    links = {name: values.pop(name) for name in LINKS}
    today = clock.today(by.time_zone or "UTC")
    demand_fitting(session, programme_id, form)
    db.refuse_unless(form.review_on is None or form.review_on > today, "risks.review_in_past", field="review_on")
    risk = Risk(
        programme_id=programme.id,
        code=_free_code(session, programme.id, code),
        review_on=form.review_on or next_review(today),
        **values,
    )
    session.add(risk)
    session.flush()
    for name, keys in links.items():
        _relink(session, risk, name, keys)
    remember_first(session, risk, by=by)
    change = {"code": [None, risk.code], "title": [None, risk.title]}
    events.record(session, by=by.person_id, verb="risk.noted", on="risk", key=risk.id, change=change)
    return risk.id


def open_programme(session: Session, programme_id: UUID, by: Actor) -> Programme:
    """The programme, if it is this person's to edit and goes on. Without the plan's lock, for a sheet is looked at behind the
    reading door too."""
    programme = seen_programme(session, programme_id, by, Action.EDIT_PLAN)
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    return programme


def _free_code(session: Session, programme_id: UUID, code: str | None) -> str:
    given = NewCode.read(code=code or None).code
    taken = session.scalars(select(Risk.code).where(Risk.programme_id == programme_id)).all()
    if given in taken:
        raise Refusal("risks.code_taken", field="code", code=given)
    return given or next_code(taken)


def change_risk(
    session: Session, *, risk_id: UUID, seen: int, by: Actor, reason: str = "", **changes: Unpack[RiskValues]
) -> None:
    """Change what is given. A change of score, response, owner or review day needs a reason. A stale edit is refused."""
    risk, _ = open_for_edit(session, Risk, risk_id, belongs_to=Risk.programme_id, seen=seen, by=by)
    before = form_of(risk, _linked(session, risk, "phases"), _linked(session, risk, "indicators"))
    form = RiskForm.read(**{**before.model_dump(), **changes})
    demand_fitting(session, risk.programme_id, form, before)
    values = form.values()
    links = {name: values.pop(name) for name in LINKS}
    if form.review_on not in (None, risk.review_on):
        today = clock.today(by.time_zone or "UTC")
        db.refuse_unless(risk.state in REVIEWED_STATES, "risks.not_reviewed_now", field="review_on")
        db.refuse_unless(form.review_on > today, "risks.review_in_past", field="review_on")
        values["review_on"] = form.review_on
    changed = db.change(risk, **values)
    moved = {name: codes for name, keys in links.items() if (codes := _relink(session, risk, name, keys))}
    if moved and not changed:
        risk.version += 1  # the links are part of what an editor of the risk saw
        attributes.flag_modified(risk, "version")
    if JUDGED & changed.keys():
        reason = ReasonForm.read(reason=reason).reason
    if changed or moved:
        record_risk(session, risk, "risk.changed", changed | moved, reason=reason.strip(), by=by)


def demand_fitting(session: Session, programme_id: UUID, form: RiskForm, before: RiskForm | None = None) -> None:
    """Owner, phases and indicators are of this programme. An owner who left stays until another is chosen."""
    if form.owner_id and (before is None or form.owner_id != before.owner_id):
        found = session.scalar(select(Person.id).where(Person.id == form.owner_id, may_own(programme_id)))
        db.refuse_unless(found is not None, "risks.unknown_owner", field="owner_id")
    phases = set(session.scalars(select(Phase.id).where(Phase.programme_id == programme_id)))
    db.refuse_unless(form.phases <= phases, "risks.unknown_link", field="phases")
    if form.indicators:
        indicators = set(session.scalars(select(INDICATOR.c.id).where(INDICATOR.c.programme_id == programme_id)))
        db.refuse_unless(form.indicators <= indicators, "risks.unknown_link", field="indicators")


def _column(name: str) -> InstrumentedAttribute[UUID]:
    kind, column = LINKS[name]
    found: InstrumentedAttribute[UUID] = getattr(kind, column)
    return found


def _linked(session: Session, risk: Risk, name: str) -> set[UUID]:
    return set(session.scalars(select(_column(name)).where(LINKS[name][0].risk_id == risk.id)))


def _relink(session: Session, risk: Risk, name: str, keys: frozenset[UUID]) -> list[list[str]]:
    """Link the risk to exactly these; what changed as codes before and after, empty when nothing did."""
    kind, column = LINKS[name]
    before = _linked(session, risk, name)
    if before == keys:
        return []
    session.execute(delete(kind).where(kind.risk_id == risk.id, _column(name).in_(before - keys)))
    session.add_all(kind(**{"risk_id": risk.id, column: key}) for key in sorted(keys - before))
    session.flush()
    codes = _codes(session, name, before | keys)
    return [sorted(codes[key] for key in side) for side in (before, keys)]


def _codes(session: Session, name: str, keys: set[UUID]) -> dict[UUID, str]:
    key, code = (Phase.id, Phase.code) if name == "phases" else (INDICATOR.c.id, INDICATOR.c.code)
    return {row[0]: row[1] for row in session.execute(select(key, code).where(key.in_(keys)))}


def lay_out_risks(session: Session, *, programme_id: UUID, texts: Sequence[RiskText], by: Actor) -> None:
    """The risks of a template, linked to the programme's phases and indicators of the same codes; reviewed after a quarter."""
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    programme = session.get_one(Programme, programme_id)
    review_on = next_review(max(programme.starts_on, clock.today(by.time_zone or "UTC")))
    phases = _keys(session, select(Phase.code, Phase.id).where(Phase.programme_id == programme_id))
    columns = INDICATOR.c
    indicators = _keys(session, select(columns.code, columns.id).where(columns.programme_id == programme_id))
    for text in texts:
        risk = Risk(
            programme_id=programme_id,
            code=text.code,
            kind=text.kind,
            title=text.title.label(),
            description=label_of(text.description),
            probability=text.probability,
            impact=text.impact,
            proximity=text.proximity,
            response=text.response,
            response_text=label_of(text.response_text),
            owner_role=label_of(text.owner_role),
            review_on=review_on,
            source=text.source,
        )
        session.add(risk)
        session.flush()
        session.add_all(RiskPhase(risk_id=risk.id, phase_id=phases[code]) for code in text.phases)
        session.add_all(RiskIndicator(risk_id=risk.id, indicator_id=indicators[code]) for code in text.indicators)
    change = {"risks": [None, [text.code for text in texts]]}
    events.record(session, by=by.person_id, verb="risks.laid_out", on="programme", key=programme_id, change=change)


def _keys(session: Session, chosen: Any) -> dict[str, UUID]:
    return dict(session.execute(chosen).all())
