"""Earned value on a page: the S-curve, its figures, what the next money buys, what a point cost, and the checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import day, money, number, say
from tracker.money.charts import compact, finding, s_curve
from tracker.money.queries import integrity, performance, place_names, purchase
from tracker.money.rules import Standing
from tracker.money.rules.buying import Wanted, cost_per_point
from tracker.money.rules.checks import CheckRow, Outcome
from tracker.money.rules.performance import Formula, Part, Performance
from tracker.people.rules import Actor
from tracker.plan.queries import baselines

SHARES = (20, 40, 60, 80, 100)
NEXT = 40
SHOWN = 5  # tasks that the next money buys; all of them stand in the table below
NAMED = 12  # lines or entries that fail a check
SIGNS = {Outcome.PASSED: ":material/check_circle:", Outcome.FAILED: ":material/error:", Outcome.NOT_RUN: ":material/remove:"}


@dataclass(frozen=True)
class PointRow:
    """An indicator as the page knows it from the results: where it was, and where it is."""

    name: str
    baseline: float | None
    actual: float | None
    lower_is_better: bool


def show_performance(now: Standing, actor: Actor) -> None:
    st.subheader(say("money.performance"))
    baseline_id = _ask_baseline(now, actor)
    with reading() as session:
        found = performance(session, programme_id=now.programme_id, baseline_id=baseline_id, by=actor)
        names = place_names(session, programme_id=now.programme_id, by=actor)
    if found is None:
        empty_state("money.no_costs")
        return
    formula = Formula(
        st.pills(
            say("money.formula"),
            list(Formula),
            default=Formula.CPI,
            required=True,
            format_func=lambda each: say(f"money.formula.{each.value}"),
            help=say("money.formula_help"),
            key=f"formula_{now.programme_id}",
        )
    )
    show_chart(s_curve(found, now.currency, formula), key="s_curve", alt=finding(found, now.currency, formula))
    with st.grid(4, min_column_width=150):
        _indices(found, now.currency, formula)
    with st.expander(say("money.by_part"), icon=":material/table:"):
        table([*_parts(found.phases, names, now.currency), *_parts(found.areas, names, now.currency, areas=True)], key="parts")
    with st.expander(say("money.figures"), icon=":material/functions:"):
        table(_figures(found, now.currency), key="figures")


def _ask_baseline(now: Standing, actor: Actor) -> UUID | None:
    """The newest one, until the reader chooses another or the plan as it is now."""
    with reading() as session:
        taken = baselines(session, programme_id=now.programme_id, by=actor)
    if not taken:
        return None
    names: dict[UUID | None, str] = {row.id: row.name for row in taken}
    names[None] = say("money.against_plan")
    return st.selectbox(say("money.against"), list(names), format_func=lambda key: names[key], key=f"against_{now.programme_id}")


def _indices(found: Performance, currency: str, formula: Formula) -> None:
    end = found.at_completion(formula)
    cells = {
        "eac": say("money.untold") if end is None else compact(end, currency),
        "ends_on": day(found.ends_on) if found.ends_on else say("money.untold"),
        "cpi": _index(found.value.cpi),
        "spi_t": _index(found.schedule.spi_t),
    }
    for name, words in cells.items():
        st.metric(say(f"money.index.{name}"), words, border=True, help=say(f"money.index_help.{name}"))


def _index(value: Fraction | None) -> str:
    return say("money.untold") if value is None else number(float(value), 2)


def _amount(value: Fraction | None, currency: str) -> str:
    return say("money.untold") if value is None else money(round(value), currency)


def _parts(parts: Sequence[Part], names: dict[UUID, str], currency: str, *, areas: bool = False) -> list[dict[str, object]]:
    """Phases, then areas; those without a name are what no phase or area is given for."""
    if areas and all(part.key is None for part in parts):
        return []
    nowhere = say("money.no_area" if areas else "money.no_phase")
    return [
        {
            say("money.column.part"): names.get(part.key, nowhere) if part.key else nowhere,
            say("money.column.bac"): _amount(part.bac, currency),
            say("money.column.pv"): _amount(part.pv, currency),
            say("money.column.ev"): _amount(part.ev, currency),
            say("money.column.ac"): _amount(part.ac, currency),
            say("money.column.spi"): _index(part.value.spi),
            say("money.column.cpi"): _index(part.value.cpi),
            say("money.column.eac"): _amount(part.value.eac_cpi, currency),
        }
        for part in parts
    ]


def _figures(found: Performance, currency: str) -> list[dict[str, object]]:
    """Every figure with its formula."""
    value, schedule = found.value, found.schedule
    amounts = {
        **{"bac": found.bac, "pv": found.pv, "ev": found.ev, "ac": found.ac, "sv": value.sv, "cv": value.cv},
        **{"eac_cpi": value.eac_cpi, "eac_budget_rate": value.eac_budget_rate, "eac_composite": value.eac_composite},
        **{"etc": value.etc, "vac": value.vac},
    }
    indices = {
        **{"spi": value.spi, "cpi": value.cpi, "tcpi_bac": value.tcpi_bac, "tcpi_eac": value.tcpi_eac, "es": schedule.es},
        **{"sv_t": schedule.sv_t, "spi_t": schedule.spi_t, "ieac_t": schedule.ieac_t, "tspi": schedule.tspi},
    }
    words = {name: _amount(each, currency) for name, each in amounts.items()} | {
        name: _index(each) for name, each in indices.items()
    }
    return [
        {say("money.column.figure"): say(f"money.figure.{name}"), say("money.column.value"): text} for name, text in words.items()
    ]


def show_purchase(now: Standing, actor: Actor) -> None:
    st.subheader(say("money.next"))
    share = st.segmented_control(
        say("money.next_share"),
        list(SHARES),
        default=NEXT,
        required=True,
        format_func=lambda each: say("money.percent_of", n=each),
        key=f"next_{now.programme_id}",
    )
    with reading() as session:
        found = purchase(session, programme_id=now.programme_id, share_percent=int(share or NEXT), by=actor)
    if found is None:
        empty_state("money.next_untold")
        return
    facts = {"share": share, "amount": money(found.money_minor, now.currency), "n": len(found.bought)}
    st.text(say("money.next_buys", **facts) if found.bought else say("money.next_buys_none", **facts))
    for task in found.bought[:SHOWN]:
        _task(task, now.currency)
    if len(found.bought) > SHOWN:
        with st.expander(say("money.next_all", n=len(found.bought)), icon=":material/table:"):
            table([_cells(task, now.currency) for task in found.bought], key="purchase")
    if found.begun:
        rest = money(found.begun.rest_minor - found.over_minor, now.currency)
        st.caption(plain(say("money.next_begun", name=found.begun.name, rest=rest)))


def _task(task: Wanted, currency: str) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(task.name)}**")
        when = say("plan.from_to", start=task.starts_on, due=task.due_on)
        parts = [money(task.rest_minor, currency), when, task.deliverable]
        st.caption(plain(" · ".join(part for part in parts if part)))


def _cells(task: Wanted, currency: str) -> dict[str, object]:
    return {
        say("money.column.task"): task.name,
        say("money.column.deliverable"): task.deliverable,
        say("money.column.amount"): money(task.rest_minor, currency),
        say("money.column.starts_on"): day(task.starts_on),
        say("money.column.due_on"): day(task.due_on),
    }


def show_cost_per_point(now: Standing, rows: Sequence[PointRow]) -> None:
    """Nothing where no indicator has a reading. All that is spent stands against each: money is not booked by indicator."""
    measured = [row for row in rows if row.baseline is not None and row.actual is not None]
    if not measured or now.actual_minor <= 0:
        return
    with st.expander(say("money.per_point"), icon=":material/trending_up:"):
        st.text(say("money.per_point_help", spent=money(now.actual_minor, now.currency)))
        table([_point(row, now) for row in measured], key="per_point")


def _point(row: PointRow, now: Standing) -> dict[str, object]:
    cost = cost_per_point(now.actual_minor, row.baseline, row.actual, lower_is_better=row.lower_is_better)
    return {
        say("money.column.indicator"): row.name,
        say("money.column.before"): number(row.baseline or 0.0),
        say("money.column.now"): number(row.actual or 0.0),
        say("money.column.per_point"): say("money.not_better") if cost is None else money(round(cost), now.currency),
    }


def show_checks(now: Standing, actor: Actor) -> None:
    st.subheader(say("money.checks"))
    with reading() as session:
        rows = integrity(session, programme_id=now.programme_id, by=actor)
    failed = sum(row.outcome is Outcome.FAILED for row in rows)
    run = sum(row.outcome is not Outcome.NOT_RUN for row in rows)
    st.text(say("money.checks_failed", n=failed, run=run) if failed else say("money.checks_passed", n=run))
    for row in rows:
        st.markdown(f"{SIGNS[row.outcome]} {plain(_told(row))}")


def _told(row: CheckRow) -> str:
    what = say(f"money.check.{row.check.value}")
    if row.because is not None:
        return say("money.check_not_run", what=what, why=say(f"money.because.{row.because.value}"))
    if row.outcome is Outcome.PASSED:
        return say("money.check_passed", what=what)
    names = say("files.list_separator").join(name or say("money.whole") for name in row.wrong[:NAMED])
    return say("money.check_failed", what=what, names=names, mend=say(f"money.mend.{row.check.value}"))
