"""Places of open waves that a visitor may take."""

import streamlit as st

from audits.visits.actions.taking import take_visit
from audits.visits.models import DayPart
from audits.visits.queries.costs import currency_of
from audits.visits.queries.places import OpenPlace, has_open_waves, open_places
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state
from tracker.core.words import day, money, say
from tracker.people.rules import Actor


def offer_places(actor: Actor) -> None:
    """Nothing where no wave is open to sign-ups; else the places, looked for only when somebody wants to see them."""
    today = clock.today(actor.time_zone or "UTC")
    with reading() as session:
        if not has_open_waves(session, today=today, by=actor):
            return
    if not st.toggle(say("waves.show_places"), key="show_places"):
        return
    with reading() as session:
        places = open_places(session, today=today, by=actor)
        currencies = {one.programme_id: currency_of(session, programme_id=one.programme_id) for one in places}
    if not places:
        empty_state("waves.no_place_for_you")
        return
    with st.container(border=True):
        place = st.selectbox(say("waves.place"), places, format_func=_words, key="place")
        st.text(_terms(place, currencies[place.programme_id]))
        left, right = st.columns(2)
        on = left.date_input(
            say("waves.planned_on"),
            place.first_day,
            min_value=place.first_day,
            max_value=place.last_day,
            format=DAY,
            key=f"take_on {place.store_id} {place.channel_code}",
        )
        part = right.selectbox(
            say("waves.column.part"), list(DayPart), format_func=lambda one: say(f"waves.day_part.{one.value}"), key="take_part"
        )
        pressed = st.button(say("waves.take"), type="primary", key="take", width="stretch")
    order = {"wave_id": place.wave_id, "store_id": place.store_id, "channel_code": place.channel_code}
    if pressed and attempt(take_visit, **order, planned_on=on, day_part=part, by=actor):
        done("waves.taken")
        st.rerun()


def _words(place: OpenPlace) -> str:
    return say("waves.place_line", store=f"{place.store_code} {place.store}", channel=place.channel, first=day(place.first_day))


def _terms(place: OpenPlace, currency: str) -> str:
    said = [say("waves.place_wave", wave=place.wave, end=day(place.last_day))]
    if place.fee_minor:
        said.append(say("waves.place_fee", fee=money(place.fee_minor, currency)))
    if place.most_cost_minor:
        said.append(say("waves.place_costs", most=money(place.most_cost_minor, currency)))
    return "\n".join(said)
