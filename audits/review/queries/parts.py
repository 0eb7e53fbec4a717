"""Tallies of sections, items and spreads as a person may know them.

Rows of regions (items, spreads) come for the person's own reach: whoever sees single stores gets them added up from the traces of
these stores' audits, and a store from what was released to it. Such audits are few.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from audits.review.models import AuditItemTally, AuditRelease, AuditScore, AuditSectionTally, AuditSpread
from audits.review.queries.counting import SUMS, counts, month_start
from audits.review.rules import LAST_STEP, NO_WAVE, SCORED_REASONS, SPREAD_STEP, WHOLE_AUDIT, waits_for_release
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment, Submission
from tracker.people.access import store_condition
from tracker.people.models import Store
from tracker.people.rules import Actor

MONTH = month_start(AuditScore.visited_on).label("month")
RUBRIC = Rubric.code.label("rubric_code")
PROGRAMME, CHANNEL = AuditScore.programme_id, AuditScore.channel_code


class lines_of(FunctionElement[Any]):  # noqa: N801 - an SQL function
    """The elements of a list in a score's document, each as `value`."""

    inherit_cache = True
    name = "lines_of"


@compiles(lines_of, "sqlite")
def _lines_in_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    document, name = (compiler.process(clause, **given) for clause in element.clauses)
    return f"json_each({document}, '$.' || {name})"


@compiles(lines_of, "postgresql")
def _lines_in_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    document, name = (compiler.process(clause, **given) for clause in element.clauses)
    return f"jsonb_array_elements({document} -> {name})"


class text_in(FunctionElement[str]):  # noqa: N801 - an SQL function
    """A field of such an element as text; yes and no as 1 and 0, or as true and false."""

    type = String()
    inherit_cache = True
    name = "text_in"


@compiles(text_in, "sqlite")
def _text_in_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    value, name = (compiler.process(clause, **given) for clause in element.clauses)
    return f"CAST(json_extract({value}, '$.' || {name}) AS TEXT)"


@compiles(text_in, "postgresql")
def _text_in_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    value, name = (compiler.process(clause, **given) for clause in element.clauses)
    return f"({value} ->> {name})"


def section_tallies(by: Actor) -> FromClause:
    """`AuditSectionTally` by its columns; for a store added up from what was released, as `tallies`."""
    if not waits_for_release(by):
        return AuditSectionTally.__table__
    section = _lines("sections")
    percent, place = cast(_field(section, "percent"), Float), (PROGRAMME, AuditScore.store_id, CHANNEL)
    code = _field(section, "name").label("section_code")
    of_sections = (
        _audits(by, *place, MONTH, RUBRIC, code, *_sums(percent, _field(section, "passed").in_(("1", "true"))))
        .join(section, literal(True))
        .where(percent.is_not(None))
        .group_by(*place, MONTH, RUBRIC, code)
    )
    whole = literal(WHOLE_AUDIT, String).label("section_code")
    of_audits = (
        _audits(by, *place, MONTH, RUBRIC, whole, *SUMS).where(AuditScore.percent.is_not(None)).group_by(*place, MONTH, RUBRIC)
    )
    return of_audits.union_all(of_sections).subquery("released_section_tally")


def item_tallies(by: Actor) -> FromClause:
    """`AuditItemTally` by its columns, of the person's own reach."""
    if not _sees_single_stores(by):
        return _of_regions(AuditItemTally, by)
    line = _lines("trace")
    earned, possible, weight = (cast(_field(line, name), Float) for name in ("earned", "possible", "weight"))
    place = (PROGRAMME, Store.region_id, CHANNEL)
    code = _field(line, "item").label("item_code")
    kept = earned >= possible
    return (
        _audits(
            by,
            *place,
            MONTH,
            RUBRIC,
            code,
            _count().label("asked"),
            _count(kept).label("kept"),
            _count(~kept & (earned <= 0)).label("missed"),
        )
        .join(line, literal(True))
        .where(code.is_not(None), weight != 0, or_(possible > 0, _field(line, "reason").in_(SCORED_REASONS)))
        .group_by(*place, MONTH, RUBRIC, code)
        .subquery("own_item_tally")
    )


def spreads(by: Actor) -> FromClause:
    """`AuditSpread` by its columns, of the person's own reach."""
    if not _sees_single_stores(by):
        return _of_regions(AuditSpread, by)
    place = (PROGRAMME, Store.region_id, CHANNEL)
    wave = func.coalesce(Assignment.wave_id, literal(NO_WAVE, Assignment.wave_id.type)).label("wave_id")
    below = ((AuditScore.percent < (step + 1) * SPREAD_STEP, step) for step in range(LAST_STEP))
    step = case(*below, else_=LAST_STEP).label("step")
    return (
        _audits(by, *place, MONTH, wave, RUBRIC, step, _count().label("n"))
        .where(AuditScore.percent.is_not(None))
        .group_by(*place, MONTH, wave, RUBRIC, step)
        .subquery("own_spread")
    )


def _sees_single_stores(by: Actor) -> bool:
    return bool(by.stores) or waits_for_release(by)


def _of_regions(kind: type[AuditItemTally] | type[AuditSpread], by: Actor) -> FromClause:
    if not by.regions:
        return kind.__table__
    return select(kind.__table__).where(kind.region_id.in_(by.regions)).subquery(f"own_{kind.__tablename__}")


def _audits(by: Actor, *columns: Any) -> Select[Any]:
    """The scores that count, of the stores that the person may see; of those that wait for it, the released ones."""
    query = (
        select(*columns)
        .select_from(AuditScore)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .join(Store, Store.id == AuditScore.store_id)
        .where(counts(), store_condition(by))
    )
    if waits_for_release(by):
        query = query.join(AuditRelease, AuditRelease.submission_id == AuditScore.submission_id)
    return query


def _lines(name: str) -> Any:
    return lines_of(AuditScore.result, literal_column(f"'{name}'")).table_valued("value", name=f"{name}_lines")


def _field(line: Any, name: str) -> Any:
    return text_in(line.c.value, literal_column(f"'{name}'"))


def _count(condition: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    counted = func.count()
    return cast(counted if condition is None else counted.filter(condition), Integer)


def _sums(percent: ColumnElement[Any], passed: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    return (
        _count().label("n"),
        _count(passed).label("passed"),
        func.sum(percent).label("total"),
        func.sum(percent * percent).label("total_of_squares"),
    )
