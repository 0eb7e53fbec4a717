"""Calendar, areas, budget, indicators and risks of a programme as a template says them."""

from collections import defaultdict
from enum import Enum
from uuid import UUID

from sqlalchemy import select

from tracker.money.models import Budget, BudgetLine
from tracker.people.models import Region, Store
from tracker.plan.models import Area, AreaRegion, AreaStore, CalendarDay, PhaseArea, WorkingCalendar
from tracker.programmes.queries.wordings import Text, Wording, both, without_nothing
from tracker.risks.models import Risk, RiskIndicator, RiskPhase
from tracker.targets.forms.contracts import Definition
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.rules.contracts import WORDED


def calendar_of(wording: Wording) -> Text | None:
    key = wording.programme.id
    row = wording.session.scalars(select(WorkingCalendar).where(WorkingCalendar.programme_id == key)).one_or_none()
    days = wording.session.scalars(select(CalendarDay).where(CalendarDay.programme_id == key).order_by(CalendarDay.on)).all()
    if row is None and not days:
        return None
    own = [without_nothing({"on": wording.day(day.on), "name": day.name}) | {"worked": day.worked} for day in days]
    said = {"weekdays": row.weekdays, "country": row.country} if row else {}
    return without_nothing(said | {"days": own})


def areas_of(wording: Wording, phases: dict[UUID, str]) -> tuple[list[Text], dict[UUID, str]]:
    """As a template says them, and their codes."""
    session, here = wording.session, Area.programme_id == wording.programme.id
    areas = session.scalars(select(Area).where(here).order_by(Area.position, Area.id)).all()
    regions = select(AreaRegion.area_id, Region.code).join(Area, Area.id == AreaRegion.area_id).where(here)
    stores = select(AreaStore.area_id, Store.code).join(Area, Area.id == AreaStore.area_id).where(here)
    places: dict[str, dict[UUID, list[str]]] = {"regions": defaultdict(list), "stores": defaultdict(list)}
    for key, code in session.execute(regions.join(Region, Region.id == AreaRegion.region_id).order_by(Region.code)):
        places["regions"][key].append(code)
    for key, code in session.execute(stores.join(Store, Store.id == AreaStore.store_id).order_by(Store.code)):
        places["stores"][key].append(code)
    spans: dict[UUID, list[Text]] = defaultdict(list)
    found = select(PhaseArea).where(PhaseArea.programme_id == wording.programme.id).order_by(PhaseArea.starts_on, PhaseArea.id)
    for span in session.scalars(found):
        dates = {"starts": wording.day(span.starts_on), "ends": wording.day(span.ends_on)}
        spans[span.area_id].append({"phase": phases[span.phase_id], **dates})
    texts = [
        without_nothing(
            {
                "code": area.code,
                "name": both(area.name),
                "regions": places["regions"][area.id],
                "stores": places["stores"][area.id],
                "phases": spans[area.id],
            }
        )
        for area in areas
    ]
    return texts, {area.id: area.code for area in areas}


def budget_of(wording: Wording, phases: dict[UUID, str], areas: dict[UUID, str]) -> Text | None:
    """The tree with its shares; what was approved and spent is the programme's own."""
    key = wording.programme.id
    budget = wording.session.scalars(select(Budget).where(Budget.programme_id == key)).one_or_none()
    if budget is None:
        return None
    live = select(BudgetLine).where(BudgetLine.programme_id == key, BudgetLine.removed_at.is_(None))
    below: dict[UUID | None, list[BudgetLine]] = defaultdict(list)
    for line in wording.session.scalars(live.order_by(BudgetLine.position, BudgetLine.id)):
        below[line.parent_id].append(line)

    def said(line: BudgetLine) -> Text:
        text = {
            "code": line.code,
            "name": both(line.name),
            "phase": phases[line.phase_id] if line.phase_id else None,
            "area": areas[line.area_id] if line.area_id else None,
            "lines": [said(one) for one in below[line.id]],
        }
        return without_nothing(text) | {"share_percent": line.share_percent, "contingency": line.contingency}

    return {"source": "", "basis": both(budget.basis), "lines": [said(line) for line in below[None]]}


def indicators_of(wording: Wording) -> tuple[list[Text], dict[UUID, str]]:
    """As a template says them, and their codes."""
    here = Indicator.programme_id == wording.programme.id
    rows = wording.session.scalars(select(Indicator).where(here).order_by(Indicator.position)).all()
    steps: dict[UUID, list[Text]] = defaultdict(list)
    found = select(InterimTarget).join(Indicator, Indicator.id == InterimTarget.indicator_id).where(here)
    for step in wording.session.scalars(found.order_by(InterimTarget.due_on)):
        steps[step.indicator_id].append({"due": wording.day(step.due_on), "value": step.value})
    texts = []
    for row in rows:
        target = {"kind": row.target_kind.value, "value": row.target, "high": row.target_high}
        words = {name: both(getattr(row, name)) for name in WORDED}
        defined = {name: _said(getattr(row, name)) for name in Definition.model_fields}
        texts.append(
            {"code": row.code, "source": row.source}
            | without_nothing(words | {"interim": steps[row.id]} | defined)
            | {"baseline": row.baseline, "target": without_nothing(target)}
        )
    return texts, {row.id: row.code for row in rows}


def _said(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def risks_of(wording: Wording, phases: dict[UUID, str], indicators: dict[UUID, str]) -> list[Text]:
    session, here = wording.session, Risk.programme_id == wording.programme.id
    of_phases, of_indicators = defaultdict[UUID, list[str]](list), defaultdict[UUID, list[str]](list)
    for link in session.scalars(select(RiskPhase).join(Risk, Risk.id == RiskPhase.risk_id).where(here)):
        of_phases[link.risk_id].append(phases[link.phase_id])
    for other in session.scalars(select(RiskIndicator).join(Risk, Risk.id == RiskIndicator.risk_id).where(here)):
        of_indicators[other.risk_id].append(indicators[other.indicator_id])
    return [
        without_nothing(
            {
                "code": row.code,
                "kind": row.kind.value,
                "title": both(row.title),
                "description": both(row.description),
                "probability": row.probability,
                "impact": row.impact,
                "proximity": row.proximity.value,
                "response": row.response.value,
                "response_text": both(row.response_text),
                "owner_role": wording.role(row.owner_role, row.owner_id),
                "phases": sorted(of_phases[row.id]),
                "indicators": sorted(of_indicators[row.id]),
            }
        )
        | {"source": row.source}
        for row in session.scalars(select(Risk).where(here).order_by(Risk.code))
    ]
