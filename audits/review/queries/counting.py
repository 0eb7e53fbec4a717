"""Which scores count, who may see which audit, and the tallies as a person may know them."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Integer, cast, exists, func, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from audits.review.models import AuditRelease, AuditScore, AuditTally
from audits.review.rules import waits_for_release
from audits.visits.models import SCORED_STATES, Assignment, Purpose, Submission
from tracker.people.rules import Actor

SUMS = (
    cast(func.count(), Integer).label("n"),  # as the column of the tally: a sum of bigger ones is a Decimal in PostgreSQL
    cast(func.count().filter(AuditScore.passed.is_(True)), Integer).label("passed"),
    func.coalesce(func.sum(AuditScore.percent), 0.0).label("total"),
    func.coalesce(func.sum(AuditScore.percent * AuditScore.percent), 0.0).label("total_of_squares"),
)


def is_current() -> ColumnElement[bool]:
    """On a query with AuditScore: nothing replaces it."""
    later = aliased(AuditScore)
    return ~exists(select(later.id).where(later.replaces == AuditScore.id))


def counts() -> ColumnElement[bool]:
    """On a query with AuditScore and its Assignment: the score enters averages, tallies and lists."""
    return is_current() & Assignment.state.in_(SCORED_STATES) & (Assignment.purpose == Purpose.COUNTED)


def may_see(by: Actor) -> ColumnElement[bool]:
    """On a query with Submission: a store sees only what was released to it."""
    if not waits_for_release(by):
        return true()
    return exists(select(AuditRelease.submission_id).where(AuditRelease.submission_id == Submission.id))


class month_start(FunctionElement[date]):  # noqa: N801 - an SQL function
    """The first day of a date's month."""

    type = Date()
    inherit_cache = True
    name = "month_start"


@compiles(month_start, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, 'start of month')"


@compiles(month_start, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **given)}) AS DATE)"


def tallies(by: Actor) -> FromClause:
    """`AuditTally` by its columns; for a store added up from what was released, or its numbers would tell of the others."""
    if not waits_for_release(by):
        return AuditTally.__table__
    month = month_start(AuditScore.visited_on)
    place = (AuditScore.programme_id, AuditScore.store_id, AuditScore.channel_code)
    return (
        select(*place, month.label("month"), *SUMS)
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(AuditRelease, AuditRelease.submission_id == AuditScore.submission_id)
        .where(counts(), AuditScore.percent.is_not(None), AuditRelease.store_id.in_(sorted(by.stores)) if by.stores else true())
        .group_by(*place, month)
        .subquery("released_tally")
    )
