"""Verbs of indicators: define them, set baseline, target and interim targets; and start a programme, plan to targets."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, attributes

from tracker.core import db, events
from tracker.money.actions import draw_up_budget
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import lay_out_plan, open_for_edit
from tracker.plan.forms import label_of
from tracker.plan.models import Programme
from tracker.plan.rules import is_sensible
from tracker.risks.actions import lay_out_risks
from tracker.targets.forms import BaselineEdit, IndicatorText, InterimEdit, Target
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.queries import template_text
from tracker.targets.rules import Direction, TargetKind


def start_programme(
    session: Session,
    *,
    template: str,
    starts_on: date,
    code: str | None,
    currency: str,
    budget_total_minor: int | None,
    by: Actor,
) -> UUID:
    """A programme of a template, shipped or saved: plan, budget, indicators and risks, all dates counted from `starts_on`."""
    demand(by, Action.START_PROGRAMME)
    text = template_text(session, template)
    programme_id = lay_out_plan(session, text=text, starts_on=starts_on, code=code, by=by)
    draw_up_budget(session, programme_id=programme_id, text=text.budget, currency=currency, total_minor=budget_total_minor, by=by)
    define_indicators(session, programme_id=programme_id, texts=text.indicators, by=by)
    lay_out_risks(session, programme_id=programme_id, texts=text.risks, by=by)
    events.record(
        session,
        by=by.person_id,
        verb="programme.started",
        on="programme",
        key=programme_id,
        change={"template": [None, template], "starts_on": [None, starts_on]},
    )
    return programme_id


def define_indicators(session: Session, *, programme_id: UUID, texts: list[IndicatorText], by: Actor) -> None:
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    programme = session.get_one(Programme, programme_id)
    for position, text in enumerate(texts, start=1):
        indicator = Indicator(
            programme_id=programme_id,
            code=text.code,
            name=text.name.label(),
            note=label_of(text.note),
            source=text.source,
            unit=text.unit,
            direction=text.direction,
            position=position,
            baseline=text.baseline,
            target_kind=text.target.kind,
            target=text.target.value,
            target_high=text.target.high,
            target_on=programme.ends_on,
            smallest_n=text.smallest_n,
            derived=text.derived,
        )
        session.add(indicator)
        session.flush()
        session.add_all(
            InterimTarget(indicator_id=indicator.id, due_on=step.due.on(programme.starts_on), value=step.value)
            for step in text.interim
        )
    change = {"indicators": [None, [text.code for text in texts]]}
    events.record(session, by=by.person_id, verb="indicators.defined", on="programme", key=programme_id, change=change)


def set_baseline(session: Session, *, indicator_id: UUID, seen: int, baseline: float | None, by: Actor) -> None:
    """The value before the programme, in the indicator's unit; None: not known."""
    indicator, _ = _open(session, indicator_id, seen, by)
    given = BaselineEdit.read(baseline=baseline)
    _record(session, indicator, "indicator.baseline_set", db.change(indicator, baseline=given.baseline), by)


def set_target(
    session: Session, *, indicator_id: UUID, seen: int, kind: TargetKind, value: float | None, high: float | None, by: Actor
) -> None:
    """`kind` says how `value` is read; `high` is the upper end of a range. Refused while interim targets read otherwise."""
    indicator, _ = _open(session, indicator_id, seen, by)
    given = Target.read(kind=kind, value=value, high=high)
    both = (indicator.direction is Direction.RANGE) == (given.kind is TargetKind.RANGE) or given.kind is TargetKind.UNSET
    db.refuse_unless(both, "targets.range_both", field="kind")
    if given.kind is not indicator.target_kind:
        left = session.scalars(select(InterimTarget.id).where(InterimTarget.indicator_id == indicator_id).limit(1)).first()
        db.refuse_unless(left is None, "targets.interim_reads_otherwise", field="kind")
    changed = db.change(indicator, target_kind=given.kind, target=given.value, target_high=given.high)
    _record(session, indicator, "indicator.target_set", changed, by)


def set_interim(session: Session, *, indicator_id: UUID, seen: int, due_on: date, value: float | None, by: Actor) -> None:
    """A dated step on the way, read by the indicator's kind of target; None takes the step of that day away."""
    indicator, programme = _open(session, indicator_id, seen, by)
    given = InterimEdit.read(due_on=due_on, value=value)
    level = indicator.target_kind not in (TargetKind.UNSET, TargetKind.RANGE)
    db.refuse_unless(level, "targets.interim_needs_target", field="value")
    sensible = is_sensible(due_on, programme.starts_on, programme.ends_on) and due_on <= indicator.target_on
    db.refuse_unless(sensible, "targets.interim_day", field="due_on", day=due_on, last=indicator.target_on)
    step = session.scalars(
        select(InterimTarget).where(InterimTarget.indicator_id == indicator_id, InterimTarget.due_on == due_on)
    ).one_or_none()
    before = step.value if step else None
    if before == given.value:
        return
    if step is None:
        session.add(InterimTarget(indicator_id=indicator_id, due_on=due_on, value=given.value))
    elif given.value is None:
        session.delete(step)
    else:
        step.value = given.value
    indicator.version += 1  # the step is part of what an editor of the indicator saw
    attributes.flag_modified(indicator, "version")
    change = {f"interim {due_on.isoformat()}": [before, given.value]}
    _record(session, indicator, "indicator.interim_set", change, by)


def _open(session: Session, indicator_id: UUID, seen: int, by: Actor) -> tuple[Indicator, Programme]:
    return open_for_edit(session, Indicator, indicator_id, belongs_to=Indicator.programme_id, seen=seen, by=by)


def _record(session: Session, indicator: Indicator, verb: str, changed: dict[str, Any], by: Actor) -> None:
    if changed:
        events.record(session, by=by.person_id, verb=verb, on="indicator", key=indicator.id, change=changed)
