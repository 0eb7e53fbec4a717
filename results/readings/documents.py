"""Survey answers for scripts: a CSV file in, a JSON document out. Needs no database, so that it starts at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from results.readings.rules.survey import (
    Difference,
    Score,
    ScoreKind,
    change,
    index,
    net_promoter_score,
    respondent_value,
    top_share,
)
from tracker.core.tables import Row, Table, read_number, read_table

SCALES = {ScoreKind.NPS: (0, 10), ScoreKind.SHARE: (1, 5), ScoreKind.INDEX: (1, 10)}
TOP = 4
COLUMN = "answer"


@dataclass(frozen=True)
class Asked:
    """What the options say. Without `weights` an index reads every column but `by`, of equal weight."""

    kind: ScoreKind
    scale: tuple[int, int]
    column: str = COLUMN
    top: int = TOP
    weights: Mapping[str, float] | None = None
    by: str | None = None
    smallest: int = 1


@dataclass(frozen=True)
class Respondent:
    """`answers` by the name of the column, without those left blank."""

    group: str
    answers: Mapping[str, int]


def survey_document(text: str, asked: Asked) -> dict[str, Any]:
    """The document that `python -m results survey` prints. Raises Refusal, which quotes the row and its text."""
    table = read_table(text, blank_rows=True)
    by = None if asked.by is None else table.place(asked.by)
    weights = _weights(table, asked, by)
    respondents = list(_respondents(table, list(weights), asked.scale, by))
    document = _document(respondents, weights, asked)
    if by is None:
        return document
    groups: dict[str, list[Respondent]] = {respondent.group: [] for respondent in respondents}
    for respondent in respondents:
        groups[respondent.group].append(respondent)
    document["groups"] = [{"group": group} | _document(members, weights, asked) for group, members in groups.items()]
    if len(groups) == 2:
        document["difference"] = _difference(*(_shown(_score(members, weights, asked), asked) for members in groups.values()))
    return document


def _weights(table: Table, asked: Asked, by: int | None) -> dict[str, float]:
    """The weight of each column that is read, by its name in the file."""
    names = table.header.cells
    if asked.kind is not ScoreKind.INDEX:
        return {names[table.place(asked.column)]: 1.0}
    if asked.weights is not None:
        return _weighted(table, asked.weights)
    read = [name for place, name in enumerate(names) if place != by and name]
    for name in read:
        table.place(name)  # each name once
    if not read:
        raise table.header.refused("readings.survey.no_column")
    return dict.fromkeys(read, 1.0)


def _weighted(table: Table, wanted: Mapping[str, float]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, weight in wanted.items():
        column = table.header.cells[table.place(name)]
        if column in weights:  # `a` and `A` are one column
            raise table.header.refused("core.csv_column", column=name)
        weights[column] = weight
    return weights


def _respondents(table: Table, columns: Sequence[str], scale: tuple[int, int], by: int | None) -> Iterator[Respondent]:
    places = {name: table.place(name) for name in columns}
    for row in table.rows:
        group = "" if by is None else row.cells[by]
        if by is not None and not group:
            raise row.refused("readings.survey.no_group", column=table.header.cells[by])
        answers = {name: _answer(row, row.cells[place], name, scale) for name, place in places.items() if row.cells[place]}
        yield Respondent(group, answers)


def _answer(row: Row, text: str, column: str, scale: tuple[int, int]) -> int:
    answer = read_answer(text, scale)
    if answer is None:
        raise row.refused("readings.survey.answer", column=column, answer=text[:50], low=scale[0], high=scale[1])
    return answer


def read_answer(text: str, scale: tuple[int, int]) -> int | None:
    """A whole number on the scale, or None."""
    value = read_number(text)
    return None if value is None or value != int(value) or not scale[0] <= value <= scale[1] else int(value)


def _score(respondents: Sequence[Respondent], weights: Mapping[str, float], asked: Asked) -> Score:
    if asked.kind is ScoreKind.INDEX:
        values = [respondent_value(respondent.answers, weights, *asked.scale) for respondent in respondents]
        answered = {name: sum(1 for respondent in respondents if name in respondent.answers) for name in weights}
        return index([value for value in values if value is not None], answered)
    answers = [answer for respondent in respondents for answer in respondent.answers.values()]
    return net_promoter_score(answers) if asked.kind is ScoreKind.NPS else top_share(answers, asked.top)


def _shown(score: Score, asked: Asked) -> Score:
    """Without its numbers where too few answered."""
    return score if score.n >= asked.smallest else Score(score.kind, score.n, counts=score.counts)


def _document(respondents: Sequence[Respondent], weights: Mapping[str, float], asked: Asked) -> dict[str, Any]:
    score = _shown(_score(respondents, weights, asked), asked)
    return {
        "kind": score.kind,
        "n": score.n,
        "missing": len(respondents) - score.n,
        "value": score.value,
        "standard_error": score.standard_error,
        "lower": score.lower,
        "upper": score.upper,
        "interval": score.interval,
        "suppressed": score.n < asked.smallest,
    } | ({"answered": dict(score.counts)} if score.kind is ScoreKind.INDEX else dict(score.counts))


def _difference(first: Score, second: Score) -> dict[str, Any]:
    found: Difference = change(first, second)
    return {
        "value": found.value,
        "standard_error": found.standard_error,
        "lower": found.lower,
        "upper": found.upper,
        "detectable": found.detectable,
    }
