"""How scores fall, wave by wave, from counts in steps."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.queries import spreads
from audits.review.rules import NO_WAVE
from audits.visits.models import Wave
from results.comparison.queries.audits.reach import MOST_WAVES, Asked, by_region, looking_at
from results.comparison.rules.audits import mean_of, sums_of_steps
from results.readings.rules.survey import Score
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place


@dataclass(frozen=True)
class WaveScores:
    """`steps` counts audits by step; `mean` counts each as the middle of its step. Audits in no wave stand together by quarter,
    of which `starts_on` is the first day, and have neither code nor name."""

    code: str
    name: Label | None
    starts_on: date
    steps: Mapping[int, int]
    mean: Score

    @property
    def n(self) -> int:
        return self.mean.n


def scores_by_wave(session: Session, *, asked: Asked, by: Actor) -> list[WaveScores]:
    """In the order of time. Of the waves with an audit in the period."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    viewer = looking_at(session, asked, by)
    tally = spreads(viewer)
    rows = session.execute(
        select(tally.c.wave_id, tally.c.month, tally.c.step, func.sum(tally.c.n).label("n"))
        .where(*by_region(session, tally, asked, viewer), tally.c.n > 0)
        .group_by(tally.c.wave_id, tally.c.month, tally.c.step)
    ).all()
    found = session.execute(
        select(Wave.id, Wave.code, Wave.name, Wave.starts_on).where(Wave.id.in_({row.wave_id for row in rows} - {NO_WAVE}))
    )
    waves = {row.id: row for row in found}
    counts: dict[tuple[date, UUID], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        wave = waves.get(row.wave_id)
        starts_on = wave.starts_on if wave else row.month.replace(month=(row.month.month - 1) // 3 * 3 + 1)
        counts[starts_on, row.wave_id][row.step] += int(row.n)
    made = []
    for (starts_on, key), steps in sorted(counts.items())[-MOST_WAVES:]:
        wave = waves.get(key)
        mean = mean_of(sums_of_steps(steps), asked.smallest)
        made.append(
            WaveScores(wave.code if wave else "", wave.name if wave else None, starts_on, dict(sorted(steps.items())), mean)
        )
    return made
