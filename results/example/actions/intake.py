"""Readings of the example that came otherwise than by workbook: from a machine, from answers of customers, by correction."""

import hashlib
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.example.actions.organisation import Cast
from results.example.places import dice
from results.example.rules import MONTHS_SINCE, STORIES, level
from results.readings.actions import correct_reading, import_survey, receive_readings
from results.readings.forms import ReadingText, Respondent, SurveyAsked, SurveyFile
from results.readings.models import Reading
from results.readings.rules.survey import ScoreKind, counts_for
from tracker.plan.models import Programme
from tracker.plan.rules import month_end, month_start
from tracker.targets.models import Indicator

ASKED, SENT, WRONG = "net_promoter_score", "first_contact_resolution", "refund_approval_time"
QUESTION, SHEET = "您有多大可能向亲友推荐我们？", "顾客回访"
PROMOTERS, DETRACTORS, PASSIVES = (9, 10, 10), (2, 4, 5, 6), (7, 8, 8)
FEWEST_DETRACTORS = 0.14
CHANNELS = {"phone": (-2.5, 640), "chat": (1.5, 480)}  # points beside the whole, and cases a month
MONTHS_SENT = 3
SHARE_ASKED = 2  # every second customer
REASON = "补计了线上渠道的退款申请，原统计只包含门店受理的申请。"
WRONG_MONTH, WRONG_BY, LEFT_OUT = 4, 5.5, 120


def take_in_readings(session: Session, cast: Cast, *, programme_id: UUID) -> None:
    programme = session.get_one(Programme, programme_id)
    _send(session, cast, programme)
    _ask_customers(session, cast, programme)
    _correct(session, cast, programme)


def _send(session: Session, cast: Cast, programme: Programme) -> None:
    """The ticket system tells each month what was solved at first contact, by channel."""
    for month in range(MONTHS_SINCE - MONTHS_SENT + 1, MONTHS_SINCE + 1):
        on, random = month_end(programme.starts_on, month), dice(f"sent {month}")
        rows = [
            ReadingText(
                row=at,
                observed_on=on,
                channel_code=channel,
                indicator_code=SENT,
                numerator=float(round(cases * (level(STORIES[SENT], month) + beside + random.gauss(0, 1)) / 100)),
                denominator=float(cases),
            )
            for at, (channel, (beside, cases)) in enumerate(CHANNELS.items())
        ]
        key = f"tickets-{on:%Y-%m}"
        receive_readings(
            session,
            programme_code=programme.code,
            idempotency_key=key,
            body_hash=_hash(key),
            rows=rows,
            wrongs=[],
            by=cast.lead,
        )


def _ask_customers(session: Session, cast: Cast, programme: Programme) -> None:
    """Last month's answers themselves, from which the value that was typed before is computed again, and that of each store."""
    first, last = month_start(programme.starts_on, MONTHS_SINCE), month_end(programme.starts_on, MONTHS_SINCE)
    known = _stored(session, programme.id, ASKED, last)
    answers = _answers(known.value, (known.n or 0) // SHARE_ASKED, dice("answers"))
    stores, days = list(cast.stores), (last - first).days + 1
    asked = SurveyAsked(kind=ScoreKind.NPS, low=0, high=10, columns=((QUESTION, 1.0),), date_column="日期", store_column="门店")
    respondents = tuple(
        Respondent(
            sheet=SHEET,
            row=at + 2,
            answered_on=first + timedelta(days=at % days),
            store_code=stores[at % len(stores)],
            team_code="",
            channel_code="",
            answers={QUESTION: answer},
            value=counts_for(ScoreKind.NPS, ((QUESTION, answer),), asked.columns, 0, 10, None),
        )
        for at, answer in enumerate(answers)
    )
    name = f"{SHEET}-{last:%Y-%m}.xlsx"
    file = SurveyFile(file_name=name, file_hash=_hash(name), asked=asked, respondents=respondents, missing=len(answers) // 40)
    import_survey(session, programme_id=programme.id, indicator_code=ASKED, file=file, left_out=frozenset(), by=cast.lead)


def _answers(score: float, n: int, random: Random) -> list[int]:
    """Whose score is the one given, as near as so many answers come to it."""
    detractors = round(n * (FEWEST_DETRACTORS + max(-score, 0) / 100))
    promoters = min(detractors + round(n * score / 100), n - detractors)
    groups = ((promoters, PROMOTERS), (detractors, DETRACTORS), (n - promoters - detractors, PASSIVES))
    answers = [random.choice(group) for size, group in groups for _ in range(size)]
    random.shuffle(answers)
    return answers


def _correct(session: Session, cast: Cast, programme: Programme) -> None:
    wrong = _stored(session, programme.id, WRONG, month_end(programme.starts_on, WRONG_MONTH))
    right, n = round(wrong.value + WRONG_BY, 1), (wrong.n or 0) + LEFT_OUT
    correct_reading(session, reading_id=wrong.id, value=right, n=n, reason=REASON, by=cast.lead)


def _stored(session: Session, programme_id: UUID, code: str, on: date) -> Reading:
    return session.scalars(
        select(Reading)
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .where(
            Reading.programme_id == programme_id,
            Indicator.code == code,
            Reading.observed_on == on,
            Reading.store_id.is_(None),
            Reading.channel_code == "",
        )
    ).one()


def _hash(text: str) -> str:
    return hashlib.sha256(f"example {text}".encode()).hexdigest()
