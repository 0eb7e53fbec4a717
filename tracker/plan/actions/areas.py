"""Areas: which regions and stores go through the phases together, and when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, attributes

from tracker.core import db, events
from tracker.core.refusals import Refusal
from tracker.core.words import Label
from tracker.people.models import Region, Store
from tracker.people.rules import Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.removing import still_named
from tracker.plan.actions.tasks import demand_sensible, open_for_edit
from tracker.plan.forms import AreaForm, AreaValues, NewCode
from tracker.plan.models import Area, AreaRegion, AreaStore, Phase, PhaseArea, Programme

OWN = frozenset({AreaRegion.__tablename__, AreaStore.__tablename__, PhaseArea.__tablename__})  # go with their area


def add_area(session: Session, *, programme_id: UUID, code: str, by: Actor, **given: Unpack[AreaValues]) -> UUID:
    programme = open_programme(session, programme_id, by)
    code, form = NewCode.read(code=code).code, AreaForm.read(**given)
    here = Area.programme_id == programme_id
    if session.scalar(select(Area.id).where(here, Area.code == code)) is not None:
        raise Refusal("network.code_taken", field="code", code=code)
    last = session.scalar(select(func.max(Area.position)).where(here)) or 0
    area = Area(programme_id=programme_id, code=code, name=Label("").with_text(form.name), position=last + 1)
    session.add(area)
    session.flush()
    change = {"code": [None, code], **_fill(session, area, programme, form)}
    events.record(session, by=by.person_id, verb="area.added", on="area", key=area.id, change=change)
    return area.id


def change_area(session: Session, *, area_id: UUID, seen: int, by: Actor, **changes: Unpack[AreaValues]) -> None:
    """Change what is given. `phases` are all its days: a phase that is left out has none any more."""
    area, programme = open_for_edit(session, Area, area_id, belongs_to=Area.programme_id, seen=seen, by=by)
    form = AreaForm.read(**{**_values(session, area), **changes})
    changed = db.change(area, name=area.name if form.name == str(area.name) else area.name.with_text(form.name))
    filled = _fill(session, area, programme, form)
    if filled and not changed:
        area.version += 1  # regions, stores and days are part of what an editor of the area saw
        attributes.flag_modified(area, "version")
    if changed or filled:
        events.record(session, by=by.person_id, verb="area.changed", on="area", key=area.id, change=changed | filled)


def remove_area(session: Session, *, area_id: UUID, seen: int, by: Actor) -> None:
    """Refused while a task, recurring work or a budget line is in it."""
    area, _ = open_for_edit(session, Area, area_id, belongs_to=Area.programme_id, seen=seen, by=by)
    used = still_named(session, Area.__tablename__, [area.id], but=OWN)
    db.refuse_unless(not used, "network.area_in_use", area=str(area.name))
    for kind in (AreaRegion, AreaStore, PhaseArea):
        session.execute(delete(kind).where(kind.area_id == area.id))
    session.delete(area)
    change = {"code": [area.code, None]}
    events.record(session, by=by.person_id, verb="area.removed", on="area", key=area.id, change=change)


def _values(session: Session, area: Area) -> dict[str, Any]:
    spans = session.scalars(select(PhaseArea).where(PhaseArea.area_id == area.id))
    return {
        "name": str(area.name),
        "regions": frozenset(session.scalars(select(AreaRegion.region_id).where(AreaRegion.area_id == area.id))),
        "stores": frozenset(session.scalars(select(AreaStore.store_id).where(AreaStore.area_id == area.id))),
        "phases": {span.phase_id: (span.starts_on, span.ends_on) for span in spans},
    }


def _fill(session: Session, area: Area, programme: Programme, form: AreaForm) -> dict[str, Any]:
    """Make regions, stores and days these; what changed."""
    before = _values(session, area)
    changed: dict[str, Any] = {}
    for name, kind, column, known in (
        ("regions", AreaRegion, AreaRegion.region_id, Region.id),
        ("stores", AreaStore, AreaStore.store_id, Store.id),
    ):
        wanted = getattr(form, name)
        if wanted != before[name]:
            _demand_known(session, name, known, wanted - before[name])
            session.execute(delete(kind).where(kind.area_id == area.id, column.in_(before[name] - wanted)))
            session.add_all(kind(**{"area_id": area.id, column.key: key}) for key in sorted(wanted - before[name]))
            changed[name] = [sorted(before[name]), sorted(wanted)]
    if dict(form.phases) != before["phases"]:
        changed |= _set_days(session, area, programme, form.phases)
    session.flush()
    return changed


def _demand_known(session: Session, name: str, known: InstrumentedAttribute[UUID], keys: frozenset[UUID]) -> None:
    found = set(session.scalars(select(known).where(known.in_(keys))))
    db.refuse_unless(keys <= found, "network.unknown_place", field=name)


def _set_days(session: Session, area: Area, programme: Programme, wanted: Mapping[UUID, tuple[date, date]]) -> dict[str, Any]:
    codes = dict(session.execute(select(Phase.id, Phase.code).where(Phase.programme_id == programme.id)).all())
    db.refuse_unless(wanted.keys() <= codes.keys(), "network.unknown_phase", field="phases")
    rows = {row.phase_id: row for row in session.scalars(select(PhaseArea).where(PhaseArea.area_id == area.id))}
    changed: dict[str, Any] = {}
    for phase_id in codes.keys() & (wanted.keys() | rows.keys()):
        row, days = rows.get(phase_id), wanted.get(phase_id)
        before = None if row is None else (row.starts_on, row.ends_on)
        if before == days:
            continue
        changed[f"phase {codes[phase_id]}"] = [before, days]
        if days is None:
            session.delete(row)
            continue
        for day in days:
            demand_sensible(programme, day, "phases")
        if row is None:
            keys = {"programme_id": programme.id, "phase_id": phase_id, "area_id": area.id}
            session.add(PhaseArea(**keys, starts_on=days[0], ends_on=days[1]))
        else:
            db.change(row, starts_on=days[0], ends_on=days[1])
    return changed
