"""What the example tells: who and where, how each indicator went, how good the stores are. Pure values, from one seed.

One shift is real: `SHIFTED` rises by `SHIFT` when the pilot begins (`SHIFT_MONTH`) and stays there. Every other indicator
drifts or stays, with noise. Audits are better in the programme's quarters (`GAIN`) than in the two before it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"
MONTHS_BEFORE, MONTHS_SINCE = 6, 6  # the year of the example: half of it before the programme, half of it since
MEASURED_BEFORE = 12  # months to which readings reach back, also of each store: process limits want 13 values before a shift
AUDITS = 2_000
CURRENCY, BUDGET_MINOR = "CNY", 2_400_000_000  # 24 million yuan
TEMPLATE = "service_quality"
STARTED_BEFORE = 12  # days before its first day the programme was started

SHIFTED, SHIFT, SHIFT_MONTH = "customer_satisfaction", 4.0, 3  # points; the programme's month, counted from 1
GAIN = (0.0, 0.0, 0.03, 0.08)  # added to the chance that an item is passed, by quarter of the example's year
CHANNELS = (("store", 0.5), ("phone", 0.3), ("chat", 0.2))


@dataclass(frozen=True)
class Story:
    """From `before` to `now` over the programme's months so far, in the indicator's unit; `n` is None where none is counted.

    `shift`: all of the way at once, in the month SHIFT_MONTH. `baseline`: what is set as baseline, None: the template's stays.
    """

    before: float
    now: float
    noise: float
    n: int | None = None
    shift: bool = False
    baseline: float | None = None
    steps: tuple[float, ...] = ()  # by programme month, where neither drift nor noise fits (services are launched, not measured)


STORIES = {
    SHIFTED: Story(82.0, 82.0 + SHIFT, 0.3, 3_600, shift=True),
    "net_promoter_score": Story(24, 32, 1.6, 2_400, baseline=24),
    "response_time": Story(30, 22.5, 0.7, 4_200, baseline=30),
    "first_contact_resolution": Story(71, 79, 0.9, 1_500, baseline=71),
    "skill_standard": Story(64, 84, 1.0, 1_300, baseline=64),
    "digital_proficiency": Story(52, 55, 1.2, 1_300, baseline=52),
    "new_services": Story(0, 3, 0, steps=(0, 0, 2, 2, 3, 3)),
    "pilot_usage": Story(0, 47, 0, 600, steps=(0, 0, 12.5, 29.2, 38.8, 46.5)),
    "ticket_classification": Story(75, 91.5, 0.8, 800),
    "refund_approval_time": Story(150, 84, 6, 900),
    "assistant_understanding": Story(30, 53, 1.8, 5_000),
    "assistant_alone": Story(37.5, 39, 1.0, 5_000, baseline=37.5),
    "handovers": Story(3.2, 2.7, 0.08),
    "channel_disagreement": Story(35, 35, 1.3, 400),
    "site_visits": Story(100, 91, 2.0),
    "system_availability": Story(99.82, 99.82, 0.04, 8_640, baseline=99.8),
}
# By store: how far a store of quality 0.1 lies from the whole, the noise of one store's month, and its observations.
BY_STORE = {
    SHIFTED: (3.5, 1.8, (18, 45)),
    "response_time": (-4.0, 1.5, (15, 60)),
    "first_contact_resolution": (5.0, 4.0, (6, 20)),
    "skill_standard": (6.0, 4.5, (8, 14)),
}
# What stores gain in the month in which only some areas have begun, and the month of each area's start; the whole stays as it is.
AHEAD = {"first_contact_resolution": 6.0}
BEGINS = {"EAST": 3, "CENTRAL": 3, "SOUTHWEST": 6}
SCALES = {"net_promoter_score": (-100.0, 100.0), "response_time": (1.0, 600.0), "refund_approval_time": (5.0, 600.0)}


def scale_of(code: str) -> tuple[float, float]:
    """Lowest and highest value of an indicator; most are shares, or indices near 100."""
    return SCALES.get(code, (0.0, 100.0 if STORIES[code].before < 100 else 200.0))


def level(story: Story, month: int) -> float:
    """The true value in this month of the programme, 1 is its first; months before it are 0 and below."""
    if month < 1:
        return story.before
    if story.steps:
        return story.steps[min(month, len(story.steps)) - 1]
    if story.shift:
        return story.now if month >= SHIFT_MONTH else story.before
    return story.before + (story.now - story.before) * min(month / MONTHS_SINCE, 1)


def ahead(code: str, area: str, month: int) -> float:
    """How far a store lies from where it would if all areas had begun together; areas have as many stores each."""
    begun = [each for each, begins in BEGINS.items() if begins <= month]
    if len(begun) == len(BEGINS):
        return 0.0
    return AHEAD.get(code, 0.0) * ((area in begun) - len(begun) / len(BEGINS))


def months(before: int = MONTHS_BEFORE) -> range:
    """Months of the example's year as the programme counts them: -5 to 6, or from earlier on."""
    return range(1 - before, 1 + MONTHS_SINCE)


def quarter(month: int) -> int:
    """0 to 3, of a month of the example's year."""
    return (month - 1 + MONTHS_BEFORE) // 3


def audits_of(month: int) -> int:
    """How many audits fall into a month; over the year AUDITS."""
    place, length = month - 1 + MONTHS_BEFORE, MONTHS_BEFORE + MONTHS_SINCE
    return AUDITS * (place + 1) // length - AUDITS * place // length


def chance(difficulty: float, quality: float, month: int, critical: bool) -> float:
    """The chance that an item is passed. A critical one fails ten times less often than another."""
    likely = min(max(difficulty + quality + GAIN[quarter(month)], 0.02), 0.99)
    return 1 - (1 - likely) / 10 if critical else likely


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day where the stores are."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE))


# What became of the plan: tasks by code. All others that were due are done on their day or shortly before.
DONE_LATE = {"crm_requirements": 6, "pilot_systems": 12, "pilot_review": 3}  # days
STILL_OPEN = {"national_systems": "in_progress", "quality_review": "in_progress"}
BLOCKED = "widen_services"
NOT_MET = frozenset({"national"})  # its systems are late
MET_LATE = {"ready_for_pilot": 6, "pilot_running": 12}  # days


def finished_on(due_on: date, late: int, random: Random) -> date:
    return due_on + timedelta(days=late) if late else due_on - timedelta(days=random.randint(0, 4))


# Visits on their way, by state and days from today: (visit_from, due_on).
OPEN_VISITS = (
    *[("assigned", -3 + number, 10 + number) for number in range(10)],
    ("assigned", -20, -6),
    ("assigned", -17, -3),
    *[("in_progress", -6, 7 + number) for number in range(6)],
    *[("submitted", -10, 3 + number % 4) for number in range(9)],
    *[("returned", -12, 2 + number) for number in range(3)],
)

REMARKS = (
    "店里人手明显不足，收银台只开了一个。",
    "新来的店员很热情，但对会员活动不熟悉。",
    "试衣间排队较长，无人引导。",
    "The young man at the counter called a colleague rather than guess. That was good.",
    "Two staff members talked to each other while three customers waited.",
    "货架标签有两处与实际商品不符，已当场告知店员。",
    "Everything was in order; the shop was quiet at the time.",
)
NOTES = (
    "约等了六分钟，期间没有人过来询问。",
    "店员回答“不清楚”，没有进一步查询。",
    "The answer did not agree with the product sheet.",
    "收银员态度生硬，没有道歉。",
    "It happened at about a quarter past three, at the counter near the entrance.",
)
REASONS = (
    "请补充说明未达标的具体情形和时间。",
    "The note on the recommendation is missing: what did they recommend?",
    "照片看不清标签，请重新上传或说明原因。",
)


@dataclass(frozen=True)
class AppealText:
    """A store's objection to one item, and what became of it: nothing yet, withdrawn, or a ruling with its reason."""

    category: str
    text: str
    ruling: str | None = None
    reason: str = ""
    is_withdrawn: bool = False


APPEALS = (
    AppealText("fact", "当天该时段两个收银台都开着，监控和排班表可以证明。"),
    AppealText("circumstance", "The street was being repaired that day; dust came in with every customer."),
    AppealText("fact", "店员当时确实作了说明，顾客的小票背面写有说明内容。", "amended", "门店提供的小票与照片一致，予以更正。"),
    AppealText("standard", "The standard asks for this at busy hours only.", "upheld", "It names no hours."),
    AppealText("fact", "试衣间当时有人引导，只是在为另一位顾客服务。", "upheld", "照片显示当时无人在场，维持原结果。"),
    AppealText("other", "We had read the item wrongly.", is_withdrawn=True),
)
EXCLUDED_BECAUSE = "走访了同一商场内的另一家门店。"  # the visitor was in another store of the same mall


@dataclass(frozen=True)
class Campaign:
    """Actions against one item of the store visit in a dozen stores, begun so many days before today."""

    item: str
    days_ago: int
    days_to_do: int
    what: str
    cause: str
    whys: tuple[str, ...]
    expected: str
    evidence: str
    deferred: str
    first_is_late: bool = False
    dropped: int | None = None  # which of its stores dropped it


CAMPAIGNS = (
    Campaign(
        item="env_waiting",
        days_ago=125,
        days_to_do=24,
        what="每班清洁等候区座椅，货物不得堆放；领班每两小时巡查并签字。",
        cause="environment",
        whys=("等候区堆有货物", "仓库没有空位", "到货当天没有上架"),
        expected="顾客随时有干净的座位",
        evidence="等候区已清空，巡查表已张贴。",
        deferred="新货架未到，顺延两周。",
    ),
    Campaign(
        item="adv_confirm",
        days_ago=70,
        days_to_do=21,
        what="班前会用五分钟演练复述顾客需求，店长每天抽查两次并记录。",
        cause="people",
        whys=("店员没有复述", "不清楚标准的具体要求", "新员工入职时没有演练", "店长没有时间带教", "带教没有排进班表"),
        expected="达标率提高十个百分点",
        evidence="已完成班前演练，记录表存店长室。",
        deferred="两名店员培训未结束，顺延两周。",
        dropped=3,
    ),
    Campaign(
        item="env_clean",
        days_ago=33,
        days_to_do=20,
        what="修订清洁流程卡：开门前和午后各清洁一次，由领班签字。",
        cause="process",
        whys=("午后没有清洁", "流程卡只写了开门前"),
        expected="各时段一样整洁",
        evidence="新流程卡已张贴，旧卡已收回。",
        deferred="流程卡印刷延迟。",
        first_is_late=True,
    ),
    Campaign(
        item="cou_voice",
        days_ago=4,
        days_to_do=21,
        what="由督导员现场示范高峰时段的语速和语气，店员两人一组练习。",
        cause="people",
        whys=("高峰时段说话太快", "没有练习过"),
        expected="高峰时段也能听清",
        evidence="示范和练习已完成。",
        deferred="督导员本周不在本区域。",
    ),
)

SECOND_SHARE, SECOND_DAYS, SECOND_WAITING = 0.1, 330, 12  # of the audits of so many days; so many are not done yet

KNOWN_BECAUSE = ("曾在该门店工作", "A cousin works there")
FEES = {"store": 16_000, "phone": 4_000, "chat": 3_000}  # fen: a visit with its way, a call, a chat
COST_NOTES = {
    "purchase": ("测试收银流程购买的商品", "按要求购买的试用装", "Shampoo, 200 ml"),
    "travel": ("地铁往返", "打车：末班公交已停", "Metro line 2"),
    "other": ("停车费", "打印任务单", "Parking"),
}
REFUSED_COST = "没有票据，且任务未要求购买。"
