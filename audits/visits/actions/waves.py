"""A wave: planned, changed, opened and closed. Its places are visits of a store through a channel."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from audits.rubrics.models import RubricVersion
from audits.visits.forms.waves import QuotaForm, WaveForm
from audits.visits.models import Assignment, AuditState, QuotaKind, Wave, WaveKind, WaveQuota, WaveState, WaveTarget
from tracker.core import db, events
from tracker.core.db import refuse_unless
from tracker.core.ids import new_id
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme, ProgrammeStatus

KEPT = ("name", "starts_on", "ends_on", "self_service", "most_per_person", "fee_minor", "most_cost_minor")
Places = Mapping[tuple[UUID, str], int]


def plan_wave(session: Session, *, programme_id: UUID, form: WaveForm, by: Actor) -> UUID:
    demand(by, Action.MANAGE_FIELD, Place(programme_id))
    programme = session.get(Programme, programme_id)
    refuse_unless(
        programme is not None and programme.status is ProgrammeStatus.ACTIVE, "visits.programme_closed", field="programme_id"
    )
    taken = session.scalar(select(Wave.id).where(Wave.programme_id == programme_id, Wave.code == form.code))
    refuse_unless(taken is None, "waves.code_taken", field="code", code=form.code)
    _refuse_unless_usable(session, form, by)
    wave = Wave(
        programme_id=programme_id,
        code=form.code,
        kind=form.kind,
        rubric_version_id=form.rubric_version_id,
        **{name: getattr(form, name) for name in KEPT},
    )
    session.add(wave)
    session.flush()
    places = {(store, channel): wanted for store in form.stores for channel, wanted in form.channels.items()}
    _store_places(session, wave.id, places)
    _store_quotas(session, wave.id, form.quotas)
    said = {"code": form.code, "kind": form.kind, "rubric_version": form.rubric_version_id, "places": sum(places.values())}
    events.record(session, by=by.person_id, verb="wave.planned", on="wave", key=wave.id, change=said)
    return wave.id


def change_wave(session: Session, *, wave_id: UUID, seen: int, form: WaveForm, by: Actor) -> None:
    """Code and kind stay. The rubric stays once a visit is assigned, and places that were given are not taken away."""
    wave = take_wave(session, wave_id, seen, by)
    refuse_unless(wave.state is not WaveState.CLOSED, "waves.is_closed")
    _refuse_unless_usable(session, form, by)
    _refuse_unless_fits(session, wave, form)
    before = _places_of(session, wave_id)
    places = {(store, channel): wanted for store in form.stores for channel, wanted in form.channels.items()}
    if wave.kind is WaveKind.INTERNAL_CHECK:
        places = before  # they come with each sample
    values = {name: getattr(form, name) for name in KEPT} | {"rubric_version_id": form.rubric_version_id}
    changed: dict[str, Any] = db.change(wave, **values)
    if places != before:
        session.execute(delete(WaveTarget).where(WaveTarget.wave_id == wave_id))
        _store_places(session, wave_id, places)
        changed["places"] = [sum(before.values()), sum(places.values())]
    quotas = [_told(row) for row in session.scalars(select(WaveQuota).where(WaveQuota.wave_id == wave_id).order_by(WaveQuota.id))]
    if quotas != [_told(quota) for quota in form.quotas]:
        session.execute(delete(WaveQuota).where(WaveQuota.wave_id == wave_id))
        _store_quotas(session, wave_id, form.quotas)
        changed["quotas"] = [quotas, [_told(quota) for quota in form.quotas]]
    if {"places", "quotas"} & changed.keys():
        wave.version += 1
    if changed:
        events.record(session, by=by.person_id, verb="wave.changed", on="wave", key=wave_id, change=changed)


def open_wave(session: Session, *, wave_id: UUID, seen: int, by: Actor) -> None:
    """From now on shoppers may take its places, where it is self-service; a closed one is opened again so."""
    wave = take_wave(session, wave_id, seen, by)
    has_places = session.scalar(select(WaveTarget.id).where(WaveTarget.wave_id == wave_id).limit(1)) is not None
    refuse_unless(has_places or wave.kind is WaveKind.INTERNAL_CHECK, "waves.no_places")
    _turn(session, wave, WaveState.OPEN, "wave.opened", by)


def close_wave(session: Session, *, wave_id: UUID, seen: int, by: Actor) -> None:
    """No further visit is assigned in it; those that are assigned stay to be made."""
    _turn(session, take_wave(session, wave_id, seen, by), WaveState.CLOSED, "wave.closed", by)


def take_wave(session: Session, wave_id: UUID, seen: int, by: Actor) -> Wave:
    """A wave to change: one whose every store is this person's."""
    demand(by, Action.MANAGE_FIELD)
    within = select(Wave.id).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))
    if session.scalar(within) is None:
        raise NotFound("waves.not_found")
    wave = db.take(session, Wave, wave_id, seen=seen)
    elsewhere = (
        select(WaveTarget.id)
        .join(Store, Store.id == WaveTarget.store_id)
        .where(WaveTarget.wave_id == wave_id, ~store_condition(by))
        .limit(1)
    )
    refuse_unless(session.scalar(elsewhere) is None, "waves.beyond_reach")
    return wave


def add_places(session: Session, wave_id: UUID, more: Places) -> None:
    """So many more of each; the wave is locked by the caller."""
    rows = {
        (row.store_id, row.channel_code): row for row in session.scalars(select(WaveTarget).where(WaveTarget.wave_id == wave_id))
    }
    for place, n in more.items():
        if place in rows:
            rows[place].wanted += n
    session.flush()
    _store_places(session, wave_id, {place: n for place, n in more.items() if place not in rows})


def _turn(session: Session, wave: Wave, state: WaveState, verb: str, by: Actor) -> None:
    changed = db.change(wave, state=state)
    refuse_unless(bool(changed), "waves.is_so_already")
    events.record(session, by=by.person_id, verb=verb, on="wave", key=wave.id, change=changed)


def _refuse_unless_usable(session: Session, form: WaveForm, by: Actor) -> None:
    """A published rubric, active channels, and active stores within this person's reach."""
    refuse_unless(session.get(RubricVersion, form.rubric_version_id) is not None, "visits.no_rubric", field="rubric_version_id")
    named = {*form.channels, *(quota.what for quota in form.quotas if quota.kind is QuotaKind.CHANNEL)}
    active = set(session.scalars(select(Channel.code).where(Channel.active)))
    refuse_unless(named <= active, "visits.channel_unknown", field="channels")
    mine = select(func.count()).select_from(Store).where(Store.id.in_(form.stores), Store.active, store_condition(by))
    refuse_unless(session.scalar(mine) == len(set(form.stores)), "waves.store_unusable", field="stores")


def _refuse_unless_fits(session: Session, wave: Wave, form: WaveForm) -> None:
    """What is assigned already still has its place in the changed wave."""
    stands = (Assignment.wave_id == wave.id, Assignment.state != AuditState.CANCELLED)
    given = session.execute(
        select(Assignment.store_id, Assignment.channel_code, func.count().label("n"))
        .where(*stands, Assignment.state != AuditState.EXCLUDED)
        .group_by(Assignment.store_id, Assignment.channel_code)
    ).all()
    same_rubric = form.rubric_version_id == wave.rubric_version_id
    refuse_unless(not given or same_rubric, "waves.has_visits", field="rubric_version_id")
    day = func.coalesce(Assignment.planned_on, Assignment.due_on)
    outside = select(Assignment.id).where(*stands, or_(day < form.starts_on, day > form.ends_on)).limit(1)
    refuse_unless(session.scalar(outside) is None, "waves.visits_outside", field="ends_on")
    if wave.kind is not WaveKind.INTERNAL_CHECK:
        kept = {(store, channel): n for store in form.stores for channel, n in form.channels.items()}
        lost = [row for row in given if row.n > kept.get((row.store_id, row.channel_code), 0)]
        refuse_unless(not lost, "waves.place_given", field="stores", n=len(lost))


def _places_of(session: Session, wave_id: UUID) -> dict[tuple[UUID, str], int]:
    rows = session.scalars(select(WaveTarget).where(WaveTarget.wave_id == wave_id))
    return {(row.store_id, row.channel_code): row.wanted for row in rows}


def _store_places(session: Session, wave_id: UUID, places: Places) -> None:
    rows = [
        {"id": new_id(), "wave_id": wave_id, "store_id": store, "channel_code": channel, "wanted": wanted}
        for (store, channel), wanted in places.items()
    ]
    if rows:
        session.execute(insert(WaveTarget), rows)


def _store_quotas(session: Session, wave_id: UUID, quotas: tuple[QuotaForm, ...]) -> None:
    session.add_all(WaveQuota(wave_id=wave_id, **_told(quota)) for quota in quotas)
    session.flush()


def _told(quota: QuotaForm | WaveQuota) -> dict[str, Any]:
    return {"kind": quota.kind, "what": quota.what, "at_least": quota.at_least, "at_most": quota.at_most}
