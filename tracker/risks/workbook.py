"""Risks as a sheet, and a sheet as forms with every problem it has. Nothing is stored here."""

from collections.abc import Iterable, Sequence
from typing import Any

from tracker.core.refusals import Problem, Refusal
from tracker.core.words import say, speaking
from tracker.core.workbooks import Cell, Column, Row, SheetOut, SheetText, read_table, sheet_named, write_workbook
from tracker.people.workbook import codes_in
from tracker.risks.forms import RiskBook, RiskForm, RiskLine
from tracker.risks.rules import Proximity, Response, RiskKind, RiskState

KINDS = {each.value: f"risks.kind.{each.value}" for each in RiskKind}
PROXIMITIES = {each.value: f"risks.proximity.{each.value}" for each in Proximity}
RESPONSES = {each.value: f"risks.response.{each.value}" for each in Response}
STATES = {each.value: f"risks.state.{each.value}" for each in RiskState}
TEXTS = ("title", "description", "response_text", "owner_role")
COLUMNS = (
    Column("code", "risks.column.code", "code", required=True),
    Column("version", "risks.column.version", "integer"),
    Column("kind", "risks.column.kind", "choice", required=True, choices=KINDS),
    Column("title_en", "risks.column.title_en"),
    Column("title_zh", "risks.column.title_zh"),
    Column("description_en", "risks.column.description_en"),
    Column("description_zh", "risks.column.description_zh"),
    Column("probability", "risks.column.probability", "integer", required=True),
    Column("impact", "risks.column.impact", "integer", required=True),
    Column("proximity", "risks.column.proximity", "choice", required=True, choices=PROXIMITIES),
    Column("response", "risks.column.response", "choice", required=True, choices=RESPONSES),
    Column("response_text_en", "risks.column.response_text_en"),
    Column("response_text_zh", "risks.column.response_text_zh"),
    Column("owner_role_en", "risks.column.owner_role_en"),
    Column("owner_role_zh", "risks.column.owner_role_zh"),
    Column("owner", "risks.column.owner", "code"),
    Column("state", "risks.column.state", "choice", choices=STATES),
    Column("review_on", "risks.column.review_on", "date"),
    Column("phases", "risks.column.phases"),
    Column("indicators", "risks.column.indicators"),
)
KIND_OF = {"kind": RiskKind, "proximity": Proximity, "response": Response}
LOOKED_UP = frozenset({"code", "version", "owner", "state", "phases", "indicators"})


def risk_workbook(lines: Sequence[RiskLine], code: str) -> bytes:
    """Every risk with its version, which says at the way back whether somebody else changed it since. `code`: the language of
    headers and choices, bound here because a download is made outside the page's run."""
    with speaking(code):
        header = [say(column.header_key) for column in COLUMNS]
        sheet = SheetOut(say("risks.sheet"), header, [_cells(line) for line in lines], (header[0],))
        return write_workbook([sheet])


def read_risks(sheets: Sequence[SheetText]) -> RiskBook:
    """The sheet of risks by its name in either language, or the only sheet."""
    sheet = sheet_named(sheets, "risks.sheet")
    rows, problems = read_table(sheet, COLUMNS)
    lines: dict[str, RiskLine] = {}
    for row in rows:
        line = _line(sheet.name, row, problems)
        if line is None:
            continue
        if line.code in lines:
            problems.append(line.problem("organisation.code_twice", "code", code=line.code))
        lines.setdefault(line.code, line)
    return RiskBook(tuple(lines.values()), tuple(problems))


def _cells(line: RiskLine) -> list[Cell]:
    form = line.form
    state = say(STATES[line.state.value]) if line.state else None
    return [
        line.code,
        line.version,
        say(KINDS[form.kind.value]),
        form.title_en,
        form.title_zh,
        form.description_en,
        form.description_zh,
        form.probability,
        form.impact,
        say(PROXIMITIES[form.proximity.value]),
        say(RESPONSES[form.response.value]),
        form.response_text_en,
        form.response_text_zh,
        form.owner_role_en,
        form.owner_role_zh,
        line.owner,
        state,
        form.review_on,
        _joined(line.phases),
        _joined(line.indicators),
    ]


def _joined(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _line(sheet: str, row: Row, problems: list[Problem]) -> RiskLine | None:
    """The row as a form of what is filled in, or None with the problem noted at its column."""
    values = row.values
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None and name not in LOOKED_UP}
    given |= {name: kind(str(given[name])) for name, kind in KIND_OF.items()}
    try:
        form = RiskForm.read(**given)
    except Refusal as refusal:
        column = refusal.field if any(column.name == refusal.field for column in COLUMNS) else "title_en"
        problems.append(Problem(refusal.key, sheet, row.number, say(f"risks.column.{column}"), _facts(refusal, column)))
        return None
    version, state = values["version"], values["state"]
    return RiskLine(
        sheet=sheet,
        row=row.number,
        code=str(values["code"]),
        version=version if isinstance(version, int) else None,
        form=form,
        owner=str(values["owner"] or "").lower(),
        state=RiskState(str(state)) if state else None,
        phases=codes_in(str(values["phases"] or "")),
        indicators=codes_in(str(values["indicators"] or "")),
    )


def _facts(refusal: Refusal, column: str | None) -> tuple[tuple[str, object], ...]:
    """A field that is wrong is named as its column."""
    return tuple((refusal.facts | ({"name": say(f"risks.column.{column}")} if "name" in refusal.facts else {})).items())
