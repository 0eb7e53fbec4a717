"""The example's risks: what became of those that the template names, and four more that came up on the way."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.example.actions.organisation import Cast
from results.example.actions.programme import owners
from results.example.rules import moment
from tracker.core import db, events
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.models import Programme
from tracker.risks.models import Issue, Risk, RiskChange
from tracker.risks.rules import REVIEWED_STATES, Proximity, Response, RiskKind, RiskState, next_review, score


@dataclass(frozen=True)
class Step:
    """What happened so many days after the programme's start. `points`: probability and impact at a review."""

    day: int
    said: str
    points: tuple[int, int] | None = None
    state: RiskState | None = None
    due: int = 0  # the day by which the issue is to be resolved
    resolves: bool = False


def reviewed(day: int, probability: int, impact: int, said: str) -> Step:
    return Step(day, said, points=(probability, impact))


# In the order of the days. Today is at least 181 days after the start, and at most 215.
STORIES: dict[str, tuple[Step, ...]] = {
    "R01": (
        reviewed(85, 4, 4, "The first two trainings were half empty."),
        reviewed(150, 3, 4, "培训覆盖率已达84%，西南区仍有抵触情绪。"),
    ),
    "R02": (
        reviewed(120, 4, 5, "The load test with two regions failed twice."),
        Step(140, "客户门户在两个区域的负荷下多次中断，全国系统上线推迟。", state=RiskState.HAPPENED, due=225),
    ),
    "R03": (reviewed(88, 3, 4, "The busy season begins, and three departments ask for their people back."),),
    "R04": (
        reviewed(130, 1, 5, "法务已审查全部新服务，授权按角色收紧。"),
        Step(131, "措施已落实，改为观察。", state=RiskState.WATCHED),
    ),
    "R05": (reviewed(128, 2, 4, "Use in the pilot rises every month."),),
    "R06": (
        Step(122, "流程切换首周华东区投诉增加三成。", state=RiskState.HAPPENED, due=140),
        Step(138, "两周内增派人手，统一各渠道答复口径。", resolves=True),
        Step(139, "Complaints are back at the level before the change.", state=RiskState.WATCHED),
        reviewed(165, 2, 3, "其余区域切换平稳。"),
    ),
    "R07": (reviewed(45, 2, 4, "No sign of a change in the market."),),
    "R08": (
        reviewed(60, 2, 3, "各项指标的基准值已全部设定。"),
        Step(100, "Every sample is above its smallest n, and part of the visits is scored twice.", state=RiskState.CLOSED),
    ),
    "R09": (reviewed(160, 4, 4, "两家竞争对手在招聘有经验的服务人员。"),),
    "R10": (reviewed(155, 2, 3, "The assistant hands over when it is unsure."),),
    "R11": (reviewed(135, 2, 4, "未发现泄露，轮换规则得到遵守。"),),
    "R12": (Step(75, "The contract was extended by a year.", state=RiskState.CLOSED),),
}


@dataclass(frozen=True)
class Extra:
    day: int  # noted so many days after the start
    kind: RiskKind
    title: Label
    description: Label
    points: tuple[int, int]
    proximity: Proximity
    response: Response
    response_text: Label


EXTRAS: dict[str, Extra] = {
    "R09": Extra(
        30,
        RiskKind.PEOPLE,
        Label("Trained staff leave", "培训后的员工流失"),
        Label("Competitors hire the staff that the programme has trained.", "竞争对手挖走经过培训的员工。"),
        (3, 4),
        Proximity.QUARTER,
        Response.REDUCE,
        Label("Tie the incentives to staying for a year.", "激励与服务满一年挂钩。"),
    ),
    "R10": Extra(
        62,
        RiskKind.TECHNICAL,
        Label("The assistant gives wrong answers", "智能助手答复有误"),
        Label("Customers act on an answer that is not true.", "客户按错误答复办理而受损。"),
        (3, 3),
        Proximity.MONTH,
        Response.REDUCE,
        Label("Check a sample every week and let it hand over early.", "每周抽查，不确定时尽早转人工。"),
    ),
    "R11": Extra(
        40,
        RiskKind.COMPLIANCE,
        Label("Stores learn when a mystery visit comes", "门店预先得知暗访"),
        Label("Scores would then no longer show the everyday service.", "得分将不再反映日常服务。"),
        (2, 4),
        Proximity.YEAR,
        Response.AVOID,
        Label("Rotate visitors and keep the plan with few people.", "轮换神秘顾客，计划仅限少数人知悉。"),
    ),
    "R12": Extra(
        20,
        RiskKind.EXTERNAL,
        Label("The consultant's contract ends early", "咨询合同提前终止"),
        Label("The rollout would have to go on without help.", "推广期将失去外部支持。"),
        (2, 2),
        Proximity.LATER,
        Response.ACCEPT,
        Label("", ""),
    ),
}


def fill_risks(session: Session, cast: Cast, *, programme_id: UUID, by: Actor) -> None:
    starts_on = session.get_one(Programme, programme_id).starts_on
    for code, extra in EXTRAS.items():
        session.add(_noted(programme_id, code, extra, starts_on))
    session.flush()
    people = owners(cast)
    risks = session.scalars(select(Risk).where(Risk.programme_id == programme_id).order_by(Risk.code)).all()
    for number, risk in enumerate(risks):
        noted = EXTRAS[risk.code].day if risk.code in EXTRAS else 0
        risk.review_on = next_review(starts_on + timedelta(days=noted))
        risk.owner_id = people[number % len(people)]
        _remember(session, risk, {}, Step(noted, ""), cast, starts_on)
        for step in STORIES.get(risk.code, ()):
            _take(session, risk, step, cast, starts_on)
    said = {"risks": len(risks), "steps": sum(len(steps) for steps in STORIES.values())}
    events.record(session, by=by.person_id, verb="example.risks_filled", on="programme", key=programme_id, change=said)


def _noted(programme_id: UUID, code: str, extra: Extra, starts_on: date) -> Risk:
    probability, impact = extra.points
    return Risk(
        programme_id=programme_id,
        code=code,
        kind=extra.kind,
        title=extra.title,
        description=extra.description,
        probability=probability,
        impact=impact,
        proximity=extra.proximity,
        response=extra.response,
        response_text=extra.response_text,
        owner_role=Label("", ""),
        review_on=next_review(starts_on + timedelta(days=extra.day)),
    )


def _take(session: Session, risk: Risk, step: Step, cast: Cast, starts_on: date) -> None:
    on = starts_on + timedelta(days=step.day)
    if step.resolves:
        issue = session.scalars(select(Issue).where(Issue.risk_id == risk.id)).one()
        changed = db.change(issue, resolution=step.said, resolved_on=on)
        _remember(session, risk, changed, replace(step, said=""), cast, starts_on)
        return
    if step.points:
        probability, impact = step.points
        values: dict[str, Any] = {"probability": probability, "impact": impact, "reviewed_on": on, "review_on": next_review(on)}
    else:
        reviewed_then = (risk.review_on or next_review(on)) if step.state in REVIEWED_STATES else None
        closed_on = on if step.state is RiskState.CLOSED else None
        values = {"state": step.state, "review_on": reviewed_then, "closed_on": closed_on}
    if step.state is RiskState.HAPPENED:
        due_on = starts_on + timedelta(days=step.due)
        given = {"programme_id": risk.programme_id, "risk_id": risk.id, "happened_on": on, "due_on": due_on}
        session.add(Issue(**given, effect=step.said))
    _remember(session, risk, db.change(risk, **values), step, cast, starts_on)


def _remember(session: Session, risk: Risk, changed: dict[str, Any], step: Step, cast: Cast, starts_on: date) -> None:
    before = [changed.get(name, [getattr(risk, name)])[0] for name in ("probability", "impact")]
    session.add(
        RiskChange(
            risk_id=risk.id,
            change=events.plain(changed),
            reason=step.said,
            state=risk.state,
            score_before=score(*before) if changed else None,
            score=score(risk.probability, risk.impact),
            changed_at=moment(starts_on + timedelta(days=step.day), 10),
            changed_by=cast.lead.person_id,
        )
    )
    session.flush()
