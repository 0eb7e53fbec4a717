"""The organisation and people as sheets, and sheets as forms with every problem they have. Nothing is stored here."""

from collections.abc import Sequence
from typing import Any, TypeVar

from tracker.core.refusals import Problem, Refusal
from tracker.core.words import LANGUAGES, catalogue, say
from tracker.core.workbooks import Cell, Column, Row, SheetOut, SheetText, read_table
from tracker.people.forms import (
    AccountForm,
    Line,
    Named,
    OrganisationBook,
    PeopleBook,
    PersonLine,
    RegionForm,
    StoreForm,
    TeamForm,
)
from tracker.people.rules import MarketPotential, Role

YES_NO = {"yes": "core.yes", "no": "core.no"}
POTENTIALS = {each.value: f"organisation.potential.{each.value}" for each in MarketPotential}
ROLES = {each.value: f"people.role.{each.value}" for each in Role}
SPOKEN = {code: f"people.language.{code}" for code in LANGUAGES}

CODE = Column("code", "organisation.column.code", "code", required=True)
NAMES = (Column("name_en", "organisation.column.name_en"), Column("name_zh", "organisation.column.name_zh"))
ACTIVE = Column("active", "organisation.column.active", "choice", choices=YES_NO)
REGION_COLUMNS = (
    CODE,
    *NAMES,
    Column("market_potential", "organisation.column.market_potential", "choice", required=True, choices=POTENTIALS),
    ACTIVE,
)
FACT_COLUMNS = (
    Column("latitude", "organisation.column.latitude", "number"),
    Column("longitude", "organisation.column.longitude", "number"),
    Column("opens_at", "organisation.column.opens_at"),
    Column("closes_at", "organisation.column.closes_at"),
    Column("time_zone", "organisation.column.time_zone"),
)
STORE_COLUMNS = (CODE, *NAMES, Column("region", "organisation.column.region", "code", required=True), ACTIVE, *FACT_COLUMNS)
TEAM_COLUMNS = (CODE, *NAMES, Column("store", "organisation.column.store", "code", required=True), ACTIVE)
PEOPLE_COLUMNS = (
    Column("user_name", "people.column.user_name", "code", required=True),
    Column("display_name", "people.column.display_name", required=True),
    Column("role", "people.column.role", "choice", required=True, choices=ROLES),
    Column("regions", "people.column.regions"),
    Column("stores", "people.column.stores"),
    Column("language", "people.column.language", "choice", choices=SPOKEN),
    Column("email", "people.column.email"),
)

Shape = TypeVar("Shape", bound=Named)


def organisation_sheets(regions: Sequence[Any], stores: Sequence[Any], teams: Sequence[Any]) -> list[SheetOut]:
    """Rows of the queries as sheets that `read_organisation` reads back without a change."""
    return [
        _sheet("organisation.sheet.regions", REGION_COLUMNS, regions, lambda row: say(POTENTIALS[row.market_potential.value])),
        _sheet("organisation.sheet.stores", STORE_COLUMNS, stores, lambda row: row.region_code, FACT_COLUMNS),
        _sheet("organisation.sheet.teams", TEAM_COLUMNS, teams, lambda row: row.store_code),
    ]


def read_organisation(sheets: Sequence[SheetText]) -> OrganisationBook:
    """The sheets Regions, Stores and Teams, by their name in either language; a sheet that is missing changes nothing."""
    problems: list[Problem] = []
    regions = _lines(_titled(sheets, "organisation.sheet.regions"), REGION_COLUMNS, RegionForm, problems)
    stores = _lines(_titled(sheets, "organisation.sheet.stores"), STORE_COLUMNS, StoreForm, problems)
    teams = _lines(_titled(sheets, "organisation.sheet.teams"), TEAM_COLUMNS, TeamForm, problems)
    if not any(_titled(sheets, f"organisation.sheet.{name}") for name in ("regions", "stores", "teams")):
        problems.append(Problem("organisation.no_sheet"))
    return OrganisationBook(regions, stores, teams, tuple(problems))


def people_template() -> list[SheetOut]:
    """An empty sheet for new people."""
    return [SheetOut(say("people.sheet.people"), [say(column.header_key) for column in PEOPLE_COLUMNS], [])]


def read_people(sheet: SheetText) -> PeopleBook:
    rows, problems = read_table(sheet, PEOPLE_COLUMNS)
    lines: list[PersonLine] = []
    for row in rows:
        given = {name: row.values[name] for name in ("user_name", "display_name", "role", "language")}
        given |= {"role": Role(str(given["role"])), "email": row.values["email"] or ""}
        form = _form(AccountForm, given, sheet.name, row, PEOPLE_COLUMNS, problems)
        if form is None:
            continue
        if any(form.user_name == line.form.user_name for line in lines):
            facts = (("code", form.user_name),)
            problems.append(Problem("organisation.code_twice", sheet.name, row.number, say("people.column.user_name"), facts))
        lines.append(
            PersonLine(
                sheet.name,
                row.number,
                form,
                codes_in(str(row.values["regions"] or "")),
                codes_in(str(row.values["stores"] or "")),
            )
        )
    return PeopleBook(tuple(lines), tuple(problems))


def password_sheet(made: Sequence[tuple[str, str, str]]) -> list[SheetOut]:
    """User name, name and initial password of each new account: given out once, kept nowhere."""
    header = [say(key) for key in ("people.column.user_name", "people.column.display_name", "people.column.password")]
    return [SheetOut(say("people.sheet.passwords"), header, [list(row) for row in made])]


def _sheet(title: str, columns: Sequence[Column], rows: Sequence[Any], fourth: Any, last: Sequence[Column] = ()) -> SheetOut:
    header = [say(column.header_key) for column in columns]
    cells: list[list[Cell]] = [
        [row.code, row.name.en, row.name.zh_CN, fourth(row), say("core.yes" if row.active else "core.no")]
        + [getattr(row, column.name) for column in last]
        for row in rows
    ]
    typed = tuple(say(column.header_key) for column in columns if column.kind != "number")
    return SheetOut(say(title), header, cells, typed)


def _titled(sheets: Sequence[SheetText], title_key: str) -> SheetText | None:
    titles = {catalogue(language)[title_key].casefold() for language in LANGUAGES}
    return next((sheet for sheet in sheets if sheet.name.strip().casefold() in titles), None)


def _lines(
    sheet: SheetText | None, columns: Sequence[Column], shape: type[Shape], problems: list[Problem]
) -> tuple[Line[Shape], ...]:
    if sheet is None:
        return ()
    rows, found = read_table(sheet, columns)
    problems.extend(found)
    lines: dict[str, Line[Shape]] = {}
    for row in rows:
        given = {name: value for name, value in row.values.items() if value is not None}
        if "active" in given:
            given["active"] = given["active"] == "yes"
        if "market_potential" in given:
            given["market_potential"] = MarketPotential(str(given["market_potential"]))
        form = _form(shape, given, sheet.name, row, columns, problems)
        if form is None:
            continue
        line = Line(sheet.name, row.number, form)
        if form.code in lines:
            problems.append(line.problem("organisation.code_twice", "organisation.column.code", code=form.code))
        lines.setdefault(form.code, line)
    return tuple(lines.values())


def _form(shape: Any, given: dict[str, Any], sheet: str, row: Row, columns: Sequence[Column], problems: list[Problem]) -> Any:
    """The form, or None with the problem noted at its column."""
    try:
        return shape.read(**given)
    except Refusal as refusal:
        header = next((say(column.header_key) for column in columns if column.name == refusal.field), "")
        problems.append(Problem(refusal.key, sheet, row.number, header, tuple(refusal.facts.items())))
        return None


def codes_in(text: str) -> tuple[str, ...]:
    """Codes in one cell, separated by commas, semicolons or spaces, Western or Chinese."""
    for separator in ",;，；、\n":
        text = text.replace(separator, " ")
    return tuple(dict.fromkeys(text.split()))
