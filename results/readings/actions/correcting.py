"""A value typed on the page, and a stored one corrected with a reason."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.actions.imports import revisions_of
from results.readings.actions.storing import one_at_a_time, store_revisions
from results.readings.forms import LONGEST_NOTE, ReadingText
from results.readings.intake import Change, changes_of, known_codes, within_reach, wrongs_of
from results.readings.models import Reading
from results.readings.rules import ReadingSource
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Problems, Stale
from tracker.people.access import demand, programme_condition
from tracker.people.models import Store, Team
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator


def type_reading(session: Session, *, programme_id: UUID, typed: ReadingText, by: Actor) -> UUID:
    """A value where there is none yet; one that is there is corrected, with a reason."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    one_at_a_time(session, programme_id)
    change = _checked(session, programme_id, typed, by)
    there = change.before
    refuse_unless(there is None, "readings.already_there", field="value", value=there.measured.value if there else 0)
    [key] = _store(session, programme_id, change, by)
    events.record(
        session,
        by=by.person_id,
        verb="readings.typed",
        on="reading",
        key=key,
        change={"observed_on": typed.observed_on, "value": [None, change.measured.value], "n": [None, change.measured.n]},
    )
    return key


def correct_reading(
    session: Session,
    *,
    reading_id: UUID,
    value: float | None,
    n: int | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
    reason: str,
    by: Actor,
) -> UUID:
    """A new revision in the place of the one this person saw, which stays in the history; the key of the new one."""
    demand(by, Action.IMPORT_READINGS)
    saw, text = _as_stored(session, reading_id, by)
    demand(by, Action.IMPORT_READINGS, Place(programme_id=saw.programme_id))
    refuse_unless(bool(reason.strip()), "readings.reason_needed", field="reason")
    one_at_a_time(session, saw.programme_id)
    given = {"value": value, "n": n, "numerator": numerator, "denominator": denominator}
    typed = text.model_copy(update={**given, "note": reason.strip()[:LONGEST_NOTE]})
    change = _checked(
        session, saw.programme_id, typed, by, passed=frozenset({"date"})
    )  # it stands: a survey's is its month's end
    if change.before is None or change.before.revision != saw.revision:
        raise Stale()
    before, after = change.before.measured, change.measured
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in given}
    said = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    refuse_unless(bool(said), "readings.nothing_corrected", field="value")
    [key] = _store(session, saw.programme_id, change, by)
    events.record(
        session, by=by.person_id, verb="readings.corrected", on="reading", key=key, change=said | {"reason": typed.note}
    )
    return key


def _as_stored(session: Session, reading_id: UUID, by: Actor) -> tuple[Reading, ReadingText]:
    """The reading this person saw, in codes: what it may be corrected to is held against the same rules as what is typed."""
    row = session.execute(
        select(Reading, Indicator.code, Store.code, Team.code)
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .outerjoin(Store, Store.id == Reading.store_id)
        .outerjoin(Team, Team.id == Reading.team_id)
        .where(Reading.id == reading_id, programme_condition(by, Reading.programme_id), within_reach(by))
    ).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    saw, indicator, store, team = row
    return saw, ReadingText(
        observed_on=saw.observed_on,
        store_code=store or "",
        team_code=team or "",
        channel_code=saw.channel_code,
        indicator_code=indicator,
    )


def _checked(
    session: Session, programme_id: UUID, typed: ReadingText, by: Actor, *, passed: frozenset[str] = frozenset()
) -> Change:
    """Held against codes and scale, but for the fields `passed`; beside what is stored."""
    codes = known_codes(session, by=by, programme_id=programme_id)
    if wrongs := [wrong for wrong in wrongs_of([typed], codes) if wrong.field not in passed]:
        raise Problems([wrong.problem for wrong in wrongs])
    return changes_of(session, [typed], codes)[0]


def _store(session: Session, programme_id: UUID, change: Change, by: Actor) -> list[UUID]:
    return store_revisions(session, revisions_of([change]), programme_id=programme_id, source=ReadingSource.TYPED, by=by)
