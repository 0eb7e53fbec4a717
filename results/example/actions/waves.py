"""Waves over the example's visits to stores: those of the year, all of them approved, and one that runs, with open places."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from audits.visits.models import (
    OPEN_STATES,
    Assignment,
    AuditState,
    DayPart,
    Draft,
    Familiarity,
    FieldProfile,
    Purpose,
    QuotaKind,
    Wave,
    WaveKind,
    WaveQuota,
    WaveState,
    WaveTarget,
)
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows, Setting
from results.example.places import dice
from results.example.rules import FEES, KNOWN_BECAUSE, ZONE
from tracker.core.ids import new_id
from tracker.core.words import Label
from tracker.people.rules import Role
from tracker.plan.rules import month_start

Row = dict[str, Any]
CHANNEL = "store"
RUNS = (-14, 27)  # days from today
FINISHED = (-5, -2, 1, 4)  # first months of the quarters, each with its wave
QUARTER = 3
EVERY = 3  # of the stores, every third wants a visit in the running wave
MOST_COST = 6_000
NOON, EVENING = 12, 18


def fill_waves(rows: Rows, cast: Cast, setting: Setting) -> None:
    """The visits of the waves are those that are there; the running wave wants more than it has."""
    for visit in rows.of[Assignment]:
        visit |= {"wave_id": None, "planned_on": None, "day_part": None}
    opened = {draft["assignment_id"]: draft["opened_at"] for draft in rows.of[Draft]}
    for month in FINISHED:
        _finished(rows, setting, opened, month)
    start, end = (setting.today + timedelta(days=days) for days in RUNS)
    running = _wave(rows, setting, start, end, WaveState.OPEN)
    under_way = [
        visit for visit in _to_stores(rows) if visit["state"] is not AuditState.APPROVED and start <= visit["due_on"] <= end
    ]
    for visit in under_way:
        _put_in(visit, running, None)
    wanted = Counter(visit["store_id"] for visit in under_way)
    stores = [key for key, _ in sorted(cast.stores.values(), key=lambda pair: pair[1].code)]
    for key in stores[::EVERY]:
        wanted[key] = max(1, wanted[key])
    _want(rows, running, wanted)
    for kind, what, least, most in ((QuotaKind.DAY_PART, "evening", 6, None), (QuotaKind.WEEKDAY, "6", None, 8)):
        rows.add(WaveQuota, id=new_id(), wave_id=running, kind=kind, what=what, at_least=least, at_most=most)
    _people(rows, cast, setting)


def _finished(rows: Rows, setting: Setting, opened: dict[UUID, datetime], month: int) -> None:
    """The visits made in the quarter from this month of the programme on; months before it are 0 and below."""
    first = month_start(setting.starts_on, month)
    last = month_start(setting.starts_on, month + QUARTER) - timedelta(days=1)
    wave = _wave(rows, setting, first, last, WaveState.CLOSED)
    made = [visit for visit in _to_stores(rows) if visit["id"] in opened and first <= _day(opened[visit["id"]]) <= last]
    for visit in made:
        _put_in(visit, wave, opened[visit["id"]].astimezone(ZoneInfo(ZONE)))
    _want(rows, wave, Counter(visit["store_id"] for visit in made))


def _to_stores(rows: Rows) -> list[Row]:
    return [visit for visit in rows.of[Assignment] if visit["channel_code"] == CHANNEL and _counts(visit)]


def _counts(visit: Row) -> bool:
    return visit.get("purpose", Purpose.COUNTED) is Purpose.COUNTED and visit["state"] is not AuditState.EXCLUDED


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ZONE)).date()


def _put_in(visit: Row, wave: UUID, moment: datetime | None) -> None:
    """With the part of day in which it was made; what is still to be made has a window only."""
    visit["wave_id"] = wave
    if moment is not None and visit["state"] not in OPEN_STATES:
        part = DayPart.MORNING if moment.hour < NOON else DayPart.AFTERNOON if moment.hour < EVENING else DayPart.EVENING
        on = moment.date()
        visit |= {"day_part": part, "planned_on": on if visit["visit_from"] <= on <= visit["due_on"] else None}


def _wave(rows: Rows, setting: Setting, first: date, last: date, state: WaveState) -> UUID:
    key, month = new_id(), f"{first:%Y-%m}"
    rows.add(
        Wave,
        id=key,
        programme_id=setting.programme_id,
        code=f"V{month}",
        name=Label(f"Store visits from {first:%Y-%m-%d}", f"{first:%Y年%m月%d日}起门店暗访"),
        kind=WaveKind.MYSTERY_VISIT,
        rubric_version_id=setting.rubrics[CHANNEL][0],
        starts_on=first,
        ends_on=last,
        state=state,
        self_service=state is WaveState.OPEN,
        most_per_person=8 if state is WaveState.OPEN else None,
        fee_minor=FEES[CHANNEL],
        most_cost_minor=MOST_COST,
        version=1,
    )
    return key


def _want(rows: Rows, wave: UUID, stores: Counter[UUID]) -> None:
    for store, n in stores.items():
        rows.add(WaveTarget, id=new_id(), wave_id=wave, store_id=store, channel_code=CHANNEL, wanted=n)


def _people(rows: Rows, cast: Cast, setting: Setting) -> None:
    """Some take on only so much, and two are known in a store."""
    random, shoppers = dice("people in the field"), cast.with_role(Role.MYSTERY_SHOPPER)
    for person in shoppers[::3]:
        most = random.choice((2, 3))
        rows.add(FieldProfile, id=new_id(), person_id=person, most_per_wave=None, most_per_week=most, version=1)
    stores = [key for key, _ in sorted(cast.stores.values(), key=lambda pair: pair[1].code)]
    for person, reason in zip(shoppers, KNOWN_BECAUSE, strict=False):
        rows.add(
            Familiarity,
            id=new_id(),
            person_id=person,
            store_id=random.choice(stores[::EVERY]),
            reason=reason,
            until=None,
            noted_by=cast.lead.person_id,
            ended_at=None,
        )
