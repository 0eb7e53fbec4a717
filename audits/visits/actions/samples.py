"""A random sample of tickets or recordings, drawn so that anybody can draw it again, and shared out to be checked."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.visits.actions.assignments import lock_wave, refuse_unless_usable
from audits.visits.actions.barred import Barred
from audits.visits.actions.waves import add_places
from audits.visits.forms.waves import SampleForm, UnitList, UnitRow
from audits.visits.models import Assignment, AuditState, Sample, Wave, WaveKind, WaveState
from audits.visits.queries.booked import booked, rules_of_wave, visit_of, visitors
from audits.visits.rules.sampling import draw, population_hash
from audits.visits.rules.waves import Blocked, reasons
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Problem, Problems
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place


def draw_sample(session: Session, *, wave_id: UUID, units: UnitList, form: SampleForm, by: Actor) -> UUID:
    """Each drawn unit becomes a check to make, shared out evenly. What an earlier sample of the wave drew is not drawn again.

    The record holds what is needed to draw it again from the same list: seed, filter, the population's hash and sizes.
    """
    wave = _wave_to_draw(session, wave_id, by)
    refuse_unless_usable(session, wave.programme_id, form.channel_code)
    chosen = units.chosen(form.where)
    stores = _stores(session, units, chosen, by)
    drawn_before = set(
        session.scalars(select(Assignment.unit).where(Assignment.wave_id == wave_id, Assignment.unit.is_not(None)))
    )
    population = [row.unit for row in chosen if row.unit.key not in drawn_before]
    refuse_unless(bool(population), "waves.sample_empty", field="where")
    drawn = draw(population, seed=form.seed, size=form.size)
    sample = Sample(
        wave_id=wave_id,
        seed=form.seed,
        chosen_by={
            "file": units.name,
            "rows": len(units.rows),
            "where": {column: list(values) for column, values in form.where.items()},
            "drawn_before": len(chosen) - len(population),
            "channel": form.channel_code,
        },
        population_hash=population_hash(population),
        population=len(population),
        drawn=len(drawn),
        drawn_by=by.person_id,
    )
    session.add(sample)
    session.flush()
    places = Counter((stores[unit.store_code].id, form.channel_code) for unit in drawn)
    add_places(session, wave_id, places)
    rows = [(unit.key, stores[unit.store_code]) for unit in drawn]
    _share_out(session, wave, sample.id, rows, form)
    said = {"seed": form.seed, "population": len(population), "population_hash": sample.population_hash, "drawn": len(drawn)}
    events.record(session, by=by.person_id, verb="sample.drawn", on="wave", key=wave_id, change=said)
    return sample.id


def _wave_to_draw(session: Session, wave_id: UUID, by: Actor) -> Wave:
    demand(by, Action.MANAGE_FIELD)
    within = select(Wave.id).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))
    if session.scalar(within) is None:
        raise NotFound("waves.not_found")
    wave = lock_wave(session, wave_id)
    refuse_unless(wave.kind is WaveKind.INTERNAL_CHECK, "waves.no_check", field="wave_id")
    refuse_unless(wave.state is not WaveState.CLOSED, "waves.is_closed", field="wave_id")
    return wave


def _stores(session: Session, units: UnitList, chosen: Sequence[UnitRow], by: Actor) -> dict[str, Store]:
    """The stores named, each active and within this person's reach; every code that is none is a problem."""
    codes = sorted({row.unit.store_code for row in chosen})
    found = session.scalars(select(Store).where(Store.code.in_(codes), Store.active, store_condition(by)))
    stores = {store.code: store for store in found}
    unknown = [row for row in chosen if row.unit.store_code not in stores]
    if unknown:
        raise Problems(
            [
                Problem(
                    "waves.units.unknown_store", units.sheet, row.number, units.store_column, (("text", row.unit.store_code),)
                )
                for row in unknown
            ]
        )
    return stores


def _share_out(session: Session, wave: Wave, sample_id: UUID, rows: Sequence[tuple[str, Store]], form: SampleForm) -> None:
    """To whoever of the people has fewest so far and is not kept from it; one that nobody may check refuses the whole draw."""
    people = visitors(session, form.people)
    refuse_unless(len(people) == len(set(form.people)), "visits.assignee_role", field="people")
    of_wave = rules_of_wave(session, wave)
    stands = booked(session, people=people, wave_id=wave.id, since=wave.starts_on, rules=None)
    made, order = [], {key: at for at, key in enumerate(form.people)}
    for unit, store in rows:
        against: tuple[Blocked, ...] = ()
        for person in sorted(people, key=lambda key: (stands.in_wave[wave.id, key], order[key])):
            row = _assignment(wave, sample_id, unit, store, person, form.channel_code)
            visit, place = visit_of(row), Place(wave.programme_id, store.region_id, store.id, person)
            against = reasons(visit, visitor=people[person], place=place, field_rules=None, wave=of_wave, booked=stands)
            if not against:
                stands.add(visit)
                made.append(row)
                break
        if against:
            raise Barred(against)
    session.add_all(made)
    session.flush()


def _assignment(wave: Wave, sample_id: UUID, unit: str, store: Store, person: UUID, channel: str) -> Assignment:
    return Assignment(
        programme_id=wave.programme_id,
        rubric_version_id=wave.rubric_version_id,
        store_id=store.id,
        channel_code=channel,
        assignee_id=person,
        visit_from=wave.starts_on,
        due_on=wave.ends_on,
        state=AuditState.ASSIGNED,
        wave_id=wave.id,
        unit=unit,
        sample_id=sample_id,
        fee_minor=wave.fee_minor,
    )
