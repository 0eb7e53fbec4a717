"""The programme itself: plan, money and risks, as they stand when the report is made."""

from results.reports.forms import Cell, Chart, Part, Series, Table
from results.reports.queries.asked import Asked, amount, counted, on_day, unknown
from results.reports.rules import Role, Section
from tracker.core.refusals import NotFound
from tracker.core.words import money as money_words
from tracker.core.words import number, percent, say
from tracker.money.queries import standing
from tracker.money.rules import LineStanding, Standing
from tracker.people.rules import Action, Place, can
from tracker.plan.queries import gates, plan
from tracker.plan.queries.gates import GateRow
from tracker.plan.rules import PlanRows, TaskStatus
from tracker.risks.charts import finding as risks_finding
from tracker.risks.queries import register
from tracker.risks.rules import RiskRow

MOST_RISKS = 15


def plan_part(asked: Asked) -> Part:
    rows = plan(asked.session, programme_id=asked.programme_id, by=asked.by)
    now = asked.board.programme
    facts = {"done": number(now.done), "tasks": number(now.tasks), "late": number(now.late)}
    sentences = []
    if now.phase_ends_on:
        sentences.append(say("reports.sentence.phase", phase=now.phase, until=now.phase_ends_on))
    if now.gate:
        sentences.append(say("reports.sentence.gate", gate=now.gate.name, due=now.gate.due_on))
    if now.coverage:
        cover = now.coverage
        share = percent(100 * cover.done / cover.wanted, 0)
        told = {"wave": cover.wave, "done": number(cover.done), "wanted": number(cover.wanted), "share": share}
        sentences.append(say("reports.sentence.coverage", **told))
    found = gates(asked.session, programme_id=asked.programme_id, by=asked.by)
    return Part(
        section=Section.PLAN,
        subject=say("reports.section.plan"),
        finding=say("reports.finding.plan", **facts),
        sentences=tuple(sentences),
        charts=(_tasks_by_phase(rows),) if rows.tasks else (),
        tables=(_gates(found),) if found else (),
    )


def _tasks_by_phase(rows: PlanRows) -> Chart:
    counts = []
    for phase in rows.phases:
        of_phase = [task for task in rows.tasks if task.phase_id == phase.id]
        counts.append((phase, len(of_phase), sum(task.status is TaskStatus.DONE for task in of_phase)))
    header = ("phase", "from", "to", "tasks", "done")
    table = Table(
        title=say("reports.table.phases"),
        header=tuple(say(f"reports.column.{name}") for name in header),
        rows=tuple(
            (phase.name, on_day(phase.starts_on), on_day(phase.ends_on), counted(tasks), counted(done))
            for phase, tasks, done in counts
        ),
    )
    tasks_done = {"done": number(sum(done for _, _, done in counts)), "tasks": number(len(rows.tasks))}
    return Chart(
        finding=say("reports.finding.phases", **tasks_done),
        axis=say("reports.column.tasks"),
        labels=tuple(phase.name for phase, _, _ in counts),
        series=(
            Series(role=Role.TARGET, name=say("reports.column.tasks"), values=tuple(float(tasks) for _, tasks, _ in counts)),
            Series(role=Role.VALUE, name=say("reports.column.done"), values=tuple(float(done) for _, _, done in counts)),
        ),
        table=table,
    )


def _gates(found: list[GateRow]) -> Table:
    header = ("gate", "due", "outcome", "decided")
    return Table(
        title=say("reports.table.gates"),
        header=tuple(say(f"reports.column.{name}") for name in header),
        rows=tuple(
            (
                gate.name,
                on_day(gate.due_on),
                say(f"gates.outcome.{gate.outcome.value}") if gate.outcome else say("reports.not_decided"),
                on_day(gate.decided_on),
            )
            for gate in found
        ),
    )


def money_part(asked: Asked) -> Part | None:
    """None for whoever may not see money."""
    if not can(asked.by, Action.SEE_MONEY, Place(programme_id=asked.programme_id)):
        return None
    try:
        now = standing(asked.session, programme_id=asked.programme_id, by=asked.by)
    except NotFound:
        return Part(section=Section.MONEY, subject=say("reports.section.money"), finding=say("reports.finding.no_money"))
    facts = {
        name: unknown() if minor is None else money_words(minor, now.currency)
        for name, minor in (
            ("approved", now.approved_minor),
            ("actual", now.actual_minor),
            ("committed", now.committed_minor),
            ("forecast", now.forecast_minor),
        )
    }
    return Part(
        section=Section.MONEY,
        subject=say("reports.section.money"),
        finding=say("reports.finding.money", signal=say(f"money.signal.{now.signal.value}"), **facts),
        charts=(_money_by_line(now),) if now.lines else (),
    )


def _money_by_line(now: Standing) -> Chart:
    top = [line for line in now.lines if line.depth == 0]
    header = ("line", "approved", "actual", "committed", "forecast", "signal")
    over = [line for line in top if line.signal.value == "over"]
    finding = say("reports.finding.lines_over", n=len(over)) if over else say("reports.finding.no_line_over")
    return Chart(
        finding=finding,
        axis=now.currency,
        labels=tuple(line.line.name for line in top),
        series=(
            Series(role=Role.TARGET, name=say("reports.column.approved"), values=tuple(_units(x.approved_minor) for x in top)),
            Series(role=Role.VALUE, name=say("reports.column.actual"), values=tuple(_units(x.actual_minor) for x in top)),
            Series(role=Role.CENTRE, name=say("reports.column.forecast"), values=tuple(_units(x.forecast_minor) for x in top)),
        ),
        table=Table(
            title=say("reports.table.money"),
            header=tuple(say(f"reports.column.{name}") for name in header),
            rows=tuple(_money_row(line, now.currency) for line in now.lines),
            money=True,
        ),
        money=True,
    )


def _money_row(line: LineStanding, currency: str) -> tuple[Cell, ...]:
    amounts = (line.approved_minor, line.actual_minor, line.committed_minor, line.forecast_minor)
    return (
        f"{'　' * line.depth}{line.line.name}",
        *(amount(minor, currency) for minor in amounts),
        say(f"money.signal.{line.signal.value}"),
    )


def _units(minor: int | None) -> float | None:
    return None if minor is None else minor / 100


def risks_part(asked: Asked) -> Part | None:
    """The gravest first, without anybody's name; None for whoever may not see risks."""
    if not can(asked.by, Action.SEE_RISKS, Place(programme_id=asked.programme_id)):
        return None
    found = register(asked.session, programme_id=asked.programme_id, by=asked.by)
    more = len(found.live) - MOST_RISKS
    header = ("code", "title", "score", "band", "state", "response_text", "owner_role", "review_on")
    table = Table(
        title=say("reports.table.risks"),
        header=tuple(say(f"reports.risk.{name}") for name in header),
        rows=tuple(_risk_row(risk) for risk in found.live[:MOST_RISKS]),
    )
    return Part(
        section=Section.RISKS,
        subject=say("reports.section.risks"),
        finding=risks_finding(found),
        sentences=(say("reports.sentence.more_risks", n=more),) if more > 0 else (),
        tables=(table,) if found.live else (),
    )


def _risk_row(risk: RiskRow) -> tuple[Cell, ...]:
    return (
        risk.code,
        risk.title,
        counted(risk.score),
        say(f"risks.band.{risk.band.value}"),
        say(f"risks.state.{risk.state.value}"),
        risk.response_text,
        risk.owner_role,
        on_day(risk.review_on),
    )
