"""Verbs of benefits: note, change, assess and remove them. Nothing that was once noted or found is lost."""

from datetime import date
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.effects.records import record_of
from results.comparison.effects.rules import Attribution
from results.comparison.forms.benefits import AssessmentForm, BenefitForm, BenefitValues
from results.comparison.models import Benefit, BenefitAssessment
from results.comparison.queries.benefits import KIND, VALUED
from results.comparison.queries.effects import EffectRow, effect_of
from results.readings.queries import sees_every_store
from tracker.core import clock, db, events
from tracker.core.refusals import Refusal
from tracker.core.words import LANGUAGES, Label, say, speaking
from tracker.people.models import Person
from tracker.people.rules import Action, Actor
from tracker.plan.actions import open_for_edit
from tracker.plan.queries.plans import seen_programme
from tracker.plan.rules import ProgrammeStatus
from tracker.risks.queries import may_own
from tracker.risks.rules import next_code
from tracker.targets.models import Indicator

AMOUNTS = frozenset({"currency", "planned_minor", "actual_minor"})


def note_benefit(
    session: Session, *, programme_id: UUID, by: Actor, code: str | None = None, **given: Unpack[BenefitValues]
) -> UUID:
    """Without a code it gets the next free one."""
    programme = seen_programme(session, programme_id, by, Action.MANAGE_RESULTS)
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    form = BenefitForm.read(code=code or None, **given)
    _demand_fitting(session, programme_id, form.indicator_id, form.owner_id)
    taken = session.scalars(select(Benefit.code).where(Benefit.programme_id == programme_id)).all()
    if form.code in taken:
        raise Refusal("benefits.code_taken", field="code", code=form.code)
    values = form.model_dump(exclude={"code"})
    row = Benefit(programme_id=programme_id, code=form.code or next_code(taken, "B"), **values)
    session.add(row)
    session.flush()
    change = {name: [None, value] for name, value in {"code": row.code, **values}.items() if value not in (None, "")}
    _record(session, row.id, "benefit.noted", {name: both for name, both in change.items() if name not in AMOUNTS}, by)
    if amounts := {name: both for name, both in change.items() if name in AMOUNTS}:
        _record(session, row.id, VALUED, amounts, by)
    return row.id


def change_benefit(session: Session, *, benefit_id: UUID, seen: int, by: Actor, **changes: Unpack[BenefitValues]) -> None:
    """Change what is given. A stale edit is refused."""
    row = _standing(session, benefit_id, seen, by)
    before: dict[str, Any] = {name: getattr(row, name) for name in BenefitForm.model_fields if name != "code"}
    form = BenefitForm.read(**before | changes)
    owner = form.owner_id if form.owner_id != row.owner_id else None  # one who left stays until another is chosen
    _demand_fitting(session, row.programme_id, form.indicator_id, owner)
    changed = db.change(row, **form.model_dump(exclude={"code"}))
    if changed:
        _record(session, row.id, VALUED if AMOUNTS & changed.keys() else "benefit.changed", changed, by)


def assess_benefit(
    session: Session,
    *,
    benefit_id: UUID,
    seen: int,
    design: Attribution,
    since: date | None = None,
    season: int = 0,
    slope: bool = False,
    note: str = "",
    by: Actor,
) -> UUID:
    """Compute the effect on the benefit's indicator now, over every store, and keep it as it was found."""
    row = _standing(session, benefit_id, seen, by)
    if row.indicator_id is None:
        raise Refusal("benefits.needs_indicator", field="indicator_id")
    db.refuse_unless(sees_every_store(by), "benefits.whole_only")
    effect = effect_of(session, indicator_id=row.indicator_id, design=design, since=since, season=season, slope=slope, by=by)
    if effect.found is None:
        raise Refusal(f"effects.cannot.{effect.reason}", field="attribution", **effect.facts)
    made = BenefitAssessment(
        programme_id=row.programme_id,
        benefit_id=row.id,
        attribution=design,
        effect=_kept(session, effect, {"season": season, "slope_asked": slope}),
        note=AssessmentForm.read(note=note).note,
        assessed_by=by.person_id,
    )
    session.add(made)
    session.flush()
    change = {"benefit_id": [None, row.id], "attribution": [None, design]}
    events.record(session, by=by.person_id, verb="benefit.assessed", on="benefit_assessment", key=made.id, change=change)
    return made.id


def remove_benefit(session: Session, *, benefit_id: UUID, seen: int, by: Actor) -> None:
    """Out of the ledger and its totals; what was noted and found of it stays to be read."""
    row = _standing(session, benefit_id, seen, by)
    _record(session, row.id, "benefit.removed", db.change(row, removed_at=clock.now()), by)


def _standing(session: Session, benefit_id: UUID, seen: int, by: Actor) -> Benefit:
    row, _ = open_for_edit(
        session, Benefit, benefit_id, belongs_to=Benefit.programme_id, seen=seen, by=by, right=Action.MANAGE_RESULTS
    )
    db.refuse_unless(row.removed_at is None, "benefits.removed_already")
    return row


def _demand_fitting(session: Session, programme_id: UUID, indicator_id: UUID | None, owner_id: UUID | None) -> None:
    if indicator_id is not None:
        of_programme = select(Indicator.id).where(Indicator.id == indicator_id, Indicator.programme_id == programme_id)
        db.refuse_unless(session.scalar(of_programme) is not None, "benefits.unknown_indicator", field="indicator_id")
    if owner_id is not None:
        found = session.scalar(select(Person.id).where(Person.id == owner_id, may_own(programme_id)))
        db.refuse_unless(found is not None, "risks.unknown_owner", field="owner_id")


def _kept(session: Session, effect: EffectRow, asked: dict[str, Any]) -> dict[str, Any]:
    """With the indicator as it was named and defined, and with the sentences as they stood: both may be written anew later."""
    assert effect.found is not None  # noqa: S101 - refused above
    name: Label = session.get_one(Indicator, effect.indicator_id).name
    kept = {"indicator": effect.code, "name": events.plain(name), "unit": effect.unit.value, "better": effect.better.value}
    said = [events.plain(_in_both(f"effect.assumed.{each}")) for each in effect.found.assumed]
    return record_of(effect.found) | kept | asked | {"contract": effect.contract, "assumed": said}


def _in_both(key: str) -> Label:
    told = {}
    for code in LANGUAGES:
        with speaking(code):
            told[code] = say(key)
    return Label(**told)


def _record(session: Session, key: UUID, verb: str, change: dict[str, Any], by: Actor) -> None:
    events.record(session, by=by.person_id, verb=verb, on=KIND, key=key, change=change)
