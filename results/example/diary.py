"""What became of the example's plan and money, as pure values: who moved what, spent what and decided what, and on which day.

Days count from the programme's start, which is 1. Today is at least 181 and at most 215. Amounts are thousands of yuan.
"""

from dataclasses import dataclass

THOUSAND = 100_000  # hundredths of a yuan in a thousand yuan


@dataclass(frozen=True)
class AreaStory:
    """First and last month of each phase; a half is the middle of a month. Areas overlap: the first rolls out while the second
    still tries. The third tries nothing: what the pilot changed is held against it."""

    code: str
    spans: tuple[tuple[str, float, float], ...]


AREAS = (
    AreaStory("EAST", (("preparation", 1, 2), ("pilot", 3, 4), ("rollout", 5, 8), ("deepening", 9, 12))),
    AreaStory("CENTRAL", (("preparation", 1, 2.5), ("pilot", 3.5, 5), ("rollout", 6, 9), ("deepening", 10, 12))),
    AreaStory("SOUTHWEST", (("preparation", 1, 3), ("rollout", 6, 10), ("deepening", 11, 12))),
)

# What each task is planned to cost, and from which line.
COSTS: dict[str, tuple[str, int]] = {
    "crm_requirements": ("systems_crm", 300),
    "current_state": ("systems_crm", 250),
    "national_systems": ("systems_crm", 3_400),
    "national_indicators": ("systems_crm", 450),
    "map_processes": ("systems_workflow", 350),
    "pilot_systems": ("systems_workflow", 1_900),
    "national_processes": ("systems_workflow", 1_400),
    "pilot_training": ("training_pilot", 1_650),
    "pilot_procedures": ("training_pilot", 450),
    "quality_review": ("training_rollout", 600),
    "regulations": ("training_rollout", 700),
    "white_paper": ("training_rollout", 400),
    "pilot_customers": ("pilots", 400),
    "business_package": ("pilots", 1_150),
    "household_concierge": ("pilots", 1_050),
    "improve_services": ("pilots", 1_200),
    "widen_services": ("pilots", 800),
    "second_staff": ("incentives", 500),
    "appraisal": ("incentives", 700),
    "annual_report": ("incentives", 250),
}


@dataclass(frozen=True)
class Booking:
    """`settles`: the reference of the commitment that this pays for."""

    day: int
    kind: str
    line: str
    amount: int
    said: str
    reference: str = ""
    task: str = ""
    settles: str = ""


LEDGER = (
    Booking(18, "actual", "systems_workflow", 90, "流程梳理咨询费", "PZ-0107", "map_processes"),
    Booking(27, "actual", "incentives", 120, "抽调人员补贴（一月）", "PZ-0131", "second_staff"),
    Booking(34, "committed", "systems_crm", 3_600, "CRM许可与实施，分三期付款", "HT-2001"),
    Booking(40, "actual", "systems_workflow", 265, "流程梳理尾款", "PZ-0210", "map_processes"),
    Booking(48, "actual", "systems_crm", 310, "CRM需求研讨与评审", "PZ-0218", "crm_requirements"),
    Booking(55, "actual", "systems_crm", 235, "现状调研：问卷与访谈", "PZ-0225", "current_state"),
    Booking(58, "actual", "incentives", 150, "抽调人员补贴（二月）", "PZ-0227", "second_staff"),
    Booking(63, "committed", "systems_workflow", 1_700, "工作流引擎与客户门户开发合同", "HT-2002", "pilot_systems"),
    Booking(65, "committed", "training_pilot", 1_400, "试点培训服务合同", "HT-2003", "pilot_training"),
    Booking(72, "actual", "training_pilot", 620, "试点培训第一期", "PZ-0313", "pilot_training", settles="HT-2003"),
    Booking(78, "actual", "pilots", 310, "600名试点客户激励", "PZ-0319", "pilot_customers"),
    Booking(84, "actual", "systems_workflow", 980, "工作流引擎上线款", "PZ-0325", "pilot_systems", settles="HT-2002"),
    Booking(88, "actual", "pilots", 705, "企业一站式服务包首版", "PZ-0329", "business_package"),
    Booking(89, "actual", "incentives", 150, "抽调人员补贴（三月）", "PZ-0331", "second_staff"),
    Booking(97, "actual", "training_pilot", 790, "试点培训第二期", "PZ-0407", "pilot_training", settles="HT-2003"),
    Booking(103, "actual", "pilots", 640, "家庭管家服务：人员与物料", "PZ-0413", "household_concierge"),
    Booking(108, "actual", "systems_workflow", 890, "客户门户：返工与尾款", "PZ-0418", "pilot_systems", settles="HT-2002"),
    Booking(114, "actual", "training_pilot", 240, "讲师差旅", "PZ-0424", "pilot_procedures"),
    Booking(117, "actual", "pilots", 415, "商务服务包第二版", "PZ-0427", "business_package"),
    Booking(126, "actual", "systems_crm", 1_200, "CRM首期款", "PZ-0506", "national_systems", settles="HT-2001"),
    Booking(131, "committed", "training_rollout", 2_900, "全国推广培训框架合同", "HT-2004"),
    Booking(138, "actual", "systems_workflow", 360, "流程推广：区域工作坊", "PZ-0518", "national_processes"),
    Booking(144, "actual", "training_rollout", 730, "推广培训：华东", "PZ-0524", settles="HT-2004"),
    Booking(150, "actual", "pilots", 230, "两项新服务改版", "PZ-0530", "improve_services"),
    Booking(156, "actual", "systems_crm", 1_260, "CRM，第二期款", "PZ-0605", "national_systems", settles="HT-2001"),
    Booking(163, "actual", "training_rollout", 690, "推广培训：华中", "PZ-0612", settles="HT-2004"),
    Booking(170, "actual", "systems_workflow", 420, "流程推广：督导与手册", "PZ-0619", "national_processes"),
    Booking(174, "actual", "incentives", 310, "半年服务明星奖励", "PZ-0623"),
    Booking(176, "forecast", "systems_crm", 5_050, "全国系统延期后的预测"),
    Booking(177, "forecast", "systems_workflow", 4_100, "门户返工后预计"),
)
RESTATED = (160, "PZ-0418", 830, "一个城市的返工被重复计费；供应商已开红字发票。")
DRAW_DOWN = (
    112,
    "contingency",
    "systems_workflow",
    260,
    "试点中发现客户门户需返工（评审会决定）。",
)
CLOSED_MONTHS, BOOKS_CLOSED = 4, 175  # the books of so many months are closed on this day

# Days that were moved while the programme ran: by whom is the lead's, the task, on which day, its due day from then on.
MOVES = (
    (45, "crm_requirements", 62),
    (80, "pilot_systems", 96),
    (81, "pilot_running", 96),
    (108, "pilot_review", 123),
    (109, "pilot_reviewed", 123),
    (147, "national_systems", 178),
    (148, "national", 178),
)
BASELINES = ((1, "获批方案", "领导小组批准的计划。"), (124, "试点之后", "按试点评审调整后的计划。"))

# Percent of what is begun and counted by reported percent.
PERCENT = {"national_systems": 70, "improve_services": 30, "widen_services": 20, "national_processes": 100}


@dataclass(frozen=True)
class MeetingStory:
    """Decisions; and actions with the days until they are due, done after so many days (None: still open)."""

    day: int
    title: str
    text: str
    decisions: tuple[str, ...]
    actions: tuple[tuple[str, int, int | None], ...]
    task: str = ""


PRESENT = "客服、技术、市场、人力、财务 (customer service, technology, marketing, HR, finance)"
MEETINGS = (
    MeetingStory(
        25,
        "第1个月跨部门例会",
        "团队到位，方案通过；CRM需求讨论滞后。",
        ("流程梳理清单经各部门确认，作为试点依据。",),
        (("为CRM需求评审补充门店代表", 10, 7), ("各部门指定替补联系人", 14, 12)),
        "crm_requirements",
    ),
    MeetingStory(
        56,
        "第2个月跨部门例会",
        "预算获批。CRM评审还需一周。",
        ("CRM需求评审可延至第3个月第一周；试点不推迟。",),
        (("预订试点城市的讲师", 9, 9),),
        "crm_requirements",
    ),
    MeetingStory(
        84,
        "第3个月跨部门例会",
        "门户试用问题较多，推迟上线；培训前两期到课率不足。",
        ("客户门户延期十二天上线，期间保留热线登记。", "第三期培训起，到课率纳入区域考核。"),
        (("逐项跟踪门户遗留问题", 20, 24), ("向试点客户说明延期", 4, 3)),
        "pilot_systems",
    ),
    MeetingStory(
        115,
        "试点评审会",
        "试点满意度上升；使用新服务的客户少于预期。",
        ("分区推广：华东先行，西南最后。", "动用应急储备26万元，用于门户返工。"),
        (("访谈30位未使用家庭管家服务的客户", 21, 19), ("整理试点案例，编入案例库", 30, None)),
        "pilot_review",
    ),
    MeetingStory(
        145,
        "第5个月跨部门例会",
        "全国系统上线延期，西南区域推广顺延。",
        ("全国系统上线调整至第六个月末，各区域按新日期执行。",),
        (("与供应商重签里程碑付款条款", 20, 16), ("按新日期安排第二轮培训", 15, None)),
        "national_systems",
    ),
    MeetingStory(
        176,
        "第6个月跨部门例会",
        "上半年：满意度86，响应时间缩短四分之一，数字技能几乎没有变化。",
        ("第9个月前在每个区域加办一次数字工具培训。",),
        (("拟定加办培训方案", 14, None), ("确认半年服务明星名单", 7, 5)),
    ),
)


@dataclass(frozen=True)
class GateStory:
    """`waived` and `found`: by the criterion's code. Conditions with the days from the decision until they are due."""

    day: int
    code: str
    outcome: str
    confidence: str
    note: str
    waived: tuple[tuple[str, str], ...] = ()
    found: tuple[tuple[str, bool, str], ...] = ()
    conditions: tuple[tuple[str, int], ...] = ()


GATES = (
    GateStory(
        66,
        "G1",
        "go",
        "amber_green",
        "试点按计划启动；CRM需求晚一周完成，未影响工期。",
        waived=(("G1-4", "R01与R02已有应对措施和责任人，每月复审，不影响试点启动。"),),
        found=(("G1-5", True, "各指标基准值已测定；暗访得分以启动前两个季度均值为准。"),),
    ),
    GateStory(
        125,
        "G2",
        "conditional_go",
        "amber",
        "推广按区域分批进行，两项条件完成前不进入西南区域。",
        found=(("G2-6", True, "试点评审报告第二版，含调整后的计划。"),),
        conditions=(("关闭客户门户全部二级以上问题", 21), ("将试点中新服务的使用率提高到60%", 100)),
    ),
)
CONDITIONS_DONE = {"关闭客户门户全部二级以上问题": 19}  # days after the decision
