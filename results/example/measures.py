"""Indicators that the example's programme has beside those of its template: what the tracker derives by itself, and complaints,
which another system sends by team and by channel. Pure values."""

from dataclasses import dataclass
from random import Random

from results.example.rules import MONTHS_SINCE


@dataclass(frozen=True)
class MeasureText:
    """`target` None: watched without one. `change`: the target is percent of change of the baseline."""

    code: str
    en: str
    chinese: str
    question_en: str
    question_chinese: str
    derived: str | None
    baseline: float
    target: float | None
    better: str = "higher"
    change: bool = False
    measure: str = "share"
    chart: str = "xmr"
    smallest_n: int = 1


MEASURES = (
    MeasureText(
        "complaint_rate",
        "Complaint rate",
        "投诉率",
        "How many of 100 customers complain?",
        "每百位顾客中有多少投诉？",
        None,
        1.3,
        -30,
        better="lower",
        change=True,
        measure="rate",
        chart="u",
    ),
    MeasureText(
        "visit_coverage",
        "Visits made of those due",
        "暗访完成率",
        "Were the visits that were due made?",
        "到期的暗访是否都已完成？",
        "coverage",
        90,
        98,
    ),
    MeasureText(
        "actions_in_time",
        "Corrective actions done in time",
        "整改按期完成率",
        "Is what visits found put right by its day?",
        "暗访发现的问题是否按期整改？",
        "closed_in_time",
        60,
        90,
    ),
    MeasureText(
        "tasks_done", "Tasks done of those due", "任务完成率", "Does the plan hold?", "计划是否按期推进？", "tasks_done", 90, 100
    ),
    MeasureText(
        "budget_spent",
        "Budget spent",
        "预算执行率",
        "How much of the approved money is spent?",
        "已批准的预算用了多少？",
        "spend",
        0,
        None,
        better="neutral",
        measure="rate",
    ),
    MeasureText(
        "visits_passed",
        "Store visits that passed",
        "门店暗访合格率",
        "How many visits to stores reach the pass mark?",
        "多少次门店暗访达到合格线？",
        "passed:store_visit",
        60,
        85,
        chart="p",
        smallest_n=5,
    ),
    MeasureText(
        "environment_score",
        "Environment and facilities",
        "环境与设施得分",
        "Are stores clean, safe and well signed?",
        "门店是否整洁、安全、标识清楚？",
        "section:store_visit.environment",
        78,
        88,
        measure="mean",
        smallest_n=5,
    ),
    MeasureText(
        "needs_confirmed",
        "Needs repeated back",
        "复述确认顾客需求",
        "Do staff repeat what the customer wants?",
        "员工是否复述并确认顾客的需求？",
        "item:store_visit.adv_confirm",
        60,
        80,
        chart="p",
        smallest_n=5,
    ),
)

COMPLAINTS = "complaint_rate"
CUSTOMERS = (380, 620)  # a team's in a month
RATE_BEFORE, RATE_NOW = 0.013, 0.0108  # complaints a customer, before the programme and now
WORST_TEAM, WORST_FACTOR = 7, 5.0  # of the teams by code: in its last month, beyond three standard errors of so few customers
CHANNELS_OF_CUSTOMERS = (("store", 0.55, 0.8), ("phone", 0.25, 1.2), ("chat", 0.2, 1.35))  # share of customers, times the rate


def complaint_chance(month: int) -> float:
    """The programme's month, counted from 1; those before it are 0 and below."""
    return RATE_BEFORE + (RATE_NOW - RATE_BEFORE) * min(max(month, 0) / MONTHS_SINCE, 1)


def events(random: Random, of: int, chance: float) -> int:
    """About as many as chance brings, without drawing each: normal around the mean, never below 0."""
    mean = of * chance
    return max(0, round(random.gauss(mean, mean**0.5)))
