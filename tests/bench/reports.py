"""A report of 20 charts from the numbers to the file, in each format, with the slowest step between two words of progress."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from results.reports.queries import draft
from results.reports.rules import Format, ReportKind
from results.reports.workbook import rendered
from tests.bench.figures import Figure
from tests.conftest import pointing_at
from tests.factories.people import new_actor, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core.db import reading, writing
from tracker.core.schema import bring_up_to_date
from tracker.people.rules import Actor, Role

CHARTS, MONTHS = 20, 24
LAST = date(2025, 12, 28)  # a day that is over
AIM = "at most 20"


def reporting(*, quick: bool) -> list[Figure]:
    with _programme(2 if quick else CHARTS) as (programme_id, by):
        return [_measured(wanted, programme_id, by) for wanted in Format]


def _measured(wanted: Format, programme_id: UUID, by: Actor) -> Figure:
    told: list[float] = [time.perf_counter()]
    with reading() as session:
        report = draft(session, programme_id=programme_id, kind=ReportKind.MONTHLY, period_on=LAST, by=by)
    told.append(time.perf_counter())
    charts: list[int] = []

    def tell(_drawn: int, of: int) -> None:
        told.append(time.perf_counter())
        charts.append(of)

    data = rendered(report.document, report.stamp, wanted, code="zh_CN", tell=tell)
    told.append(time.perf_counter())
    more = {
        "charts": charts[0],
        "numbers_s": round(told[1] - told[0], 2),
        "longest_silence_s": round(max(after - before for before, after in pairwise(told)), 2),
        "kilobytes": round(len(data) / 1000),
    }
    return Figure(f"report of {CHARTS} charts, {wanted.value}", round(told[-1] - told[0], 2), "s", AIM, more)


@contextmanager
def _programme(indicators: int) -> Iterator[tuple[UUID, Actor]]:
    with TemporaryDirectory() as folder, pointing_at("", Path(folder)):
        bring_up_to_date()
        with writing() as session:
            programme = new_programme(session, starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 30))
            store = new_store(session)
            for number in range(indicators - 1):  # the summary has a chart of its own
                indicator = new_indicator(session, programme)
                for month in range(MONTHS):
                    on = date(2024 + month // 12, month % 12 + 1, 28)
                    new_reading(session, indicator, on, 80.0 + (number + month * 7) % 11, store=store)
            by = new_actor(session, Role.ADMINISTRATOR)
            key = programme.id
        yield key, by
