"""Regions, stores, teams and channels on a page: a list, one to change, one to add."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, download, empty_state, show_refusal, table
from tracker.core.words import Label, number, say, show
from tracker.core.workbooks import read_workbook, write_workbook
from tracker.people.actions import organisation as actions
from tracker.people.actions.organisation_import import Planned, import_organisation, planned_import
from tracker.people.forms import StoreFacts
from tracker.people.queries import organisation as queries
from tracker.people.queries.organisation import RegionRow, StoreRow
from tracker.people.rules import Action, Actor, MarketPotential, can
from tracker.people.screens.editing import Editing, begin, chosen, fresh, look, name_inputs, pages_of, save, uploaded
from tracker.people.workbook import organisation_sheets, read_organisation

DEGREES = 6  # decimals of a coordinate: a tenth of a metre


def regions(actor: Actor) -> None:
    with reading() as session:
        rows = queries.regions(session, by=actor)
    _list(rows, lambda row: {say("organisation.column.market_potential"): _potential(row.market_potential)}, "regions")
    if not can(actor, Action.MANAGE_ORGANISATION):
        return
    if found := chosen("region", rows, say("organisation.choose.region"), _shown):
        row, editing = found
        name, potential, active = name_inputs(editing, row.name), _potentials(editing, row), _active(editing, row.active)
        _saved(
            editing,
            "people.save",
            actions.change_region,
            region_id=row.id,
            seen=editing.seen,
            name=name,
            market_potential=potential,
            active=active,
            by=actor,
        )
    with st.expander(say("organisation.add.region"), icon=":material/add:"):
        editing = fresh("region")
        code, name, potential = _code(editing), name_inputs(editing), _potentials(editing, None)
        _saved(editing, "people.add", actions.add_region, code=code, name=name, market_potential=potential, by=actor)


def stores(actor: Actor) -> None:
    with reading() as session:
        areas = queries.regions(session, by=actor)
        left, right = st.columns(2)
        region = left.selectbox(
            say("organisation.column.region"),
            areas,
            index=None,
            format_func=_shown,
            key="stores_of",
            placeholder=say("events.everything"),
        )
        text = right.text_input(say("people.search"), key="stores_like", type="search", placeholder=say("people.name_or_code"))
        where: dict[str, Any] = {"by": actor, "region_id": region.id if region else None, "text": text}
        count = queries.store_count(session, **where)
        rows = queries.stores(session, **where, limit=queries.PAGE, offset=pages_of("stores", count, queries.PAGE))
    _list(rows, lambda row: {say("organisation.column.region"): str(row.region_name)}, "stores")
    if not can(actor, Action.MANAGE_ORGANISATION):
        return
    if found := chosen("store", rows, say("organisation.choose.store"), _shown):
        row, editing = found
        name, area, active = name_inputs(editing, row.name), _region(editing, areas, row), _active(editing, row.active)
        facts = _facts(editing, row)
        _saved(
            editing,
            "people.save",
            actions.change_store,
            ready=area is not None,
            store_id=row.id,
            seen=editing.seen,
            name=name,
            region_id=area and area.id,
            active=active,
            facts=facts,
            by=actor,
        )
    with st.expander(say("organisation.add.store"), icon=":material/add:"):
        if not areas:
            empty_state("organisation.region_first")
            return
        editing = fresh("store")
        code, name, area = _code(editing), name_inputs(editing), _region(editing, areas, None)
        where = {"ready": area is not None, "region_id": area and area.id, "facts": _facts(editing, None)}
        _saved(editing, "people.add", actions.add_store, code=code, name=name, by=actor, **where)


def teams(actor: Actor) -> None:
    text = st.text_input(say("people.search"), key="teams_like", type="search", placeholder=say("people.name_or_code"))
    with reading() as session:
        count = queries.team_count(session, by=actor, text=text)
        rows = queries.teams(session, by=actor, text=text, limit=queries.PAGE, offset=pages_of("teams", count, queries.PAGE))
    _list(rows, lambda row: {say("organisation.column.store"): str(row.store_name)}, "teams")
    if not can(actor, Action.MANAGE_ORGANISATION):
        return
    if found := chosen("team", rows, say("organisation.choose.team"), _shown):
        row, editing = found
        name, store = name_inputs(editing, row.name), _store(editing, actor, row.store_code)
        active = _active(editing, row.active)
        _saved(
            editing,
            "people.save",
            actions.change_team,
            ready=store is not None,
            team_id=row.id,
            seen=editing.seen,
            name=name,
            store_id=store and store.id,
            active=active,
            by=actor,
        )
    with st.expander(say("organisation.add.team"), icon=":material/add:"):
        editing = fresh("team")
        code, name, store = _code(editing), name_inputs(editing), _store(editing, actor, "")
        where = {"ready": store is not None, "store_id": store and store.id}
        _saved(editing, "people.add", actions.add_team, code=code, name=name, by=actor, **where)


def channels(actor: Actor) -> None:
    with reading() as session:
        rows = queries.channels(session, by=actor)
    _list(rows, lambda row: {}, "channels")
    if not can(actor, Action.MANAGE_ORGANISATION):
        return
    if found := chosen("channel", rows, say("organisation.choose.channel"), _shown):
        row, editing = found
        name, active = name_inputs(editing, row.name), _active(editing, row.active)
        _saved(
            editing,
            "people.save",
            actions.change_channel,
            channel_id=row.id,
            seen=editing.seen,
            name=name,
            active=active,
            by=actor,
        )
    with st.expander(say("organisation.add.channel"), icon=":material/add:"):
        editing = fresh("channel")
        code, name = _code(editing), name_inputs(editing)
        _saved(editing, "people.add", actions.add_channel, code=code, name=name, by=actor)


def workbook(actor: Actor) -> None:
    """Out, in, and what the file would change before it is stored."""
    st.text(say("organisation.workbook_help"))
    download("organisation.download", lambda: _export(actor), "organisation.xlsx")
    file = uploaded("organisation.upload", "organisation_file") if can(actor, Action.MANAGE_ORGANISATION) else None
    if file is None:
        return
    try:
        book = read_organisation(read_workbook(*file))
    except Refusal as refusal:
        show_refusal(refusal)
        return
    planned = look(planned_import, book=book, by=actor)
    if not planned:
        return
    if not planned.value:
        empty_state("organisation.nothing_new")
        return
    table([_planned_row(plan) for plan in planned.value])
    if st.button(say("organisation.store_changes", n=len(planned.value)), type="primary") and (
        stored := attempt(import_organisation, book=book, by=actor)
    ):
        begin("organisation_file")
        done("organisation.stored", n=len(stored.value))
        st.rerun()


def _export(actor: Actor) -> bytes:
    with reading() as session:
        sheets = organisation_sheets(
            queries.regions(session, by=actor), queries.stores(session, by=actor), queries.teams(session, by=actor)
        )
    return write_workbook(sheets)


def _planned_row(plan: Planned) -> dict[str, str]:
    parent = {"store": "region", "team": "store"}.get(plan.kind, "")
    changes = []
    for field, (before, after) in plan.fields.items():
        name = say(f"organisation.column.{parent if field == 'parent' else field}")
        changes.append(f"{name}: {_value(after)}" if plan.is_new else f"{name}: {_value(before)} → {_value(after)}")
    return {
        say("organisation.column.kind"): say(f"organisation.kind.{plan.kind}"),
        say("organisation.column.code"): plan.code,
        say("organisation.column.what"): say("organisation.new" if plan.is_new else "organisation.changed"),
        say("organisation.column.details"): "; ".join(changes),
    }


def _value(value: object) -> str:
    if isinstance(value, Label):
        return " / ".join(text for text in (value.en, value.zh_CN) if text)
    if value is None:
        return say("organisation.nothing")
    if isinstance(value, float):
        return number(value, DEGREES)
    return _potential(value) if isinstance(value, MarketPotential) else show(value)


def _list(rows: Any, more: Callable[[Any], dict[str, str]], kind: str) -> None:
    if not rows:
        empty_state(f"organisation.empty.{kind}")
        return
    table(
        [
            {
                say("organisation.column.code"): row.code,
                say("organisation.column.name"): str(row.name),
                **more(row),
                say("organisation.column.active"): show(row.active),
            }
            for row in rows
        ]
    )


def _saved(editing: Editing, label_key: str, action: Callable[..., Any], **arguments: Any) -> None:
    if save(editing, label_key, action, **arguments):
        st.rerun()


def _shown(row: Any) -> str:
    return f"{row.code} · {row.name}"


def _potential(value: MarketPotential) -> str:
    return say(f"organisation.potential.{value.value}")


def _code(editing: Editing) -> str:
    return st.text_input(
        say("organisation.column.code"), max_chars=40, key=f"code_{editing.key}", help=say("organisation.code_help")
    )


def _potentials(editing: Editing, row: RegionRow | None) -> MarketPotential:
    options = list(MarketPotential)
    return st.segmented_control(
        say("organisation.column.market_potential"),
        options,
        default=row.market_potential if row else MarketPotential.MEDIUM,
        format_func=_potential,
        required=True,
        key=f"potential_{editing.key}",
    )


def _active(editing: Editing, stored: bool) -> bool:
    return st.toggle(say("organisation.column.active"), stored, key=f"active_{editing.key}")


def _region(editing: Editing, areas: list[RegionRow], row: StoreRow | None) -> RegionRow | None:
    at = next((number for number, area in enumerate(areas) if row and area.id == row.region_id), 0)
    return st.selectbox(say("organisation.column.region"), areas, index=at, format_func=_shown, key=f"region_{editing.key}")


def _facts(editing: Editing, row: StoreRow | None) -> dict[str, Any]:
    """Where the store is and when it is open: what visits are held against. Empty for what is not known."""
    known = {name: getattr(row, name, None) for name in StoreFacts.model_fields}
    st.caption(say("organisation.facts_help"))
    left, right = st.columns(2)
    facts: dict[str, Any] = {}
    for column, name, most in ((left, "latitude", 90.0), (right, "longitude", 180.0)):
        key = f"{name}_{editing.key}"
        facts[name] = column.number_input(
            say(f"organisation.column.{name}"), -most, most, known[name], step=None, format="%.6f", key=key
        )
    for column, name in ((left, "opens_at"), (right, "closes_at")):
        typed = column.text_input(
            say(f"organisation.column.{name}"), known[name] or "", max_chars=8, key=f"{name}_{editing.key}", placeholder="09:00"
        )
        facts[name] = typed.strip() or None
    zones = sorted(available_timezones())
    at = zones.index(known["time_zone"]) if known["time_zone"] in zones else None
    facts["time_zone"] = st.selectbox(
        say("organisation.column.time_zone"),
        zones,
        index=at,
        key=f"zone_{editing.key}",
        placeholder=say("organisation.visitors_zone"),
    )
    return facts


def _store(editing: Editing, actor: Actor, stored: str) -> StoreRow | None:
    """The store of a typed code: a list of ten thousand would not be a help."""
    code = st.text_input(say("organisation.store_code"), stored, max_chars=40, key=f"store_{editing.key}").strip()
    if not code:
        return None
    with reading() as session:
        found = next((row for row in queries.stores(session, by=actor, text=code) if row.code == code), None)
    if found is None:
        st.warning(say("organisation.no_such_store"), icon=":material/search_off:")
    else:
        st.caption(say("organisation.that_store"))
        st.text(str(found.name))
    return found
