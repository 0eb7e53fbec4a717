"""A whole programme as a workbook to download."""

from collections.abc import Sequence

from tracker.core.words import say, speaking
from tracker.core.workbooks import Cell, SheetOut, write_workbook
from tracker.money.rules import BudgetRow
from tracker.money.workbook.sheets import budget_sheet
from tracker.plan.rules import PlanRows
from tracker.plan.workbook.sheets import plan_sheets
from tracker.targets.rules import IndicatorRow

COLUMNS = (
    "code",
    "name",
    "unit",
    "direction",
    "baseline",
    "kind",
    "target",
    "target_high",
    "level",
    "target_on",
    "source",
    "note",
)


def programme_workbook(plan: PlanRows, budget: BudgetRow, indicators: Sequence[IndicatorRow], code: str) -> bytes:
    """Tasks, milestones, budget, indicators and interim targets, with headers in the language `code`: a download is made later,
    outside the page's run."""
    with speaking(code):
        return write_workbook([*plan_sheets(plan), budget_sheet(budget), *indicator_sheets(indicators)])


def indicator_sheets(indicators: Sequence[IndicatorRow]) -> list[SheetOut]:
    rows: list[list[Cell]] = [
        [
            row.code,
            row.name,
            say(f"targets.unit.{row.unit.value}"),
            say(f"targets.direction.{row.direction.value}"),
            row.baseline,
            say(f"targets.kind.{row.target_kind.value}"),
            row.target,
            row.target_high,
            row.level,
            row.target_on,
            row.source,
            row.note,
        ]
        for row in indicators
    ]
    steps: list[list[Cell]] = [
        [row.code, row.name, step.due_on, step.value, step.level] for row in indicators for step in row.interim
    ]
    step_columns = ("code", "name", "target_on", "target", "level")
    return [
        SheetOut(say("targets.sheet.indicators"), [say(f"targets.column.{name}") for name in COLUMNS], rows),
        SheetOut(say("targets.sheet.interim"), [say(f"targets.column.{name}") for name in step_columns], steps),
    ]
