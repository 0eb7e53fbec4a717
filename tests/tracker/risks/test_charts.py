"""The heat map as a spec, and what its title says."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tracker.core.words import speaking
from tracker.risks.charts import finding, heat_map
from tracker.risks.rules import Proximity, Register, Response, RiskKind, RiskRow, RiskState, in_order

RISK = RiskRow(
    id=UUID(int=1),
    version=1,
    programme_id=UUID(int=9),
    code="R01",
    kind=RiskKind.TECHNICAL,
    title="The system is late",
    description="",
    probability=3,
    impact=5,
    score_before=None,
    proximity=Proximity.QUARTER,
    response=Response.REDUCE,
    response_text="",
    owner_id=None,
    owner="",
    owner_role="",
    state=RiskState.OPEN,
    reviewed_on=None,
    review_on=date(2026, 6, 1),
    overdue=False,
    phases=(),
    indicators=(),
    issue=None,
    source="P",
)


def holding(*risks: RiskRow) -> Register:
    return Register(UUID(int=9), date(2026, 3, 1), in_order(risks))


SECOND = replace(RISK, id=UUID(int=2), code="R02", title="Staff leave", probability=2, impact=2)
CLOSED = replace(RISK, id=UUID(int=3), code="R03", state=RiskState.CLOSED, probability=5)


@pytest.mark.parametrize(
    ("risks", "sentence"),
    [
        ([], "No risk is live."),
        ([CLOSED], "No risk is live."),
        ([SECOND, CLOSED], "None of the 1 live risks is high. The gravest is R02 with a score of 4: Staff leave"),
        ([RISK, SECOND], "1 of 2 live risks is high: R01 with a score of 15: The system is late"),
        (
            [RISK, replace(SECOND, probability=5, impact=5)],
            "2 of 2 live risks are high. The gravest is R02 with a score of 25: Staff leave",
        ),
    ],
)
def test_the_title_says_how_many_are_high_and_which_is_the_gravest(risks: list[RiskRow], sentence: str) -> None:
    assert finding(holding(*risks)) == sentence


def fields(spec: dict[str, Any]) -> dict[tuple[int, int], dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    return {(row["probability"], row["impact"]): row for row in rows}


def test_every_field_has_its_band_and_the_live_risks_that_stand_in_it() -> None:
    found = fields(heat_map(holding(RISK, replace(RISK, id=UUID(int=4), code="R04"), SECOND, CLOSED)))
    assert len(found) == 25
    assert (found[3, 5]["n"], found[3, 5]["risks"], found[3, 5]["band"]) == (2, "R01, R04", "high")
    assert (found[2, 2]["n"], found[2, 2]["band"]) == (1, "low")
    assert sum(field["n"] for field in found.values()) == 3
    assert found[5, 5]["strength"] < found[3, 5]["strength"]


def test_the_map_speaks_the_readers_language() -> None:
    with speaking("zh_CN"):
        text = json.dumps(heat_map(holding(RISK)), ensure_ascii=False)
    assert "可能性" in text
    assert "影响程度" in text
    assert "Probability" not in text


def test_the_same_risks_are_drawn_once() -> None:
    assert heat_map(holding(RISK))["layer"] is heat_map(holding(RISK))["layer"]
