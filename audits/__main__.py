"""The command line for scripts (tracker.core.commands). Each command loads what it needs when it runs."""

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from tracker.core.commands import Command, bytes_of, help_text, sentence, text_of, write_bytes
from tracker.core.commands import main as run_command
from tracker.core.refusals import Refusal


def score(given: argparse.Namespace) -> None:
    from audits.scoring.documents import score_document
    from audits.scoring.forms import ignored_fields, read_document
    from audits.scoring.rules import NotAnswered
    from audits.scoring.rules import score as score_of
    from tracker.core.json_documents import read_json, written

    document = read_json(text_of(given.file))
    sections, policy = read_document(document)
    for place in ignored_fields(document):
        print(sentence("core.ignored_field", place=place), file=sys.stderr)
    try:
        result = score_of(sections, policy)
    except NotAnswered as blocked:
        raise Refusal("scoring.not_answered", items=", ".join(blocked.items)) from blocked
    print(written(score_document(result, number=_unchanged)))


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help=help_text("scoring.command_score_file"))


def agreement(given: argparse.Namespace) -> None:
    from audits.review.forms.ratings import agreement_document, read_ratings
    from audits.scoring.agreement import Level, Weights
    from tracker.core.json_documents import written

    order = [value.strip() for value in given.order.split(",")] if given.order else []
    ratings = read_ratings(text_of(given.file), Path(given.file).name, order)
    print(written(agreement_document(ratings, Level(given.level), Weights(given.weights))))


def _agreement_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", help=help_text("scoring.command_agreement_file"))
    levels, weights = ("nominal", "ordinal", "interval"), ("none", "linear", "quadratic")
    parser.add_argument("--level", choices=levels, default=levels[0], help=help_text("scoring.command_agreement_level"))
    parser.add_argument("--weights", choices=weights, default=weights[0], help=help_text("scoring.command_agreement_weights"))
    parser.add_argument("--order", metavar="A,B,C", help=help_text("scoring.command_agreement_order"))


def read_xlsform(given: argparse.Namespace) -> int:
    from audits.rubrics.workbook.documents import form_document, problem_line
    from audits.rubrics.workbook.outline import read_form

    form = read_form(bytes_of(given.file), given.file, points_from_names=given.points_from_names, others=False)
    print(json.dumps(form_document(form, sentence)))
    for problem in form.errors:
        print(problem_line(problem, sentence), file=sys.stderr)
    return 0 if form.accepted else 1


def _read_xlsform_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=help_text("xlsform.command_read_file"))
    parser.add_argument("--points-from-names", action="store_true", help=help_text("xlsform.command_points_from_names"))


def export_xlsform(given: argparse.Namespace) -> int:
    from audits.rubrics.workbook.documents import problem_line
    from audits.rubrics.workbook.exporting import exported

    data, problems = exported(bytes_of(given.file), given.file)
    for problem in problems:
        print(problem_line(problem, sentence), file=sys.stderr)
    if data is None:
        return 1
    write_bytes(given.out, data)
    return 0


def _export_xlsform_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=help_text("xlsform.command_export_file"))
    parser.add_argument("out", metavar="OUT.xlsx", help=help_text("xlsform.command_export_out"))


def lint_rubric(given: argparse.Namespace) -> int:
    from audits.rubrics.workbook.linting import findings_document, lint_file

    document = findings_document(lint_file(bytes_of(given.file), given.file), sentence)
    print(json.dumps(document))
    return int(any(finding["severity"] == "error" for finding in document["findings"]))


def _lint_rubric_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=help_text("rubrics.command_lint_file"))


def _lighten() -> None:
    """openpyxl, with which pyxform reads, would load numpy and PIL, a quarter of the time until a form is read, and warn on
    standard error of what it leaves out of a workbook.
    """
    for name in ("numpy", "PIL"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    warnings.filterwarnings("ignore", module="openpyxl")


def recount(_: argparse.Namespace) -> None:
    from sqlalchemy import select

    from audits.review.actions.tallying import rebuild_tallies
    from tracker.core.db import reading, writing
    from tracker.core.schema import bring_up_to_date
    from tracker.plan.models import Programme

    bring_up_to_date()
    with reading() as session:
        programmes = session.execute(select(Programme.id, Programme.code).order_by(Programme.code)).all()
    for programme in programmes:
        with writing() as session:
            n = rebuild_tallies(session, programme_id=programme.id)
        print(sentence("derived.recounted", programme=programme.code, n=f"{n:,}"))


COMMANDS = (
    Command("score", "scoring.command_score", score, _score_arguments),
    Command("agreement", "scoring.command_agreement", agreement, _agreement_arguments),
    Command("read-xlsform", "xlsform.command_read", read_xlsform, _read_xlsform_arguments),
    Command("export-xlsform", "xlsform.command_export", export_xlsform, _export_xlsform_arguments),
    Command("lint-rubric", "rubrics.command_lint", lint_rubric, _lint_rubric_arguments),
    Command("recount", "derived.command_recount", recount),
)


def main(arguments: Sequence[str] | None = None) -> int:
    return run_command("audits", "scoring.command_about", COMMANDS, arguments)


def _unchanged(value: Decimal) -> object:
    return value


if __name__ == "__main__":
    _lighten()
    sys.exit(main())
