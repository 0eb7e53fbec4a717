"""The example's benefits: one that the waves bear out, one that was only observed, one without a change, one to come."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.actions.benefits import assess_benefit, note_benefit
from results.comparison.effects.rules import Attribution
from results.comparison.models import Benefit
from results.example import rules
from results.example.actions.organisation import Cast
from results.example.actions.programme import owners
from tracker.targets.models import Indicator

MILLION = 100_000_000  # hundredths of a yuan


@dataclass(frozen=True)
class Story:
    """Amounts in millions of yuan. `note`: what was said at its assessment; without one there was none."""

    description: str
    observable: str
    indicator: str | None
    design: Attribution
    planned: float | None
    actual: float | None
    note: str = ""


STORIES = (
    Story(
        "重复来电和二次处理减少",
        "一次性解决率上升，同一问题的再次来电下降",
        "first_contact_resolution",
        Attribution.WAVES,
        2.4,
        1.15,
        "先启动的区域当月即领先，最后一批启动后差距消失。",
    ),
    Story(
        "会员复购增加",
        "满意度上升后，会员季度复购金额增加",
        rules.SHIFTED,
        Attribution.OBSERVED,
        6.0,
        2.3,
        "所有区域同月上升，没有对照，不能归因。",
    ),
    Story(
        "纸质单据和人工录入减少",
        "数字技能达标率上升",
        "digital_proficiency",
        Attribution.OBSERVED,
        0.3,
        None,
        "半年来没有可察觉的变化，加办培训后再评估。",
    ),
    Story("客服人力节省", "平均响应时间缩短后，同等来量所需班次减少", "response_time", Attribution.TIME_SERIES, 1.5, None),
    Story("店员流失减少", "门店月度离职人数下降", None, Attribution.OBSERVED, None, None),
)


def fill_benefits(session: Session, cast: Cast, *, programme_id: UUID) -> None:
    """By the lead, as anybody would: the effects are computed from the readings that are there."""
    of_programme = select(Indicator.code, Indicator.id).where(Indicator.programme_id == programme_id)
    indicators = dict(session.execute(of_programme).all())
    people = owners(cast)
    for number, story in enumerate(STORIES):
        planned, actual = (None if amount is None else round(amount * MILLION) for amount in (story.planned, story.actual))
        key = note_benefit(
            session,
            programme_id=programme_id,
            description=story.description,
            observable=story.observable,
            indicator_id=indicators[story.indicator] if story.indicator else None,
            attribution=story.design,
            owner_id=people[number % len(people)],
            currency=rules.CURRENCY if planned else None,
            planned_minor=planned,
            actual_minor=actual,
            by=cast.lead,
        )
        if story.note:
            seen = session.get_one(Benefit, key).version
            assess_benefit(session, benefit_id=key, seen=seen, design=story.design, note=story.note, by=cast.lead)
