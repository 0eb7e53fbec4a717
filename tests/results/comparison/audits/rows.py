"""What the queries would have found, as rows, for tests that need no database."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from results.comparison.queries.audits import (
    Asked,
    Cell,
    ChangedItem,
    ChannelScore,
    ItemName,
    Items,
    ItemTrend,
    Section,
    SectionMap,
    StoreSections,
    Visits,
    WaveScores,
)
from results.comparison.rules.audits import (
    ItemMonth,
    Reference,
    Side,
    Sums,
    change_of,
    item_chart,
    mean_of,
    side_of,
    sums_of_steps,
)
from results.readings.rules.survey import Score
from tracker.core.words import Label

ASKED = Asked(UUID(int=1), "small_visit", date(2026, 1, 1), date(2026, 6, 1))
SPREAD = 36.0  # sum of squares around the mean, of each audit


def mean(value: float, n: int, smallest: int = 5) -> Score:
    return mean_of(Sums(n, value * n, value * value * n + SPREAD * n), smallest)


def wave(code: str, steps: Mapping[int, int], on: date = date(2026, 5, 4)) -> WaveScores:
    return WaveScores(code, Label(f"Wave {code}", f"{code}批次"), on, steps, mean_of(sums_of_steps(steps), 5))


def store(code: str, *cells: tuple[float, int]) -> StoreSections:
    """(mean, n) of the whole audit and of each section; all against a mean of 80 and a deviation of 6."""
    against = Reference(1_000, 80.0, 6.0)
    made = {}
    for section, (value, n) in zip(("", "greeting", "facilities"), cells, strict=False):
        found = mean(value, n)
        made[section] = Cell(found, Side.LEVEL if found.value is None else side_of(value, n, against))
    return StoreSections(code, Label(f"Store {code}", f"{code}店"), made)


def section_map(*stores: StoreSections, total: int | None = None) -> SectionMap:
    names = {"": None, "greeting": Label("Greeting", "迎宾"), "facilities": Label("Shop and facilities", "环境设施")}

    def count(code: str, side: Side) -> int:
        return sum(1 for each in stores if code in each.cells and each.cells[code].side is side)

    sections = tuple(
        Section(
            code,
            name,
            Reference(1_000, 80.0, 6.0),
            count(code, Side.BELOW),
            count(code, Side.ABOVE),
            sum(1 for each in stores if code in each.cells and each.cells[code].mean.value is not None),
        )
        for code, name in names.items()
    )
    apart = sum(1 for each in stores if any(cell.side is not Side.LEVEL for cell in each.cells.values()))
    return SectionMap(ASKED, sections, stores, len(stores) if total is None else total, apart)


def items(*changed: tuple[str, int, int], compared: int = 20) -> Items:
    """(name, kept of 100 in the first half, kept of 100 in the second)."""
    made = []
    for name, before, after in changed:
        months = [ItemMonth(date(2026, 1, 1), 100, before), ItemMonth(date(2026, 5, 1), 100, after)]
        made.append(ChangedItem(ItemName(name.lower(), Label(name, name)), change_of(months, ASKED.middle)))
    return Items(ASKED, tuple(each.item for each in made), compared, tuple(made))


def trend(*kept: int, asked: int = 50) -> ItemTrend:
    months = tuple(ItemMonth(date(2025 + at // 12, at % 12 + 1, 1), asked, each) for at, each in enumerate(kept))
    return ItemTrend(ItemName("smile", Label("A smile?", "是否微笑？")), months, 5, item_chart(months, 5))


def channel(name: str, value: float, n: int) -> ChannelScore:
    return ChannelScore(Label(name, name), Label("Visit", "暗访"), mean(value, n))


def visits(code: str, planned: int, done: int) -> Visits:
    return Visits(code, Label(f"Wave {code}", f"{code}批次"), date(2026, 5, 4), planned, done)
