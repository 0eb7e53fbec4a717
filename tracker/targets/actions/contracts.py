"""Changing a contract: baseline, target, dated targets, definition. Each change is a version with its reason, and a locked
baseline stays."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, attributes

from tracker.core import clock, db, events
from tracker.core.refusals import Refusal
from tracker.core.words import Label, say
from tracker.people.rules import Actor
from tracker.plan.actions import open_for_edit
from tracker.plan.actions.tasks import demand_owner
from tracker.plan.models import Programme
from tracker.plan.rules import is_sensible
from tracker.targets.actions.versions import remember_first, write_next
from tracker.targets.forms import BaselineEdit, ContractEdit, InterimEdit, ReasonForm, Target
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.rules import TargetKind
from tracker.targets.rules.contracts import BASELINE, WORDED


def restate(session: Session, *, indicator_id: UUID, seen: int, changes: Mapping[str, object], reason: str, by: Actor) -> None:
    """Another contract from now on. `changes` by the fields of `ContractEdit`; a text is read in the language of this run."""
    indicator, programme = _open(session, indicator_id, seen, by)
    _restate(session, indicator, programme, changes, "indicator.restated", reason, by)


def set_baseline(
    session: Session,
    *,
    indicator_id: UUID,
    seen: int,
    baseline: float | None,
    by: Actor,
    reason: str = "",
    first: date | None = None,
    last: date | None = None,
    n: int | None = None,
) -> None:
    """The value before the programme, in the indicator's unit; None: not known. `first` to `last`: the window that it was
    measured in, with `n` observations. Needs a reason where it replaces another value."""
    indicator, programme = _open(session, indicator_id, seen, by)
    given = BaselineEdit.read(baseline=baseline)
    reason = reason if indicator.baseline is not None else reason.strip() or say("contracts.set_first")
    changes = {"baseline": given.baseline, "baseline_from": first, "baseline_to": last, "baseline_n": n}
    _restate(session, indicator, programme, changes, "indicator.baseline_set", reason, by)


def set_target(
    session: Session,
    *,
    indicator_id: UUID,
    seen: int,
    kind: TargetKind,
    value: float | None,
    high: float | None,
    by: Actor,
    reason: str = "",
) -> None:
    """`kind` says how `value` is read; `high` is the upper end of a range. Refused while interim targets read otherwise, and
    without a reason where it replaces another target."""
    indicator, programme = _open(session, indicator_id, seen, by)
    given = Target.read(kind=kind, value=value, high=high)
    reason = reason if indicator.target is not None else reason.strip() or say("contracts.set_first")
    changes = {"target_kind": given.kind, "target": given.value, "target_high": given.high}
    _restate(session, indicator, programme, changes, "indicator.target_set", reason, by)


def set_interim(
    session: Session, *, indicator_id: UUID, seen: int, due_on: date, value: float | None, by: Actor, reason: str = ""
) -> None:
    """A dated step on the way, read by the indicator's kind of target; None takes the step of that day away. Needs a reason where
    there is a step on that day."""
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
    reason = _reason(reason if step else reason.strip() or say("contracts.set_first"))
    remember_first(session, indicator, by)
    if step is None:
        session.add(InterimTarget(indicator_id=indicator_id, due_on=due_on, value=given.value))
    elif given.value is None:
        session.delete(step)
    else:
        step.value = given.value
    indicator.version += 1  # the step is part of what an editor of the indicator saw
    attributes.flag_modified(indicator, "version")
    changed = {f"interim {due_on.isoformat()}": [before, given.value]}
    _note(session, indicator, "indicator.interim_set", changed, reason, by)


def lock_baseline(session: Session, *, indicator_id: UUID, seen: int, by: Actor, reason: str = "") -> None:
    """From now on the baseline is changed by nobody who has not unlocked it, with a reason."""
    indicator, _ = _open(session, indicator_id, seen, by)
    db.refuse_unless(indicator.baseline is not None, "contracts.nothing_to_lock", field="baseline")
    db.refuse_unless(indicator.baseline_locked_at is None, "contracts.baseline_locked", field="baseline")
    reason = _reason(reason.strip() or say("contracts.locked"))
    remember_first(session, indicator, by)
    changed = db.change(indicator, baseline_locked_at=clock.now(), baseline_locked_by=by.person_id)
    _note(session, indicator, "indicator.baseline_locked", changed, reason, by)


def unlock_baseline(session: Session, *, indicator_id: UUID, seen: int, reason: str, by: Actor) -> None:
    indicator, _ = _open(session, indicator_id, seen, by)
    db.refuse_unless(indicator.baseline_locked_at is not None, "contracts.not_locked", field="baseline")
    reason = _reason(reason)
    changed = db.change(indicator, baseline_locked_at=None, baseline_locked_by=None)
    _note(session, indicator, "indicator.baseline_unlocked", changed, reason, by)


def _open(session: Session, indicator_id: UUID, seen: int, by: Actor) -> tuple[Indicator, Programme]:
    return open_for_edit(session, Indicator, indicator_id, belongs_to=Indicator.programme_id, seen=seen, by=by)


def _reason(typed: str) -> str:
    reason = ReasonForm.read(reason=typed).reason
    db.refuse_unless(bool(reason), "contracts.reason_needed", field="reason")
    return reason


def _restate(
    session: Session, indicator: Indicator, programme: Programme, changes: Mapping[str, object], verb: str, reason: str, by: Actor
) -> None:
    wanted = _wanted(indicator, changes)
    before = {field: getattr(indicator, field) for field in ContractEdit.model_fields}
    given = ContractEdit.read(**before | wanted)
    after = {field: getattr(given, field) for field in wanted if getattr(given, field) != before[field]}
    if not after:
        return
    locked = indicator.baseline_locked_at is not None and not after.keys().isdisjoint(BASELINE)
    db.refuse_unless(not locked, "contracts.baseline_locked", field="baseline")
    _demand_days(session, indicator, programme, given, after)
    if given.owner_id is not None and "owner_id" in after:
        demand_owner(session, given.owner_id)
    reason = _reason(reason)
    remember_first(session, indicator, by)
    _note(session, indicator, verb, db.change(indicator, **after), reason, by)


def _wanted(indicator: Indicator, changes: Mapping[str, object]) -> dict[str, Any]:
    """A text as the label it becomes. Another baseline than the window's was not measured in that window."""
    wanted = dict(changes)
    for field in WORDED:
        if isinstance(text := wanted.get(field), str):
            label: Label = getattr(indicator, field)
            wanted[field] = label if text == str(label) else label.with_text(text)
    if "baseline" in wanted and wanted["baseline"] != indicator.baseline:
        wanted = {"baseline_from": None, "baseline_to": None, "baseline_n": None} | wanted
    return wanted


def _demand_days(
    session: Session, indicator: Indicator, programme: Programme, given: ContractEdit, after: Mapping[str, object]
) -> None:
    """The target's day lies in the programme and no step after it; what the steps mean stays."""
    if "target_on" in after and not is_sensible(given.target_on, programme.starts_on, programme.ends_on):
        facts = {"day": given.target_on, "first": programme.starts_on, "last": programme.ends_on}
        raise Refusal("plan.day_out_of_range", field="target_on", **facts)
    if after.keys().isdisjoint({"target_on", "target_kind"}):
        return
    days = session.scalars(select(InterimTarget.due_on).where(InterimTarget.indicator_id == indicator.id)).all()
    db.refuse_unless(not days or "target_kind" not in after, "targets.interim_reads_otherwise", field="target_kind")
    last = max(days, default=given.target_on)
    db.refuse_unless(last <= given.target_on, "contracts.step_after_target", field="target_on", day=last)


def _note(session: Session, indicator: Indicator, verb: str, changed: dict[str, Any], reason: str, by: Actor) -> None:
    """The next version, and the entry of the log, which keeps no reason."""
    write_next(session, indicator, reason=reason, by=by)
    events.record(session, by=by.person_id, verb=verb, on="indicator", key=indicator.id, change=changed)
