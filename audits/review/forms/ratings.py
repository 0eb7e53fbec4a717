"""Ratings of several scorers as a sheet: columns subject, rater, value. The command line reads it without a database."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from audits.scoring.agreement import Level, Weights, cohen_kappa, fleiss_kappa, krippendorff_alpha
from tracker.core.refusals import Problem, Problems, Refusal
from tracker.core.rules import decimal_of

COLUMNS = ("subject", "rater", "value")
NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)


@dataclass(frozen=True)
class Ratings:
    """`given` is {subject: {rater: place in the scale}}; a gap is no entry. `scale` is ascending where it is `ordered`."""

    given: Mapping[str, Mapping[str, int]]
    scale: Sequence[Decimal | str]
    ordered: bool

    @property
    def numbers(self) -> list[Decimal]:
        """The scale where all of it is numbers, else nothing."""
        return [value for value in self.scale if isinstance(value, Decimal)]


def read_ratings(text: str, name: str, order: Sequence[str] = ()) -> Ratings:
    """Numbers are ordered as numbers if all values are, else values by `order`, which then must name them all."""
    texts = _read(text, name)
    values = list(dict.fromkeys(value for row in texts.values() for value in row.values()))
    if all(NUMBER.fullmatch(value) for value in values):
        numbers = {value: Decimal(value) for value in values}
        scale = sorted(set(numbers.values()))
        places = {number: place for place, number in enumerate(scale)}
        return _placed(texts, {value: places[number] for value, number in numbers.items()}, scale, ordered=True)
    if order and (twice := next((word for word in order if order.count(word) > 1), None)):
        raise Refusal("scoring.agreement.order_twice", value=twice)
    if order and (unknown := next((value for value in values if value not in order), None)):
        raise Refusal("scoring.agreement.not_in_order", value=unknown, order=", ".join(order))
    words = list(order) or sorted(values)
    return _placed(texts, {word: place for place, word in enumerate(words)}, words, ordered=bool(order))


def agreement_document(ratings: Ratings, level: Level, weights: Weights) -> dict[str, Decimal | None]:
    """Kappa of the two raters on the subjects both rated, Fleiss' kappa and Krippendorff's alpha; None where undefined."""
    if level is Level.INTERVAL and not ratings.numbers and ratings.scale:
        raise Refusal("scoring.agreement.interval_on_words", value=ratings.scale[0])
    if not ratings.ordered and (level is Level.ORDINAL or weights is not Weights.NONE):
        raise Refusal("scoring.agreement.no_order", values=", ".join(map(str, ratings.scale)))
    raters = sorted({rater for row in ratings.given.values() for rater in row})
    rows = [list(row.values()) for row in ratings.given.values()]
    kappa = None
    if len(raters) == 2:
        both = [row for row in ratings.given.values() if len(row) == 2]
        kappa = cohen_kappa([(row[raters[0]], row[raters[1]]) for row in both], weights)
    numbers = ratings.numbers
    measured = [[numbers[place] for place in row] for row in rows] if level is Level.INTERVAL else rows
    found = {"kappa": kappa, "fleiss": fleiss_kappa(rows), "alpha": krippendorff_alpha(measured, level)}
    return {name: None if value is None else decimal_of(value) for name, value in found.items()}


def _read(text: str, name: str) -> dict[str, dict[str, str]]:
    """{subject: {rater: value}}: subjects that nobody rated stay, empty values do not."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if missing := [column for column in COLUMNS if column not in header]:
            raise Refusal("scoring.agreement.no_column", columns=", ".join(missing))
        places = [header.index(column) for column in COLUMNS]
        records = [(reader.line_num, [cell.strip() for cell in record]) for record in reader if any(record)]
    except csv.Error as error:
        raise Refusal("files.broken_quotes", name=name, row=reader.line_num) from error
    found: dict[str, dict[str, str]] = {}
    problems = []
    for row, cells in records:
        subject, rater, value = (cells[place] if place < len(cells) else "" for place in places)
        if not subject or not rater:
            problems.append(Problem("scoring.agreement.nobody", name, row))
        elif rater in found.setdefault(subject, {}):
            facts = (("rater", rater), ("subject", subject))
            problems.append(Problem("scoring.agreement.rated_twice", name, row, facts=facts))
        else:
            found[subject][rater] = value
    if problems:
        raise Problems(problems)
    return {subject: {rater: value for rater, value in row.items() if value} for subject, row in found.items()}


def _placed(
    texts: Mapping[str, Mapping[str, str]], places: Mapping[str, int], scale: Sequence[Decimal | str], *, ordered: bool
) -> Ratings:
    given = {subject: {rater: places[value] for rater, value in row.items()} for subject, row in texts.items()}
    return Ratings(given, scale, ordered)
