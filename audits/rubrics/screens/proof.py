"""A score's proof as a table, the same wherever a score is shown."""

from collections.abc import Mapping
from typing import Any

from audits.rubrics.forms import RubricText
from tracker.core.words import number, say


def proof_line(rubric: RubricText, line: Mapping[str, Any]) -> dict[str, str]:
    """Points x weight = earned, and why."""
    return {
        say("review.column.item"): str(rubric.items[line["item"]].label) if line["item"] else "",
        say("review.column.points"): number(float(line["points"])),
        say("review.column.weight"): number(float(line["weight"])),
        say("review.column.earned"): number(float(line["earned"])),
        say("review.column.possible"): number(float(line["possible"])),
        say("review.column.why"): say(f"review.reason.{line['reason']}"),
    }
