"""The organisation from a workbook: known codes are changed, new ones added, nothing is deleted. The plan comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.db import change
from tracker.core.ids import new_id
from tracker.core.refusals import Problem, Problems
from tracker.people.access import demand
from tracker.people.forms import Line, OrganisationBook, StoreFacts
from tracker.people.models import Region, Store, Team
from tracker.people.rules import Action, Actor, Place, can

FACTS = tuple(StoreFacts.model_fields)


@dataclass(frozen=True)
class Planned:
    """One row that the file adds or changes: {field: [before, after]}, parents by their code."""

    kind: str
    code: str
    is_new: bool
    fields: dict[str, list[Any]]


@dataclass(frozen=True)
class _Unit:
    """A region, store or team as stored or as it will be. `parent` is a code."""

    id: UUID
    values: dict[str, Any]
    parent: str = ""


@dataclass
class _Stored:
    regions: dict[str, _Unit]
    stores: dict[str, _Unit]
    teams: dict[str, _Unit]


def planned_import(session: Session, *, book: OrganisationBook, by: Actor) -> list[Planned]:
    """What the workbook would change. Raises all its problems at once."""
    demand(by, Action.MANAGE_ORGANISATION)
    return _plan(_stored(session), book, by)[0]


def import_organisation(session: Session, *, book: OrganisationBook, by: Actor) -> list[Planned]:
    """Store the workbook's changes; a workbook that changes nothing leaves no trace."""
    demand(by, Action.MANAGE_ORGANISATION)
    planned, wanted = _plan(_stored(session), book, by)
    for plan in (each for kind in ("region", "store", "team") for each in planned if each.kind == kind):
        _store(session, plan, wanted)
    if planned:
        added = [f"{plan.kind}:{plan.code}" for plan in planned if plan.is_new]
        changed = {f"{plan.kind}:{plan.code}": plan.fields for plan in planned if not plan.is_new}
        events.record(
            session, by=by.person_id, verb="organisation.imported", on="organisation", change={"added": added, "changed": changed}
        )
    return planned


def _store(session: Session, plan: Planned, wanted: _Stored) -> None:
    tables: dict[str, tuple[type[Region | Store | Team], dict[str, _Unit], dict[str, _Unit], str]] = {
        "region": (Region, wanted.regions, {}, ""),
        "store": (Store, wanted.stores, wanted.regions, "region_id"),
        "team": (Team, wanted.teams, wanted.stores, "store_id"),
    }
    kind, units, parents, column = tables[plan.kind]
    unit = units[plan.code]
    values = dict(unit.values)
    if column:
        values[column] = parents[unit.parent].id
    if plan.is_new:
        session.add(kind(id=unit.id, code=plan.code, **values))
        session.flush()
    else:
        row: Any = session.get_one(kind, unit.id, with_for_update=True)
        change(row, **values)


def _stored(session: Session) -> _Stored:
    regions = {
        row.code: _Unit(row.id, {"name": row.name, "market_potential": row.market_potential, "active": row.active})
        for row in session.execute(select(Region.id, Region.code, Region.name, Region.market_potential, Region.active))
    }
    facts = [getattr(Store, name) for name in FACTS]
    stores = {
        row.code: _Unit(
            row.id, {"name": row.name, "active": row.active} | {name: getattr(row, name) for name in FACTS}, row.parent
        )
        for row in session.execute(
            select(Store.id, Store.code, Store.name, Store.active, *facts, Region.code.label("parent")).join(
                Region, Region.id == Store.region_id
            )
        )
    }
    teams = {
        row.code: _Unit(row.id, {"name": row.name, "active": row.active}, row.parent)
        for row in session.execute(
            select(Team.id, Team.code, Team.name, Team.active, Store.code.label("parent")).join(Store, Store.id == Team.store_id)
        )
    }
    return _Stored(regions, stores, teams)


def _plan(stored: _Stored, book: OrganisationBook, by: Actor) -> tuple[list[Planned], _Stored]:
    problems = list(book.problems)
    wanted = _Stored(dict(stored.regions), dict(stored.stores), dict(stored.teams))
    planned: list[Planned] = []
    for line in book.regions:
        extra = {"market_potential": line.form.market_potential}
        planned += _merge("region", line, wanted.regions, "", extra)
    for each in book.stores:
        planned += _merge("store", each, wanted.stores, each.form.region, each.form.facts)
        if each.form.region not in wanted.regions:
            problems.append(each.problem("organisation.unknown_region", "organisation.column.region", code=each.form.region))
    for one in book.teams:
        planned += _merge("team", one, wanted.teams, one.form.store, {})
        if one.form.store not in wanted.stores:
            problems.append(one.problem("organisation.unknown_store", "organisation.column.store", code=one.form.store))
    if not problems:
        problems += _not_allowed(planned, book, stored, wanted, by)
        problems += _left_behind(planned, book, wanted)
    if problems:
        raise Problems(sorted(problems, key=lambda problem: (problem.sheet, problem.row or 0)))
    return planned, wanted


def _merge(kind: str, line: "Line[Any]", units: dict[str, _Unit], parent: str, extra: dict[str, Any]) -> Iterator[Planned]:
    """Put the line over what is stored, and say what that changes."""
    form, before = line.form, units.get(line.form.code)
    kept = before.values if before else {"active": True}
    given = {"name": form.name, **extra, "active": form.active}
    values = {name: kept.get(name) if value is None else value for name, value in given.items()}
    after = _Unit(before.id if before else new_id(), values, parent)
    units[form.code] = after
    fields = {name: [before.values[name] if before else None, value] for name, value in values.items()}
    if parent:
        fields["parent"] = [before.parent if before else None, parent]
    changed = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    if changed:
        yield Planned(kind, form.code, before is None, changed)


def _not_allowed(
    planned: list[Planned], book: OrganisationBook, stored: _Stored, wanted: _Stored, by: Actor
) -> Iterator[Problem]:
    """Whoever is limited to an area changes nothing outside it, and moves nothing into it or out of it."""
    lines = _lines_by_code(book)
    for plan in planned:
        for state in (stored, wanted):
            place = _place(plan, state)
            if place and not can(by, Action.MANAGE_ORGANISATION, place):
                yield lines[plan.kind, plan.code].problem("organisation.not_yours", "organisation.column.code", code=plan.code)
                break


def _place(plan: Planned, state: _Stored) -> Place | None:
    if plan.kind == "region":
        region = state.regions.get(plan.code)
        return Place(region_id=region.id) if region else None
    code = plan.code if plan.kind == "store" else state.teams[plan.code].parent if plan.code in state.teams else ""
    store = state.stores.get(code)
    return Place(region_id=state.regions[store.parent].id, store_id=store.id) if store else None


def _left_behind(planned: list[Planned], book: OrganisationBook, wanted: _Stored) -> Iterator[Problem]:
    """A region is not closed over active stores, nor a store over active teams."""
    lines = _lines_by_code(book)
    below = {
        "region": (wanted.stores, "organisation.region_has_stores"),
        "store": (wanted.teams, "organisation.store_has_teams"),
    }
    for plan in planned:
        if plan.kind in below and plan.fields.get("active", [None, True])[1] is False:
            units, key = below[plan.kind]
            if any(unit.parent == plan.code and unit.values["active"] for unit in units.values()):
                yield lines[plan.kind, plan.code].problem(key, "organisation.column.active")


def _lines_by_code(book: OrganisationBook) -> dict[tuple[str, str], "Line[Any]"]:
    groups: tuple[tuple[str, tuple[Line[Any], ...]], ...] = (
        ("region", book.regions),
        ("store", book.stores),
        ("team", book.teams),
    )
    return {(kind, line.form.code): line for kind, lines in groups for line in lines}
