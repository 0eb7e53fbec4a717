"""The working calendar: weekdays, a country's public holidays, days of one's own."""

from datetime import date

import streamlit as st
from babel import Locale
from babel.dates import get_day_names

from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, plain, table
from tracker.core.words import day, field_name, language, say
from tracker.people.rules import Actor
from tracker.plan.actions import remove_day, set_calendar, set_day
from tracker.plan.queries.calendars import CalendarRow, DayRow, calendar, countries
from tracker.plan.rules import ProgrammeRow

FIRST = ("CN", "HK", "MO", "TW", "SG", "US", "GB", "DE")  # offered before the others


def set_working_calendar(programme: ProgrammeRow, actor: Actor) -> None:
    with reading() as session:
        found = calendar(session, programme_id=programme.id, by=actor)
    st.text(say("network.calendar_help"))
    _week(programme, found, actor)
    st.subheader(say("network.own_days"))
    for row in found.own:
        _own_day(row, actor)
    if not found.own:
        st.text(say("network.no_own_day"))
    with st.expander(say("network.add_day"), icon=":material/add:"):
        _add_day(programme, actor, len(found.own))
    if found.country:
        with st.expander(say("network.public_days", n=len(found.offs), shifted=len(found.shifted))):
            table([{field_name("on"): day(on), say("network.day_is"): name} for on, name in _public(found)], key="public_days")


def _public(found: CalendarRow) -> list[tuple[date, str]]:
    return sorted([*found.offs, *((on, say("network.shifted")) for on in found.shifted)])


def _week(programme: ProgrammeRow, found: CalendarRow, actor: Actor) -> None:
    key = f"{programme.id}_{found.version}"
    names = weekday_names()
    weekdays = st.pills(
        field_name("weekdays"),
        list(names),
        selection_mode="multi",
        default=list(found.weekdays),
        format_func=names.__getitem__,
        key=f"weekdays_{key}",
    )
    codes = [
        None,
        *sorted(countries(), key=lambda code: (FIRST.index(code) if code in FIRST else len(FIRST), country_name(code))),
    ]
    country = st.selectbox(
        field_name("country"),
        codes,
        index=codes.index(found.country),
        format_func=lambda code: country_name(code) if code else say("network.no_country"),
        help=say("network.country_help"),
        key=f"country_{key}",
    )
    changed = (tuple(sorted(weekdays)), country) != (found.weekdays, found.country)
    if st.button(say("network.save_calendar"), type="primary", disabled=not changed, key=f"save_calendar_{key}"):
        given = {"programme_id": programme.id, "weekdays": weekdays, "country": country}
        if attempt(set_calendar, seen=found.version, by=actor, **given):
            done("network.calendar_saved")
            st.rerun()


def weekday_names() -> dict[int, str]:
    """By ISO weekday, Monday first."""
    return {number + 1: name for number, name in sorted(get_day_names("wide", locale=language()).items())}


def country_name(code: str) -> str:
    return str(Locale.parse(language()).territories.get(code, code))


def _own_day(row: DayRow, actor: Actor) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        what = say("network.own_worked" if row.worked else "network.own_off")
        st.markdown(f"**{plain(day(row.on))}** · {plain(f'{what}: {row.name}' if row.name else what)}")
        removed = st.button(say("network.remove"), key=f"remove_day_{row.id}", icon=":material/delete:")
    if removed and attempt(remove_day, day_id=row.id, by=actor):
        done("network.calendar_saved")
        st.rerun()


def _add_day(programme: ProgrammeRow, actor: Actor, count: int) -> None:
    first = max(programme.starts_on, min(clock.today(actor.time_zone or "UTC"), programme.ends_on))
    on = st.date_input(field_name("on"), first, format=DAY, key=f"own_on_{count}")
    kinds = {False: say("network.own_off"), True: say("network.own_worked")}
    worked = st.segmented_control(
        say("network.day_is"), list(kinds), default=False, required=True, format_func=kinds.__getitem__, key=f"own_worked_{count}"
    )
    name = st.text_input(say("network.day_name"), max_chars=200, key=f"own_name_{count}")
    saved = st.button(say("network.save_day"), key=f"save_day_{count}")
    if saved and attempt(set_day, programme_id=programme.id, on=on, worked=bool(worked), name=name, by=actor):
        done("network.calendar_saved")
        st.rerun()
