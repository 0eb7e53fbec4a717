"""Which audits a page speaks of: the rubric, the period, the places; and how the rubric calls its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.orm import Session

from audits.review.queries import section_tallies
from audits.review.rules import WHOLE_AUDIT
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from results.comparison.rules.audits import SMALLEST_AUDITS
from results.readings.queries import EVERYWHERE, Area
from results.readings.queries.areas import Columns, in_area
from results.readings.rules import AUDIT_SCORE
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import add_months
from tracker.targets.models import Indicator

PERIODS = (3, 6, 12)  # months
MOST_WAVES = 12  # the latest: more do not fit a page


@dataclass(frozen=True)
class AuditedRubric:
    """A rubric on which audits of the programme were approved; `last` is the latest month with one, `n` counts all of them."""

    code: str
    name: Label
    n: int
    last: date


@dataclass(frozen=True)
class Asked:
    """Audits on this rubric in these months, both included (each by its first day), in these places. A mean of fewer than
    `smallest` of them is held back."""

    programme_id: UUID
    rubric_code: str
    first: date
    last: date
    smallest: int = SMALLEST_AUDITS
    area: Area = EVERYWHERE

    @property
    def middle(self) -> date:
        """The first month of the second half."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return add_months(self.first, months // 2)

    @property
    def last_before(self) -> date:
        """The last month of the first half."""
        return add_months(self.middle, -1)


def audited_rubrics(session: Session, *, programme_id: UUID, by: Actor) -> list[AuditedRubric]:
    """The one with most audits first."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    tally = section_tallies(by)
    rows = session.execute(
        select(Rubric.code, Rubric.name, func.sum(tally.c.n).label("n"), func.max(tally.c.month).label("last"))
        .select_from(tally)
        .join(Rubric, Rubric.code == tally.c.rubric_code)
        .join(Store, Store.id == tally.c.store_id)
        .where(
            tally.c.programme_id == programme_id,
            tally.c.section_code == WHOLE_AUDIT,
            tally.c.n > 0,
            store_condition(by),
        )
        .group_by(Rubric.code, Rubric.name)
        .order_by(func.sum(tally.c.n).desc(), Rubric.code)
    )
    return [AuditedRubric(row.code, row.name, int(row.n), row.last) for row in rows]


def asked_of(session: Session, *, programme_id: UUID, rubric: AuditedRubric, months: int, area: Area) -> Asked:
    """The months that end with the latest in which the rubric was used."""
    first = add_months(rubric.last, 1 - months)
    return Asked(programme_id, rubric.code, first, rubric.last, _smallest(session, programme_id, rubric.code), area)


def by_section(session: Session, tally: FromClause, asked: Asked, by: Actor) -> list[ColumnElement[bool]]:
    """Conditions on a query with `section_tallies(by)` and Store."""
    return [*_of(tally, asked), tally.c.n > 0, *in_stores(session, asked, tally.c.month, by)]


def in_stores(session: Session, asked: Asked, day: Any, by: Actor) -> list[ColumnElement[bool]]:
    """Conditions on a query with Store."""
    return in_area(session, asked.programme_id, asked.area, Columns(Store.id, Store.region_id, day), by)


def by_region(session: Session, tally: FromClause, asked: Asked, by: Actor) -> list[ColumnElement[bool]]:
    """Conditions on a query with `item_tallies(by)` or `spreads(by)`, where `by` is `looking_at(...)`."""
    regions = Columns(None, tally.c.region_id, tally.c.month)
    return [*_of(tally, asked), *in_area(session, asked.programme_id, replace(asked.area, store_id=None), regions, by)]


def looking_at(session: Session, asked: Asked, by: Actor) -> Actor:
    """The person as one who sees the chosen store alone: these tallies know regions and no stores, and are added up from its
    audits, which are few, for somebody of single stores. Raises NotFound for a store out of reach."""
    store_id = asked.area.store_id
    if store_id is None:
        return by
    if session.scalar(select(Store.id).where(Store.id == store_id, store_condition(by))) is None:
        raise NotFound("core.not_found")
    return replace(by, stores=frozenset({store_id}), regions=frozenset())


def names_of(session: Session, *, rubric_code: str) -> tuple[Mapping[str, Label], Mapping[str, Label]]:
    """Sections and items by code, in the order of the newest version; then those that only older ones had."""
    versions = session.scalars(
        select(RubricVersion.id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.code == rubric_code)
        .order_by(RubricVersion.number.desc())
    )
    sections: dict[str, Label] = {}
    items: dict[str, Label] = {}
    for key in versions:
        for section in rubric_version(session, version_id=key).rubric.sections:
            sections.setdefault(section.code, section.name)
            for item in section.items:
                items.setdefault(item.code, item.label)
    return sections, items


def _of(tally: FromClause, asked: Asked) -> list[Any]:
    return [
        tally.c.programme_id == asked.programme_id,
        tally.c.rubric_code == asked.rubric_code,
        tally.c.month.between(asked.first, asked.last),
    ]


def _smallest(session: Session, programme_id: UUID, rubric_code: str) -> int:
    """What an indicator of this score holds back may not be read here instead."""
    wanted = session.scalar(
        select(func.max(Indicator.smallest_n)).where(
            Indicator.programme_id == programme_id, Indicator.derived.in_((AUDIT_SCORE, f"score:{rubric_code}"))
        )
    )
    return max(SMALLEST_AUDITS, wanted or 0)
