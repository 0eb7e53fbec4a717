"""The board: each indicator of a programme against its target, for the stores a person may see."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.queries.limits import rebases_of
from results.comparison.queries.standing import ProgrammeStanding, programme_standing
from results.comparison.rules import Band, Line, Measured, Standing, line_of
from results.comparison.rules.groups import AgainstRest, against_rest
from results.readings.queries import EVERYWHERE, Area, SeriesPoint, series
from results.readings.queries.areas import in_area
from results.readings.queries.series import OF_STORES
from results.readings.rules import Group
from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Phase, Programme
from tracker.targets.queries import indicators


@dataclass(frozen=True)
class Comparison:
    """Each indicator of a programme against its target, as it stood at the end of `today`."""

    programme_id: UUID
    starts_on: date
    ends_on: date
    today: date
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]

    def count(self, standing: Standing) -> int:
        return sum(1 for line in self.lines if line.standing is standing)

    @property
    def furthest_behind(self) -> Line | None:
        """Of the indicators that are behind, the one with the least of its way done; one without a share comes first."""
        behind = [line for line in self.lines if line.standing is Standing.BEHIND]
        return min(behind, key=lambda line: -math.inf if line.share is None else line.share, default=None)


@dataclass(frozen=True)
class Board(Comparison):
    """With where the programme itself stands now, and the pilot's stores against the others, by indicator."""

    programme: ProgrammeStanding
    against_rest: Mapping[UUID, AgainstRest]


def board(session: Session, *, programme_id: UUID, area: Area = EVERYWHERE, until: date | None = None, by: Actor) -> Board:
    """What executives see. Whoever needs the indicators alone asks for `comparison`, which costs half of it."""
    found = comparison(session, programme_id=programme_id, area=area, until=until, by=by)
    own = {field.name: getattr(found, field.name) for field in fields(found)}
    standing = programme_standing(session, programme_id=programme_id, by=by)
    return Board(**own, programme=standing, against_rest=_against_rest(session, found, area, until, by))


def comparison(
    session: Session, *, programme_id: UUID, area: Area = EVERYWHERE, until: date | None = None, by: Actor
) -> Comparison:
    """`until`: as it would have stood on that day, by what is known of that time now."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    programme = session.execute(
        select(Programme.starts_on, Programme.ends_on).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    phases = session.execute(
        select(Phase.name, Phase.starts_on, Phase.ends_on).where(Phase.programme_id == programme_id).order_by(Phase.position)
    )
    today = until or clock.today(by.time_zone or "UTC")
    found = series(session, programme_id=programme_id, area=area, until=until, by=by)
    rebased = rebases_of(session, programme_id=programme_id)
    lines = [
        line_of(
            indicator,
            [measured(point) for point in found.get(indicator.id, ())],
            starts_on=programme.starts_on,
            today=today,
            rebases=rebased.get(indicator.id, ()),
        )
        for indicator in indicators(session, programme_id=programme_id, by=by)
    ]
    bands = tuple(Band(str(name), first, last) for name, first, last in phases)
    return Comparison(programme_id, programme.starts_on, programme.ends_on, today, bands, tuple(lines))


def _against_rest(session: Session, found: Comparison, area: Area, until: date | None, by: Actor) -> Mapping[UUID, AgainstRest]:
    """Nothing within one group or one store, and nothing in a programme without a pilot."""
    if area.group is not None or area.store_id is not None:
        return {}
    areas = [replace(area, group=group) for group in (Group.PILOT, Group.CONTROL)]
    if not all(_has_stores(session, found.programme_id, one, by) for one in areas):
        return {}
    sides = [series(session, programme_id=found.programme_id, area=one, until=until, by=by) for one in areas]
    compared = {}
    for line in found.lines:
        pilot, rest = ([measured(point) for point in side.get(line.indicator.id, ())] for side in sides)
        if told := against_rest(line.indicator, pilot, rest):
            compared[line.indicator.id] = told
    return compared


def _has_stores(session: Session, programme_id: UUID, area: Area, by: Actor) -> bool:
    """Asked first, for a series costs most of the board."""
    here = in_area(session, programme_id, replace(area, phase_id=None), OF_STORES, by)
    return session.scalar(select(Store.id).where(*here).limit(1)) is not None


def measured(point: SeriesPoint) -> Measured:
    return Measured(point.on, point.value, point.n, point.numerator, point.denominator, point.squares)
