"""The workbook of a programme for scripts: `export-programme` and `import-programme`. They act as a person: the log says who."""

import argparse
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from tracker.core.commands import bytes_of, write_bytes
from tracker.core.db import reading, writing
from tracker.core.json_documents import written
from tracker.core.refusals import Problems
from tracker.core.schema import bring_up_to_date
from tracker.core.words import language, problem_sentence, say
from tracker.core.workbooks import read_workbook
from tracker.people.queries import actor_named
from tracker.people.rules import Actor
from tracker.programmes.actions.accepting import accept_differences
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Comparison, Difference, Plain
from tracker.programmes.queries.comparing import differences
from tracker.programmes.queries.finding import programme_named, programme_of_key
from tracker.programmes.queries.sheets import programme_sheets
from tracker.programmes.workbook.reading import read_programme
from tracker.programmes.workbook.writing import programme_workbook


def export_programme(given: argparse.Namespace) -> int:
    bring_up_to_date()
    with reading() as session:
        by = actor_named(session, user_name=given.user_name)
        rows = programme_sheets(session, programme_id=programme_named(session, name=given.name, by=by), by=by)
    write_bytes(given.out, programme_workbook(rows, language()))
    return 0


def import_programme(given: argparse.Namespace) -> int:
    """1 when there are problems, or rows that somebody else changed and nobody chose about: then nothing is changed."""
    book = read_programme(read_workbook(bytes_of(given.file), Path(given.file).name))
    bring_up_to_date()
    with reading() as session:
        by = actor_named(session, user_name=given.user_name)
        programme_id = programme_of_key(session, key=book.programme_id, by=by)
        found = differences(session, programme_id=programme_id, book=book, by=by)
    wrong = [problem_sentence(problem) for problem in found.problems]
    if given.accept and not wrong:
        wrong = _accept(programme_id, found, given.concurrent, by)
    print(written({"differences": [_told(one) for one in found.differences], "problems": wrong}))
    for sheet in book.ignored:
        print(say("exchange.ignored", sheet=sheet), file=sys.stderr)
    return 1 if wrong else 0


def _accept(programme_id: UUID, found: Comparison, concurrent: str | None, by: Actor) -> list[str]:
    if concurrent is None and any(one.concurrent for one in found.differences):
        return [say("exchange.choose", sheet=one.sheet, n=str(one.row)) for one in found.differences if one.concurrent]
    chosen = [one for one in found.differences if not one.concurrent or concurrent == "mine"]
    if not chosen:
        return []
    try:
        with writing() as session:
            accept_differences(session, programme_id=programme_id, differences=chosen, by=by)
    except Problems as problems:
        return [problem_sentence(problem) for problem in problems.problems]
    return []


def _told(one: Difference) -> dict[str, Any]:
    noun = BY_NAME[one.noun]
    headers = {each.name: say(each.column().header_key) for each in noun.fields}
    return {
        "sheet": one.sheet,
        "row": one.row,
        "change": one.change.value,
        "id": str(one.id) if one.id else None,
        "title": one.title,
        "concurrent": one.concurrent,
        "changed_by_others": [headers[name] for name in one.theirs],
        "fields": [
            {"field": change.field, "column": headers[change.field], "before": _json(change.before), "after": _json(change.after)}
            for change in one.fields
        ],
    }


def _json(value: Plain) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | float) or value is None else value.isoformat()
