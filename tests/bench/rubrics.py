"""What one core does with rubrics: scoring audits, and linting a large rubric."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from time import process_time

from audits.rubrics.forms import RubricText, read_snapshot
from audits.rubrics.forms.lint import lint
from audits.scoring.items import Answer, Band, Condition, Item, Kind, Option, Section
from audits.scoring.policy import Critical, Policy
from audits.scoring.rules import score
from tests.bench.figures import Figure
from tests.factories.lint import document, item, number, option, section, when

ITEMS_OF_AN_AUDIT, ITEMS_OF_A_SECTION = 40, 8
AUDITS, FEW = 10_000, 1_000
LINTED = 300


def measure_rubrics(*, quick: bool) -> list[Figure]:
    return [_scoring(20 if quick else AUDITS, 10 if quick else FEW), _linting(20 if quick else LINTED)]


def _scoring(many: int, few: int) -> Figure:
    audits = [_audit(Random(seed)) for seed in range(many)]  # noqa: S311 - the same audits in every run
    policy = Policy(critical=Critical.CAP, critical_cap=Decimal(60), pass_mark=Decimal(80))

    def run(count: int) -> None:
        for sections in audits[:count]:
            score(sections, policy)

    for_few, for_many = min(_seconds(lambda: run(few)) for _ in range(3)), _seconds(lambda: run(many))
    made_of = {
        "audits": many,
        "items": ITEMS_OF_AN_AUDIT,
        "seconds": round(for_many, 3),
        "per_audit_against_a_tenth": round((for_many / many) / (for_few / few), 3),
    }
    return Figure("audits scored on one core", round(many / for_many), "a second", "at least 2000, linear", made_of)


def _linting(items: int) -> Figure:
    rubric = _large(items)
    seconds = min(_seconds(lambda: lint(rubric)) for _ in range(3))
    return Figure(f"linting a rubric of {items} items", round(seconds, 3), "s", "under 1", {"findings": len(lint(rubric))})


def _seconds(run: Callable[[], None]) -> float:
    """Of processor time: the figure is of one core, whatever else runs."""
    begun = process_time()
    run()
    return process_time() - begun


def _audit(random: Random) -> list[Section]:
    sections = []
    for start in range(0, ITEMS_OF_AN_AUDIT, ITEMS_OF_A_SECTION):
        made = tuple(_item(random, start, place) for place in range(ITEMS_OF_A_SECTION))
        sections.append(Section(f"s{start}", made, weight=Decimal(random.choice(("1", "1.5", "2")))))
    return sections


def _item(random: Random, start: int, place: int) -> Item:
    """Single and multiple choices, numbers in bands; every fourth depends on the first of its section."""
    name, weight = f"i{start}_{place}", Decimal(random.choice(("1", "2", "0.7")))
    condition = Condition(f"i{start}_0", ("good", "fair")) if place % 4 == 3 else None
    if place % 4 == 2:
        bands = (Band(Decimal(2), None, Decimal(30)), Band(Decimal(1), Decimal(30), Decimal(60)), Band(Decimal(0), Decimal(60)))
        return Item(name, Kind.DURATION, bands=bands, weight=weight, answer=Decimal(random.randrange(90)))
    fourth = Option("na", not_applicable=True)
    options = (Option("good", Decimal(2)), Option("fair", Decimal("0.5")), Option("bad", fail=True), fourth)
    answer: Answer = random.choice(("good", "fair", "bad", "na"))
    kind = Kind.MULTIPLE if place % 4 == 1 else Kind.SINGLE
    given = ("good", "fair") if kind is Kind.MULTIPLE else answer
    return Item(name, kind, options, weight=weight, critical=place == 0, condition=condition, answer=given)


def _large(items: int) -> RubricText:
    """Sections of ten: each item after the first depends on two before it; options are filtered, numbers banded."""
    sections = []
    for start in range(0, items, 10):
        made = [item(f"i{start}_0", option("y", 1), option("n", -1))]
        for place in range(1, 10):
            condition = {"any": [when(f"i{start}_0", "y"), {"not": when(f"i{start}_{3 * ((place - 1) // 3)}", "n")}]}
            if place % 3 == 1:
                bands = ({"below": 30, "points": 2}, {"from": 30, "points": 1})
                made.append(number(f"i{start}_{place}", *bands, lowest=0, highest=90, condition=condition))
            elif place % 3 == 2:
                filtered = option("z", 2, condition=when(f"i{start}_0", "y"))
                made.append(item(f"i{start}_{place}", option("y", 1), option("n"), filtered, condition=condition))
            else:
                made.append(item(f"i{start}_{place}", condition=condition))
        sections.append(section(f"s{start}", *made))
    return read_snapshot(document(*sections, policy={"bonus_cap": False, "pass_mark": 80}))
