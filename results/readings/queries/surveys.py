"""What a file of survey answers would add, and which indicators answers can make."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.readings.answers import KIND_OF, Survey, survey_of
from results.readings.forms import SurveyFile
from results.readings.models import ReadingImport
from results.readings.queries.history import answers_by_month
from results.readings.rules.survey import Score, ScoreKind, index, net_promoter_score, top_share
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import month_end
from tracker.targets.models import Indicator


@dataclass(frozen=True)
class AskedIndicator:
    code: str
    name: str
    kind: ScoreKind


@dataclass(frozen=True)
class MonthOfAnswers:
    """`before` answers are stored already; those of the file are added to them."""

    month: date
    new: int
    before: int


@dataclass(frozen=True)
class SurveyPreview:
    """`score` is of this file's answers, without its numbers where too few answered. `again`: the file was imported before."""

    indicator: Label
    answers: int
    missing: int
    stores: int
    score: Score
    months: tuple[MonthOfAnswers, ...]
    again: datetime | None


def asked_indicators(session: Session, *, programme_id: UUID, by: Actor) -> list[AskedIndicator]:
    """Those whose unit a survey can have, in the programme's order."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    rows = session.execute(
        select(Indicator.code, Indicator.name, Indicator.unit)
        .where(
            Indicator.programme_id == programme_id,
            programme_condition(by, Indicator.programme_id),
            Indicator.derived.is_(None),
            Indicator.unit.in_(KIND_OF),
        )
        .order_by(Indicator.position)
    )
    return [AskedIndicator(code, str(name), KIND_OF[unit]) for code, name, unit in rows]


def preview_survey(
    session: Session,
    *,
    programme_id: UUID,
    indicator_code: str,
    file: SurveyFile,
    left_out: frozenset[str],
    by: Actor,
) -> SurveyPreview:
    """Raises all problems of the file at once."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    survey = survey_of(session, programme_id=programme_id, indicator_code=indicator_code, file=file, left_out=left_out, by=by)
    months = Counter(answered.on.replace(day=1) for answered in survey.answered)
    before = answers_by_month(session, indicator_id=survey.indicator_id, first=min(months), last=month_end(max(months), 1))
    again = session.scalar(
        select(ReadingImport.imported_at).filter_by(programme_id=programme_id, file_hash=file.mark(indicator_code))
    )
    return SurveyPreview(
        survey.indicator,
        len(survey.answered),
        file.missing,
        len({answered.store_id for answered in survey.answered} - {None}),
        _score(survey, file),
        tuple(MonthOfAnswers(month, months[month], before.get(month, 0)) for month in sorted(months)),
        again,
    )


def _score(survey: Survey, file: SurveyFile) -> Score:
    asked, n = file.asked, len(survey.answered)
    if n < survey.smallest_n:
        return Score(asked.kind, n)
    if asked.kind is ScoreKind.INDEX:
        return index([answered.value for answered in survey.answered], {})
    answers = [answer for answered in survey.answered for answer in answered.answers.values()]
    return net_promoter_score(answers) if asked.kind is ScoreKind.NPS else top_share(answers, asked.top or asked.high)
