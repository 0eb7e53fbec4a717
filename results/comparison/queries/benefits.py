"""The ledger of benefits: what each is worth, what it is put down to, and what was found each time somebody looked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from results.comparison.effects.designs import Found
from results.comparison.effects.ledger import Worth, is_attributed
from results.comparison.effects.records import found_in
from results.comparison.effects.rules import Attribution
from results.comparison.models import Benefit, BenefitAssessment
from results.comparison.process_limits import Better
from results.comparison.rules import better_of
from results.readings.queries import sees_every_store
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.models import Identity, Person
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.queries.task_log import LogRow, entries_about
from tracker.risks.queries import OWNER_ROLES
from tracker.targets.models import Indicator
from tracker.targets.rules import Unit

VALUED = "benefit.valued"  # the verb of entries that tell amounts
KIND = "benefit"


@dataclass(frozen=True)
class AssessmentRow:
    """As it was found then, by the indicator of then: `assumed` in the language of this run."""

    id: UUID
    found: Found
    indicator: str
    unit: Unit
    better: Better
    contract: int
    assumed: tuple[str, ...]
    note: str
    at: datetime
    who: str


@dataclass(frozen=True)
class BenefitRow:
    """Amounts are None too for who may not see money, and `assessments` empty for who may not see every store. `attributed` says
    whether the latest assessment bears out what the benefit is put down to."""

    id: UUID
    version: int
    programme_id: UUID
    code: str
    description: str
    observable: str
    indicator_id: UUID | None
    indicator_code: str
    indicator: str
    unit: Unit | None
    better: Better | None
    attribution: Attribution
    attributed: bool
    owner_id: UUID | None
    owner: str
    currency: str | None
    planned_minor: int | None
    actual_minor: int | None
    due_on: date | None
    removed_at: datetime | None
    assessments: tuple[AssessmentRow, ...]

    @property
    def worth(self) -> Worth | None:
        if self.currency is None:
            return None
        return Worth(self.currency, self.attributed, self.planned_minor, self.actual_minor)


def benefits(session: Session, *, programme_id: UUID, removed: bool = False, by: Actor) -> list[BenefitRow]:
    """Those that stand, or those that were removed, by their codes."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    gone = Benefit.removed_at.is_not(None) if removed else Benefit.removed_at.is_(None)
    return _rows(session, by, Benefit.programme_id == programme_id, gone)


def benefit(session: Session, *, benefit_id: UUID, by: Actor) -> BenefitRow:
    """One benefit as it is stored now."""
    demand(by, Action.SEE_RESULTS)
    rows = _rows(session, by, Benefit.id == benefit_id)
    if not rows:
        raise NotFound("core.not_found")
    return rows[0]


def benefit_log(session: Session, *, benefit_id: UUID, by: Actor) -> list[LogRow]:
    """Who changed what, the latest first; what tells amounts only for who may see money."""
    found = benefit(session, benefit_id=benefit_id, by=by)
    sees_money = can(by, Action.SEE_MONEY, Place(programme_id=found.programme_id))
    of_programme = select(Indicator.id, Indicator.name).where(Indicator.programme_id == found.programme_id)
    measures = {key: str(name) for key, name in session.execute(of_programme)}
    return entries_about(session, benefit_id, kinds=(KIND,), hidden=() if sees_money else (VALUED,), known=measures)


def _rows(session: Session, by: Actor, *wanted: ColumnElement[bool]) -> list[BenefitRow]:
    found = session.execute(
        select(Benefit, Indicator, Identity.display_name)
        .outerjoin(Indicator, Indicator.id == Benefit.indicator_id)
        .outerjoin(Person, (Person.id == Benefit.owner_id) & Person.role.in_(OWNER_ROLES))
        .outerjoin(Identity, Identity.person_id == Person.id)
        .where(*wanted, programme_condition(by, Benefit.programme_id))
        .order_by(Benefit.code)
    ).all()
    assessments = _assessments(session, [row.id for row, _, _ in found])
    return [_row(row, indicator, owner or "", assessments[row.id], by) for row, indicator, owner in found]


def _row(row: Benefit, indicator: Indicator | None, owner: str, assessed: Sequence[AssessmentRow], by: Actor) -> BenefitRow:
    money = can(by, Action.SEE_MONEY, Place(programme_id=row.programme_id))
    better = better_of(indicator.direction) if indicator else None
    return BenefitRow(
        id=row.id,
        version=row.version,
        programme_id=row.programme_id,
        code=row.code,
        description=row.description,
        observable=row.observable,
        indicator_id=row.indicator_id,
        indicator_code=indicator.code if indicator else "",
        indicator=str(indicator.name) if indicator else "",
        unit=indicator.unit if indicator else None,
        better=better,
        attribution=row.attribution,
        attributed=is_attributed(row.attribution, assessed[0].found if assessed else None, better),
        owner_id=row.owner_id,
        owner=owner,
        currency=row.currency if money else None,
        planned_minor=row.planned_minor if money else None,
        actual_minor=row.actual_minor if money else None,
        due_on=row.due_on,
        removed_at=row.removed_at,
        assessments=tuple(assessed) if sees_every_store(by) else (),
    )


def _assessments(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, list[AssessmentRow]]:
    """The latest first."""
    rows = session.execute(
        select(BenefitAssessment, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == BenefitAssessment.assessed_by)
        .where(BenefitAssessment.benefit_id.in_(keys))
        .order_by(BenefitAssessment.assessed_at.desc(), BenefitAssessment.id.desc())
    )
    found: dict[UUID, list[AssessmentRow]] = defaultdict(list)
    for row, who in rows:
        found[row.benefit_id].append(_assessed(row, row.effect, who or ""))
    return found


def _assessed(row: BenefitAssessment, kept: Mapping[str, Any], who: str) -> AssessmentRow:
    return AssessmentRow(
        id=row.id,
        found=found_in(kept),
        indicator=str(Label(**kept["name"])),
        unit=Unit(kept["unit"]),
        better=Better(kept["better"]),
        contract=kept["contract"],
        assumed=tuple(str(Label(**sentence)) for sentence in kept["assumed"]),
        note=row.note,
        at=row.assessed_at,
        who=who,
    )
