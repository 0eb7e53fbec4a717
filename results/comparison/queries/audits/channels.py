"""Mean scores by channel and rubric, and which of them differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.queries import section_tallies
from audits.review.rules import WHOLE_AUDIT
from audits.rubrics.models import Rubric
from results.comparison.queries.audits.reach import Asked, in_stores
from results.comparison.rules.audits import Sums, mean_of
from results.readings.rules.survey import Difference, Score, change
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.models import Channel, Store
from tracker.people.rules import Action, Actor, Place


@dataclass(frozen=True)
class ChannelScore:
    channel: Label
    rubric: Label
    mean: Score


@dataclass(frozen=True)
class ChannelGap:
    """`difference` is the mean of `first` minus that of `second`."""

    first: ChannelScore
    second: ChannelScore
    difference: Difference


def scores_by_channel(session: Session, *, asked: Asked, by: Actor) -> list[ChannelScore]:
    """Of all rubrics in the period, for most rubrics are of one channel. The highest mean first."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    tally = section_tallies(by)
    rows = session.execute(
        select(
            Channel.name.label("channel"),
            Rubric.name.label("rubric"),
            func.sum(tally.c.n).label("n"),
            func.sum(tally.c.total).label("total"),
            func.sum(tally.c.total_of_squares).label("squares"),
        )
        .select_from(tally)
        .join(Channel, Channel.code == tally.c.channel_code)
        .join(Rubric, Rubric.code == tally.c.rubric_code)
        .join(Store, Store.id == tally.c.store_id)
        .where(
            tally.c.programme_id == asked.programme_id,
            tally.c.section_code == WHOLE_AUDIT,
            tally.c.month.between(asked.first, asked.last),
            tally.c.n > 0,
            *in_stores(session, asked, tally.c.month, by),
        )
        .group_by(Channel.code, Channel.name, Rubric.code, Rubric.name)
        .order_by(Channel.code, Rubric.code)
    )
    found = [
        ChannelScore(row.channel, row.rubric, mean_of(Sums(int(row.n), row.total, row.squares), asked.smallest)) for row in rows
    ]
    return sorted(found, key=lambda each: (each.mean.value is None, -(each.mean.value or 0.0)))


def gaps(scores: Sequence[ChannelScore]) -> list[ChannelGap]:
    """Between any two that are shown."""
    shown = [each for each in scores if each.mean.value is not None]
    return [ChannelGap(one, other, change(other.mean, one.mean)) for one, other in combinations(shown, 2)]
