"""Raising alerts once, and what people make of them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.forms.alerts import AlertForm
from results.comparison.models import Alert
from results.comparison.queries.alerts import reach_of, signals
from results.comparison.rules import AlertState
from results.comparison.rules.alerts import CLOSED_STATES, Signal
from tracker.core import clock, db, events
from tracker.core.ids import new_id
from tracker.messages.actions.outbox import tell
from tracker.messages.rules import MessageKind
from tracker.people.access import demand, who_may
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import open_for_edit
from tracker.targets.models import Indicator

ALERTS_PAGE = "/alerts"


def raise_alerts(session: Session, *, programme_id: UUID, by: Actor | None, found: Iterable[Signal] | None = None) -> int:
    """Write down what is found and was not raised before; how many. `found` is looked for here unless somebody did already, which
    spares other writers the wait. `by` is None for the service, whom nobody has to allow it."""
    if by is not None:
        demand(by, Action.MANAGE_RESULTS, Place(programme_id=programme_id))
    told = signals(session, programme_id=programme_id) if found is None else found
    here = select(Indicator.id, Indicator.owner_id).where(Indicator.programme_id == programme_id)
    owners = {row.id: row.owner_id for row in session.execute(here)}
    waiting = _waiting(session, programme_id)
    raised = [signal for signal in told if signal.indicator_id in owners and _subject(signal) not in waiting]
    keys = [key for signal in raised if (key := _raise(session, programme_id, signal, owners[signal.indicator_id]))]
    if keys:
        said = {"raised": len(keys)}
        who = by.person_id if by else None
        events.record(session, by=who, verb="alerts.raised", on="programme", key=programme_id, change=said)
    return len(keys)


def settle_alert(
    session: Session, *, alert_id: UUID, seen: int, state: AlertState, owner_id: UUID | None, note: str, by: Actor
) -> None:
    """Take it in hand, explain it or dismiss it; or open it again. Explained and dismissed say why."""
    row, programme = open_for_edit(
        session,
        Alert,
        alert_id,
        belongs_to=Alert.programme_id,
        seen=seen,
        by=by,
        right=Action.MANAGE_RESULTS,
        within=Alert.indicator_id.in_(select(Indicator.id).where(reach_of(by))),
    )
    form = AlertForm.read(state=state, owner_id=owner_id, note=note)
    if form.owner_id is not None and form.owner_id != row.owner_id:
        allowed = who_may(session, action=Action.SEE_RESULTS, place=Place(programme_id=programme.id))
        db.refuse_unless(form.owner_id in allowed, "alerts.unknown_owner", field="owner_id")
    closed_at = (row.closed_at or clock.now()) if form.state in CLOSED_STATES else None
    changed = db.change(row, **form.model_dump(), closed_at=closed_at)
    if not changed:
        return
    said = {name: both for name, both in changed.items() if name in ("state", "owner_id")}
    events.record(session, by=by.person_id, verb="alert.settled", on="alert", key=row.id, change=said)
    if "owner_id" in said and form.owner_id not in (None, by.person_id):
        _tell(session, row, form.owner_id)


def _waiting(session: Session, programme_id: UUID) -> set[tuple[object, ...]]:
    """What has an alert that nobody has closed yet: a second one would say nothing new."""
    rows = session.scalars(select(Alert).where(Alert.programme_id == programme_id, Alert.state.not_in(CLOSED_STATES)))
    return {(row.kind, row.indicator_id, row.store_id, row.team_id) for row in rows}


def _subject(signal: Signal) -> tuple[object, ...]:
    return (signal.kind, signal.indicator_id, signal.store_id, signal.team_id)


def _raise(session: Session, programme_id: UUID, signal: Signal, owner_id: UUID | None) -> UUID | None:
    """None where its key was raised before, by whomever."""
    values = {
        "id": new_id(),
        "programme_id": programme_id,
        "indicator_id": signal.indicator_id,
        "kind": signal.kind,
        "key": signal.key,
        "store_id": signal.store_id,
        "team_id": signal.team_id,
        "observed_on": signal.on,
        "facts": dict(signal.facts),
        "owner_id": owner_id,
        "raised_at": clock.now(),
    }
    made = session.scalars(
        db.insert_into(session, Alert)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["programme_id", "key"])
        .returning(Alert.id)
    ).one_or_none()
    if made is not None and owner_id is not None:
        _tell(session, session.get_one(Alert, made), owner_id)
    return made


def _tell(session: Session, alert: Alert, owner_id: UUID | None) -> None:
    if owner_id is not None:
        name = session.get_one(Indicator, alert.indicator_id).name
        key = f"{alert.id}/{alert.version}"
        tell(session, kind=MessageKind.ALERT_OWNED, key=key, to=[owner_id], path=ALERTS_PAGE, name=name, day=alert.observed_on)
