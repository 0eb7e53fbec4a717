"""Planning a wave, and changing one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session

from audits.visits.actions.waves import change_wave, plan_wave
from audits.visits.forms.waves import QuotaForm, WaveForm
from audits.visits.models import DayPart, QuotaKind, WaveKind
from audits.visits.queries import channel_choices, version_choices
from audits.visits.queries.costs import currency_of
from audits.visits.queries.waves import WaveDetail, WaveStore, wave_stores
from audits.visits.rules.waves import WEEKDAYS, Quota
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import DAY, empty_state
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.people.screens.editing import Editing, fresh, name_inputs, save

USUAL_DAYS = 28
MOST = 1_000
CENTS = 100
ALL, REGIONS, CODES = "all", "regions", "codes"


def plan_new(actor: Actor, programme_id: UUID) -> UUID | None:
    """The inputs of a new wave; its key once it is planned."""
    editing = fresh("wave")
    typed = _typed(actor, programme_id, editing, None)
    if typed is None:
        return None
    outcome = save(editing, "waves.plan_button", _plan, programme_id=programme_id, typed=typed, by=actor)
    return outcome.value if outcome else None


def change(actor: Actor, detail: WaveDetail) -> bool:
    """The inputs of a wave as it is; whether a change was stored."""
    key = f"wave_{detail.row.id}_{detail.row.version}"
    editing = Editing("wave", key, detail.row.version)
    typed = _typed(actor, detail.programme_id, editing, detail)
    if typed is None:
        return False
    return bool(save(editing, "waves.save_button", _change, wave_id=detail.row.id, seen=editing.seen, typed=typed, by=actor))


def _plan(session: Session, *, programme_id: UUID, typed: dict[str, Any], by: Actor) -> UUID:
    return plan_wave(session, programme_id=programme_id, form=_form(typed), by=by)


def _change(session: Session, *, wave_id: UUID, seen: int, typed: dict[str, Any], by: Actor) -> None:
    change_wave(session, wave_id=wave_id, seen=seen, form=_form(typed), by=by)


def _form(typed: dict[str, Any]) -> WaveForm:
    quotas = tuple(QuotaForm.read(**quota) for quota in typed["quotas"])
    if typed["unknown"]:
        raise Refusal("waves.unknown_codes", field="stores", codes=", ".join(typed["unknown"]))
    return WaveForm.read(**{name: value for name, value in typed.items() if name != "unknown"} | {"quotas": quotas})


def _typed(actor: Actor, programme_id: UUID, editing: Editing, detail: WaveDetail | None) -> dict[str, Any] | None:
    with reading() as session:
        versions, channels = version_choices(session, by=actor, latest_only=detail is None), channel_choices(session, by=actor)
        stores, currency = wave_stores(session, by=actor), currency_of(session, programme_id=programme_id)
    for key, found in (("visits.no_rubric_yet", versions), ("visits.no_store_found", stores)):
        if not found:
            empty_state(key)
            return None
    typed = _about(actor, editing, detail)
    left, right = st.columns(2)
    version = left.selectbox(
        say("visits.rubric"),
        versions,
        index=next((at for at, one in enumerate(versions) if detail and one.key == detail.rubric_version_id), 0),
        format_func=lambda one: say("visits.rubric_option", name=one.name, n=one.number),
        key=f"version_{editing.key}",
    )
    typed |= {"rubric_version_id": version.key, "stores": (), "channels": {}, "unknown": []}
    if typed["kind"] is WaveKind.INTERNAL_CHECK:
        st.caption(say("waves.places_by_sample"))
    else:
        chosen, unknown = _stores(stores, editing, detail)
        wanted = _wanted({one.code: str(one.name) for one in channels}, version.channel_code, editing, detail)
        typed |= {"stores": chosen, "channels": wanted, "unknown": unknown}
        st.caption(say("waves.places_sum", stores=len(chosen), n=len(chosen) * sum(wanted.values())))
    names = {one.code: str(one.name) for one in channels if one.code in typed["channels"]}
    with st.expander(say("waves.quotas"), key=f"quotas_{editing.key}"):
        typed["quotas"] = _quotas(names, editing, detail)
    return typed | _terms(editing, detail, currency, right)


def _about(actor: Actor, editing: Editing, detail: WaveDetail | None) -> dict[str, Any]:
    first, second = st.columns(2)
    kinds = list(WaveKind)
    code = first.text_input(
        field_name("code"),
        detail.row.code if detail else "",
        max_chars=40,
        disabled=detail is not None,
        key=f"code_{editing.key}",
    )
    kind = second.selectbox(
        say("waves.kind_label"),
        kinds,
        index=kinds.index(detail.row.kind) if detail else 0,
        format_func=lambda one: say(f"waves.kind.{one.value}"),
        disabled=detail is not None,
        key=f"kind_{editing.key}",
    )
    label = name_inputs(editing, detail.row.name if detail else None)
    today = clock.today(actor.time_zone or "UTC")
    first, second = st.columns(2)
    starts = first.date_input(
        field_name("starts_on"), detail.row.starts_on if detail else today, format=DAY, key=f"starts_{editing.key}"
    )
    usual = detail.row.ends_on if detail else starts + timedelta(days=USUAL_DAYS - 1)
    ends = second.date_input(field_name("ends_on"), usual, format=DAY, key=f"ends_{editing.key}")
    names = {"name_en": label.en, "name_zh": label.zh_CN}
    return {"code": code, "kind": kind, **names, "starts_on": starts, "ends_on": ends}


def _stores(stores: Sequence[WaveStore], editing: Editing, detail: WaveDetail | None) -> tuple[tuple[UUID, ...], list[str]]:
    """The stores chosen, and codes that are none."""
    regions = {one.region_id: str(one.region) for one in stores}
    had = detail.stores if detail else frozenset(one.id for one in stores)
    whole = [key for key in regions if {one.id for one in stores if one.region_id == key} <= had]
    by_region = had <= {one.id for one in stores if one.region_id in whole}
    usual = ALL if had >= {one.id for one in stores} else REGIONS if by_region else CODES
    way = st.segmented_control(
        field_name("stores"),
        [ALL, REGIONS, CODES],
        default=usual,
        format_func=lambda one: say(f"waves.stores_by.{one}"),
        required=True,
        key=f"way_{editing.key}",
    )
    if way == REGIONS:
        picked = st.multiselect(
            say("waves.regions"), list(regions), whole, format_func=regions.__getitem__, key=f"regions_{editing.key}"
        )
        return tuple(one.id for one in stores if one.region_id in picked), []
    if way == CODES:
        listed = ", ".join(one.code for one in stores if one.id in had) if usual == CODES else ""
        text = st.text_area(say("waves.store_codes"), listed, key=f"codes_{editing.key}", help=say("waves.store_codes_help"))
        codes = list(dict.fromkeys(text.replace(",", " ").replace("，", " ").replace(";", " ").split()))
        known = {one.code: one.id for one in stores}
        return tuple(known[code] for code in codes if code in known), [code for code in codes if code not in known]
    return tuple(one.id for one in stores), []


def _wanted(names: dict[str, str], usual: str, editing: Editing, detail: WaveDetail | None) -> dict[str, int]:
    """Visits of each store by channel; 0 leaves the channel out."""
    had = dict(detail.channels) if detail else {usual: 1}
    st.caption(say("waves.per_store"))
    wanted = {}
    with st.grid(min_column_width=130):
        for code, name in names.items():
            n = st.number_input(name, 0, 50, had.get(code, 0), key=f"channel_{code}_{editing.key}")
            wanted[code] = int(n)
    return {code: n for code, n in wanted.items() if n}


def _quotas(channels: dict[str, str], editing: Editing, detail: WaveDetail | None) -> list[dict[str, Any]]:
    """A line for everything that can have a quota; what is left empty has none."""
    kinds: list[tuple[QuotaKind, str, str]] = [
        *((QuotaKind.CHANNEL, code, name) for code, name in channels.items()),
        *((QuotaKind.DAY_PART, part.value, say(f"waves.day_part.{part.value}")) for part in DayPart),
        *((QuotaKind.WEEKDAY, str(at), say(f"waves.weekday.{at}")) for at in range(WEEKDAYS)),
    ]
    had: dict[tuple[QuotaKind, str], Quota] = {(one.kind, one.what): one for one in (detail.rules.quotas if detail else ())}
    found = []
    for kind, what, name in kinds:
        quota = had.get((kind, what))
        title, least, most = st.columns([2, 1, 1], vertical_alignment="center")
        title.text(name)
        given = {
            end: column.number_input(
                f"{name}: {field_name(end)}",
                0,
                MOST,
                getattr(quota, end) if quota else None,
                placeholder=field_name(end),
                label_visibility="collapsed",
                key=f"{end}_{kind.value}_{what}_{editing.key}",
            )
            for end, column in (("at_least", least), ("at_most", most))
        }
        if any(n is not None for n in given.values()):
            found.append({"kind": kind, "what": what} | {end: None if n is None else int(n) for end, n in given.items()})
    return found


def _terms(editing: Editing, detail: WaveDetail | None, currency: str, beside: Any) -> dict[str, Any]:
    most = beside.number_input(
        field_name("most_per_person"), 1, MOST, detail.rules.most_per_person if detail else None, key=f"most_{editing.key}"
    )
    money = {}
    for name, column in zip(("fee_minor", "most_cost_minor"), st.columns(2), strict=True):
        before = getattr(detail, name) / CENTS if detail else 0.0
        label = say("waves.amount_in", what=field_name(name), currency=currency)
        money[name] = round(column.number_input(label, 0.0, 1e6, before, step=10.0, key=f"{name}_{editing.key}") * CENTS)
    free = st.toggle(say("waves.self_service"), detail.row.self_service if detail else False, key=f"self_{editing.key}")
    return {"most_per_person": None if most is None else int(most), "self_service": free, **money}
