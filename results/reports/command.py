"""A report for schedulers: `report`. It acts as a person, as other commands on the database do."""

import argparse
import sys
from datetime import date

from results.reports.queries import Report, report_of
from results.reports.rules import Format, ReportKind
from results.reports.workbook import rendered
from results.reports.workbook.look import standing_words
from tracker.core.commands import write_bytes
from tracker.core.db import reading
from tracker.core.json_documents import written
from tracker.core.schema import bring_up_to_date
from tracker.core.words import say
from tracker.people.queries import actor_named
from tracker.programmes.queries.finding import programme_named


def report(given: argparse.Namespace) -> int:
    """Prints what was written as JSON; says on standard error how far it is, and that it is a draft where it is one."""
    bring_up_to_date()
    kind, wanted = ReportKind(given.kind), Format(given.format)
    with reading() as session:
        by = actor_named(session, user_name=given.user_name)
        programme_id = programme_named(session, name=given.programme, by=by)
        found = report_of(session, programme_id=programme_id, kind=kind, period_on=given.month, by=by)
    file = rendered(found.document, found.stamp, wanted, code=given.language, zone=by.time_zone or "UTC", tell=_tell)
    write_bytes(given.out, file)
    print(written(_told(found)))
    if found.stamp.number is None:
        print(standing_words(found.stamp), file=sys.stderr)
    return 0


def _tell(drawn: int, of: int) -> None:
    """On a terminal only: a scheduler mails what a command says."""
    if sys.stderr.isatty():
        print(say("reports.drawing", drawn=drawn, of=of), end="\n" if drawn == of else "\r", file=sys.stderr)


def _told(found: Report) -> dict[str, object]:
    document, stamp = found.document, found.stamp
    return {
        "programme": document.programme_code,
        "kind": document.kind.value,
        "from": _day(document.period_on),
        "to": _day(document.ends_on),
        "snapshot": stamp.number,
        "locked_at": stamp.locked_at.isoformat() if stamp.locked_at else None,
        "sha256": stamp.sha256,
    }


def _day(on: date) -> str:
    return on.isoformat()
