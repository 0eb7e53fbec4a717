"""What a file of survey answers would store: each respondent's place and day held against the programme's codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from results.readings.forms import ReadingText, Respondent, SurveyFile
from results.readings.intake import Codes, known_codes, wrong_day, wrong_places
from results.readings.rules.survey import ScoreKind
from tracker.core.refusals import Problem, Problems, Refusal
from tracker.core.words import Label, say
from tracker.people.rules import Actor
from tracker.targets.rules import Unit

KIND_OF: Mapping[Unit, ScoreKind] = MappingProxyType(
    {Unit.POINTS: ScoreKind.NPS, Unit.PERCENT: ScoreKind.SHARE, Unit.SCORE: ScoreKind.INDEX}
)


@dataclass(frozen=True)
class Answered:
    """One respondent, without anything that says who it was."""

    on: date
    store_id: UUID | None
    team_id: UUID | None
    channel_code: str
    value: float = 0.0
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    indicator_id: UUID
    indicator: Label
    smallest_n: int
    answered: tuple[Answered, ...]


def survey_of(
    session: Session, *, programme_id: UUID, indicator_code: str, file: SurveyFile, left_out: frozenset[str], by: Actor
) -> Survey:
    """The answers by the keys of their places. Raises all problems of the file at once."""
    codes = known_codes(session, by=by, programme_id=programme_id)
    indicator = codes.indicators.get(indicator_code)
    if indicator is None or indicator.derived or KIND_OF.get(indicator.unit) is not file.asked.kind:
        raise Refusal("readings.survey.wrong_indicator", field="indicator", code=indicator_code)
    problems = [*_personal(file, left_out), *file.problems, *_wrong_rows(file, codes)]
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    if not file.respondents:
        raise Refusal("readings.survey.empty", field="file")
    return Survey(indicator.id, indicator.name, indicator.smallest_n, tuple(_answered(file, codes)))


def _personal(file: SurveyFile, left_out: frozenset[str]) -> Iterator[Problem]:
    """A column that says who answered is left out because somebody chose so, or the file is refused."""
    for column in file.personal:
        if column.name in file.asked.named:
            yield Problem("readings.survey.personal_read", column=column.name)
        elif column.name not in left_out:
            kind = say(f"readings.personal.{column.kind.value}")
            yield Problem("readings.survey.personal", column=column.name, facts=(("kind", kind),))


def _wrong_rows(file: SurveyFile, codes: Codes) -> Iterator[Problem]:
    for respondent in file.respondents:
        row = _as_reading(respondent)
        for wrong in (*wrong_day(row, codes), *wrong_places(row, codes)):
            yield wrong.problem


def _as_reading(respondent: Respondent) -> ReadingText:
    """Place and day of a respondent follow the same rules as those of a reading."""
    return ReadingText(
        sheet=respondent.sheet,
        row=respondent.row,
        observed_on=respondent.answered_on,
        store_code=respondent.store_code,
        team_code=respondent.team_code,
        channel_code=respondent.channel_code,
        indicator_code="",
    )


def _answered(file: SurveyFile, codes: Codes) -> Iterator[Answered]:
    for one in file.respondents:
        team = codes.teams[one.team_code] if one.team_code else None
        store_id = codes.stores[one.store_code] if one.store_code else team.store_id if team else None
        yield Answered(one.answered_on, store_id, team.id if team else None, one.channel_code, one.value, one.answers)
