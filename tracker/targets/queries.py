"""A programme's indicators with their targets as levels."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms import ConflictText, PlanText, WeightsText, label_of
from tracker.plan.models import Programme, ProgrammeTemplate
from tracker.targets.forms import ProgrammeText, saved_template, template, templates
from tracker.targets.models import Indicator, IndicatorVersion, InterimTarget
from tracker.targets.rules import ConflictRow, Contract, IndicatorRow, InterimRow, Sources, WeightsRow, normalised, target_level
from tracker.targets.rules.contracts import PEOPLE, VersionRow


def indicators(session: Session, *, programme_id: UUID, by: Actor) -> list[IndicatorRow]:
    """In the template's order. A level is None while the baseline it needs is not known."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    found = session.scalars(
        select(Indicator)
        .where(Indicator.programme_id == programme_id, programme_condition(by, Indicator.programme_id))
        .order_by(Indicator.position)
    ).all()
    steps: dict[UUID, list[InterimTarget]] = defaultdict(list)
    for step in session.scalars(
        select(InterimTarget)
        .join(Indicator, Indicator.id == InterimTarget.indicator_id)
        .where(Indicator.programme_id == programme_id)
        .order_by(InterimTarget.due_on)
    ):
        steps[step.indicator_id].append(step)
    return [_row(indicator, steps[indicator.id]) for indicator in found]


def _row(row: Indicator, steps: list[InterimTarget]) -> IndicatorRow:
    return IndicatorRow(
        id=row.id,
        version=row.version,
        programme_id=row.programme_id,
        code=row.code,
        name=str(row.name),
        note=str(row.note),
        source=row.source,
        unit=row.unit,
        direction=row.direction,
        baseline=row.baseline,
        target_kind=row.target_kind,
        target=row.target,
        target_high=row.target_high,
        level=target_level(row.target_kind, row.target, row.baseline),
        level_high=row.target_high,
        target_on=row.target_on,
        interim=tuple(
            InterimRow(step.due_on, step.value, target_level(row.target_kind, step.value, row.baseline)) for step in steps
        ),
        smallest_n=row.smallest_n,
        derived=row.derived,
        contract=_contract(row),
    )


def _contract(row: Indicator) -> Contract:
    given: dict[str, Any] = {part.name: getattr(row, part.name) for part in fields(Contract)}
    words = {name: str(given[name]) for name in ("question", "formula", "numerator", "denominator")}
    return Contract(**given | words)


def versions(session: Session, *, indicator_id: UUID, by: Actor) -> list[VersionRow]:
    """Every version of an indicator's contract, the first one first. None for one that was defined before versions were kept and
    has not changed since."""
    demand(by, Action.SEE_PLAN)
    rows = session.execute(
        select(IndicatorVersion, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == IndicatorVersion.made_by)
        .where(IndicatorVersion.indicator_id == indicator_id, programme_condition(by, IndicatorVersion.programme_id))
        .order_by(IndicatorVersion.number)
    )
    return [VersionRow(row.number, row.reason, row.made_at, name or "", row.contract) for row, name in rows]


def people_of(session: Session, *, indicator: IndicatorRow, versions: Sequence[VersionRow], by: Actor) -> dict[str, str]:
    """The names, by their keys as text, of those who own the indicator or locked its baseline, now or in a version."""
    demand(by, Action.SEE_PLAN, Place(programme_id=indicator.programme_id))
    now = (indicator.contract.owner_id, indicator.contract.baseline_locked_by)
    then = (version.contract.get(field) for version in versions for field in PEOPLE)
    keys = {UUID(str(key)) for key in (*now, *then) if key}
    rows = session.execute(select(Identity.person_id, Identity.display_name).where(Identity.person_id.in_(keys)))
    return {str(key): name for key, name in rows}


def template_text(session: Session, code: str) -> ProgrammeText:
    """A shipped template or a saved one; NotFound for any other code. For callers that have asked who reads."""
    if code in templates():
        return template(code)
    found = session.scalars(select(ProgrammeTemplate.text).where(ProgrammeTemplate.code == code)).one_or_none()
    if found is None:
        raise NotFound("plan.unknown_template", field="template", code=code)
    return saved_template(found, code)


def sources_of(session: Session, *, programme_id: UUID, by: Actor) -> Sources:
    """What the sources of the programme's template disagree on, and their weights that do not sum to 100."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    code = session.scalars(
        select(Programme.template).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    ).one_or_none()
    try:
        return sources(template_text(session, code or ""))
    except NotFound:
        return Sources((), ())


def sources(text: PlanText) -> Sources:
    return Sources(tuple(_conflict(one) for one in text.conflicts), tuple(_weights(one) for one in text.weights))


def _conflict(text: ConflictText) -> ConflictRow:
    return ConflictRow(
        code=text.code,
        what=str(text.what.label()),
        said=tuple((one.source, str(one.text.label())) for one in text.said),
        choice=str(label_of(text.choice)),
        indicators=tuple(text.indicators),
    )


def _weights(text: WeightsText) -> WeightsRow:
    shares = normalised([part.new for part in text.parts])
    return WeightsRow(
        name=str(text.name.label()),
        source=text.source,
        parts=tuple((str(part.name.label()), part.old, part.new, share) for part, share in zip(text.parts, shares, strict=True)),
        old_sum=sum(part.old or 0 for part in text.parts),
        new_sum=sum(part.new or 0 for part in text.parts),
    )
