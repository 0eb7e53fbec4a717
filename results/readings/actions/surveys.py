"""Answers of respondents: stored once, and the months they fall in computed anew from all answers there are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from results.readings.actions.storing import insert_many, one_at_a_time, store_revisions
from results.readings.answers import Answered, Survey, survey_of
from results.readings.forms import SurveyFile
from results.readings.intake import Measured, Where, stored_readings
from results.readings.models import ReadingImport, SurveyAnswer
from results.readings.rules import ReadingSource
from results.readings.rules.survey import ScoreKind
from tracker.core import events
from tracker.core.ids import new_id
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import month_end

FULL = 100.0  # what an answer that reaches the top counts for


@dataclass(frozen=True)
class SurveyImported:
    """`again`: this very file was imported for this indicator before, so nothing was changed."""

    answers: int
    months: int
    new: int
    corrected: int
    again: bool = False


@dataclass(frozen=True)
class Pooled:
    """Answers of one place in one month. Their sum and the sum of their squares are all that a score needs."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "Pooled") -> "Pooled":
        return Pooled(self.n + other.n, self.total + other.total, self.squares + other.squares)


def import_survey(
    session: Session, *, programme_id: UUID, indicator_code: str, file: SurveyFile, left_out: frozenset[str], by: Actor
) -> SurveyImported:
    """Store the answers, or nothing when anything is wrong: also when a personal column is not among those to be left out."""
    demand(by, Action.IMPORT_READINGS, Place(programme_id=programme_id))
    one_at_a_time(session, programme_id)
    survey = survey_of(session, programme_id=programme_id, indicator_code=indicator_code, file=file, left_out=left_out, by=by)
    mark = file.mark(indicator_code)
    if session.scalar(select(ReadingImport.id).filter_by(programme_id=programme_id, file_hash=mark)):
        return SurveyImported(len(survey.answered), 0, 0, 0, again=True)
    imported = ReadingImport(
        programme_id=programme_id,
        file_hash=mark,
        file_name=file.file_name,
        rows=len(survey.answered),
        imported_by=by.person_id,
    )
    session.add(imported)
    session.flush()
    _store_answers(session, programme_id, survey, imported.id)
    new, corrected = _compute(session, programme_id, survey, imported.id, file.asked.kind, by)
    months = {_month(answered.on) for answered in survey.answered}
    said = {"answers": len(survey.answered), "missing": file.missing, "months": len(months), "new": new, "corrected": corrected}
    events.record(
        session,
        by=by.person_id,
        verb="readings.survey_imported",
        on="reading_import",
        key=imported.id,
        change={"indicator": indicator_code, "kind": file.asked.kind, "left_out": len(left_out), **said},
    )
    return SurveyImported(len(survey.answered), len(months), new, corrected)


def _month(day: date) -> date:
    return day.replace(day=1)


def _store_answers(session: Session, programme_id: UUID, survey: Survey, import_id: UUID) -> None:
    common = {"programme_id": programme_id, "indicator_id": survey.indicator_id, "import_id": import_id}
    rows = [
        {
            **common,
            "id": new_id(),
            "answered_on": answered.on,
            "store_id": answered.store_id,
            "team_id": answered.team_id,
            "channel_code": answered.channel_code,
            "value": answered.value,
            "answers": answered.answers,
        }
        for answered in survey.answered
    ]
    insert_many(session, SurveyAnswer, rows)


def _compute(
    session: Session, programme_id: UUID, survey: Survey, import_id: UUID, kind: ScoreKind, by: Actor
) -> tuple[int, int]:
    """Readings of the places and months that got answers, dated at the month's end; how many are new, how many corrected."""
    touched: dict[date, set[Where]] = defaultdict(set)
    for answered in survey.answered:
        touched[_month(answered.on)].update(_places(survey.indicator_id, answered))
    days = [month_end(month, 1) for month in touched]
    stored = stored_readings(session, {survey.indicator_id}, days)
    revisions: list[tuple[Where, Measured, int, str]] = []
    for month, places in sorted(touched.items()):
        pooled = _pooled(session, survey.indicator_id, month)
        for place in places:
            measured, before = _measured(pooled[place], kind), stored.get(place)
            if before is None or before.measured != measured:
                revisions.append((place, measured, before.revision + 1 if before else 1, ""))
    store_revisions(session, revisions, programme_id=programme_id, source=ReadingSource.SURVEY, by=by, import_id=import_id)
    new = sum(1 for _, _, revision, _ in revisions if revision == 1)
    return new, len(revisions) - new


def _pooled(session: Session, indicator_id: UUID, month: date) -> dict[Where, Pooled]:
    """All answers of a month, by each place they speak of. Answers are pooled, never the scores of places."""
    rows = session.execute(
        select(
            SurveyAnswer.store_id,
            SurveyAnswer.team_id,
            SurveyAnswer.channel_code,
            func.count(),
            func.sum(SurveyAnswer.value),
            func.sum(SurveyAnswer.value * SurveyAnswer.value),
        )
        .where(SurveyAnswer.indicator_id == indicator_id, SurveyAnswer.answered_on.between(month, month_end(month, 1)))
        .group_by(SurveyAnswer.store_id, SurveyAnswer.team_id, SurveyAnswer.channel_code)
    )
    found: dict[Where, Pooled] = defaultdict(Pooled)
    for store_id, team_id, channel, n, total, squares in rows:
        for place in _places(indicator_id, Answered(month, store_id, team_id, channel)):
            found[place] += Pooled(n, float(total), float(squares))
    return found


def _places(indicator_id: UUID, answered: Answered) -> Iterator[Where]:
    """The whole programme, the store and the team, and of the first two the channel."""
    day, store_id = month_end(_month(answered.on), 1), answered.store_id
    for channel in dict.fromkeys(("", answered.channel_code)):
        yield Where(indicator_id, None, None, channel, day)
        if store_id is not None:
            yield Where(indicator_id, store_id, None, channel, day)
    if answered.team_id is not None:
        yield Where(indicator_id, store_id, answered.team_id, "", day)


def _measured(pooled: Pooled, kind: ScoreKind) -> Measured:
    """The score is the mean of what each answer counts for (docs/method.md, "Answers as readings")."""
    value = pooled.total / pooled.n
    if kind is not ScoreKind.SHARE:
        return Measured(value, pooled.n, squares=pooled.squares)
    return Measured(value, pooled.n, pooled.total / FULL, float(pooled.n), pooled.squares)
