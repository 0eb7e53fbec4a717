"""Actions, findings and evidence as sheets, and the sheet of actions read back. Nothing is stored here."""

from collections.abc import Sequence
from uuid import UUID

from audits.findings.forms import LONGEST_WHAT, ActionBook, ActionLine
from audits.findings.queries.corrective import ActionRow
from audits.findings.queries.found import FindingRow
from audits.findings.queries.sheets import EvidenceLine
from audits.findings.rules import ActionState
from tracker.core.refusals import Problem
from tracker.core.words import moment, say
from tracker.core.workbooks import Cell, Column, Row, SheetOut, SheetText, read_table, sheet_named

STATES = {state.value: f"actions.state.{state.value}" for state in ActionState}
ID = Column("id", "actions.column.id", required=True)
VERSION = Column("version", "actions.column.version", "integer", required=True)
STATE = Column("state", "field.state", "choice", choices=STATES)
DUE = Column("due_on", "field.due_on", "date")
NOTE = Column("note", "actions.column.note")
REASON = Column("reason", "actions.column.reason")
TO_READ = (  # written for whoever works with the sheet, and not taken in again
    Column("store_code", "actions.column.store_code"),
    Column("store", "actions.column.store"),
    Column("item", "actions.column.item"),
    Column("what", "field.what"),
    Column("cause", "field.cause"),
    Column("owner", "field.owner_id"),
    Column("deferrals", "actions.column.deferrals"),
)
COLUMNS = (ID, VERSION, *TO_READ[:6], DUE, STATE, TO_READ[6], NOTE, REASON)


def action_sheets(
    actions: Sequence[ActionRow], findings: Sequence[FindingRow], evidence: Sequence[EvidenceLine]
) -> list[SheetOut]:
    """`read_actions` reads the first back without a change."""
    return [_actions(actions), _findings(findings), _evidence(evidence)]


def read_actions(sheets: Sequence[SheetText]) -> ActionBook:
    """The sheet of actions by its name in either language: id and version as they were written, state, due day, note, reason."""
    sheet = sheet_named(sheets, "actions.sheet.actions")
    rows, problems = read_table(sheet, COLUMNS)
    lines: dict[UUID, ActionLine] = {}
    for row in rows:
        line = _line(sheet.name, row, problems)
        if line is None:
            continue
        if line.action_id in lines:
            problems.append(_problem("actions.sheet.twice", line.sheet, line.number, ID))
        lines.setdefault(line.action_id, line)
    return ActionBook(tuple(lines.values()), tuple(problems))


def _line(sheet: str, row: Row, problems: list[Problem]) -> ActionLine | None:
    given = row.values
    try:
        key = UUID(str(given["id"]))
    except ValueError:
        problems.append(_problem("actions.sheet.bad_id", sheet, row.number, ID, text=str(given["id"])[:60]))
        return None
    for column in (NOTE, REASON):
        if len(str(given[column.name] or "")) > LONGEST_WHAT:
            problems.append(_problem("actions.sheet.too_long", sheet, row.number, column, most=LONGEST_WHAT))
            return None
    return ActionLine(
        sheet=sheet,
        number=row.number,
        action_id=key,
        version=int(str(given["version"])),
        state=ActionState(str(given["state"])) if given["state"] else None,
        due_on=given["due_on"],  # type: ignore[arg-type]
        note=str(given["note"] or "").strip(),
        reason=str(given["reason"] or "").strip(),
    )


def _problem(key: str, sheet: str, number: int, column: Column, **facts: object) -> Problem:
    return Problem(key, sheet, number, say(column.header_key), tuple(facts.items()))


def _actions(rows: Sequence[ActionRow]) -> SheetOut:
    header = [say(column.header_key) for column in COLUMNS]
    cells: list[list[Cell]] = [
        [
            str(row.id),
            row.version,
            row.store_code,
            str(row.store),
            str(row.item),
            row.what,
            say(f"actions.cause.{row.cause.value}"),
            row.owner,
            row.due_on,
            say(STATES[row.state.value]),
            row.deferrals,
            None,
            None,
        ]
        for row in rows
    ]
    typed = (ID, TO_READ[0], TO_READ[3], NOTE, REASON)
    return SheetOut(say("actions.sheet.actions"), header, cells, tuple(say(column.header_key) for column in typed))


def _findings(rows: Sequence[FindingRow]) -> SheetOut:
    keys = ("store_code", "store", "item", "kind", "week", "action", "state")
    return SheetOut(
        say("actions.sheet.findings"),
        [say(f"actions.column.{key}") for key in keys],
        [
            [
                row.store_code,
                str(row.store),
                str(row.item),
                say(f"findings.kind.{row.kind.value}"),
                row.week,
                str(row.action_id) if row.action_id else None,
                say(STATES[row.action_state.value]) if row.action_state else None,
            ]
            for row in rows
        ],
    )


def _evidence(rows: Sequence[EvidenceLine]) -> SheetOut:
    keys = ("action", "store_code", "note", "picture", "who", "when")
    return SheetOut(
        say("actions.sheet.evidence"),
        [say(f"actions.column.{key}") for key in keys],
        [
            [
                str(row.action_id),
                row.store_code,
                row.note,
                say("core.yes" if row.has_picture else "core.no"),
                row.who,
                moment(row.given_at),
            ]
            for row in rows
        ],
    )
