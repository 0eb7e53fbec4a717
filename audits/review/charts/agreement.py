"""Agreement by item with its interval, the lowest on top; the title says which items to reword."""

from typing import Any

import altair as alt

from audits.review.queries.agreement import Agreement, ItemAgreement
from audits.review.rules.agreement import KAPPA_FLOOR, LEAST_PAIRS
from tracker.core.chart_titles import heading, titled
from tracker.core.words import number, say

Spec = dict[str, Any]
LOW, FINE, FLOOR = "#CC6A14", "#0F6E99", "#7A8791"  # told apart by shape too
ROW = 26  # pixels
MOST_ITEMS = 40  # the least agreed; all stand in the table
NAME_WIDTH = 150
DECIMALS = 2


def finding(found: Agreement) -> str:
    """What the second scorings say, in one sentence."""
    enough = [item for item in found.items if item.agreed.n >= LEAST_PAIRS and item.agreed.value is not None]
    if not enough:
        return say("agreement.finding.few", n=found.scorings, least=LEAST_PAIRS)
    if not found.low:
        return say("agreement.finding.fine", n=len(enough), floor=number(KAPPA_FLOOR, 1))
    worst = found.low[0]
    facts = {"low": len(found.low), "n": len(enough), "floor": number(KAPPA_FLOOR, 1), "worst": worst.name}
    return say("agreement.finding.low", value=number(worst.agreed.value or 0.0, DECIMALS), **facts)


def by_item(found: Agreement) -> Spec | None:
    """None where no item has a value."""
    known = [item for item in found.items if item.agreed.value is not None]
    rows = [_row(item) for item in sorted(known, key=lambda item: item.agreed.value or 0.0)[:MOST_ITEMS]]
    if not rows:
        return None
    low, fine = say("agreement.low"), say("agreement.fine")
    title, taken = heading(finding(found))
    names = [str(row["item"]) for row in rows]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("item:N", sort=names, title=None, axis=alt.Axis(labelLimit=NAME_WIDTH, ticks=False, domain=False))
    )
    x = alt.X(
        "value:Q", title=say("agreement.column.value"), scale=alt.Scale(domain=[min(-0.2, *(row["low"] for row in rows)), 1])
    )
    whiskers = base.mark_rule(color=FLOOR, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x,
        color=alt.Color(
            "what:N",
            scale=alt.Scale(domain=[low, fine], range=[LOW, FINE]),
            legend=alt.Legend(title=None, orient="top", columns=1, labelLimit=300),
        ),
        shape=alt.Shape("what:N", scale=alt.Scale(domain=[low, fine], range=["square", "circle"]), legend=None),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("shown:N", title=say("agreement.column.value"))],
    )
    floor = (
        alt.Chart(alt.InlineData(values=[{"floor": KAPPA_FLOOR}])).mark_rule(color=FLOOR, strokeDash=[4, 4]).encode(x="floor:Q")
    )
    chart = alt.layer(floor, whiskers, points).properties(width="container", height=ROW * len(rows) + 110 + taken)
    return titled(chart, title)


def value_words(item: ItemAgreement) -> str:
    """0.71 (0.52 to 0.90), or that it is undefined."""
    agreed = item.agreed
    if agreed.value is None:
        return say("agreement.undefined")
    value = number(agreed.value, DECIMALS)
    if agreed.low is None or agreed.high is None:
        return value
    return say("agreement.with_interval", value=value, low=number(agreed.low, DECIMALS), high=number(agreed.high, DECIMALS))


def _row(item: ItemAgreement) -> dict[str, Any]:
    value = item.agreed.value or 0.0
    return {
        "item": f"{item.name} · {item.code}",  # two items may have one name
        "name": str(item.name),
        "value": value,
        "low": value if item.agreed.low is None else item.agreed.low,
        "high": value if item.agreed.high is None else item.agreed.high,
        "what": say("agreement.low" if item.agreed.is_low else "agreement.fine"),
        "shown": value_words(item),
    }
