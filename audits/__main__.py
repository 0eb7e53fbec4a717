"""The command line for scripts (tracker.core.commands). Each command loads what it needs when it runs."""

import argparse
import sys
from collections.abc import Sequence
from decimal import Decimal

from tracker.core.commands import Command, help_text, sentence, text_of
from tracker.core.commands import main as run_command
from tracker.core.refusals import Refusal


def score(given: argparse.Namespace) -> None:
    from audits.scoring.documents import score_document, written
    from audits.scoring.forms import ignored_fields, read_document, read_json
    from audits.scoring.rules import NotAnswered
    from audits.scoring.rules import score as score_of

    document = read_json(text_of(given.file))
    sections, policy = read_document(document)
    for place in ignored_fields(document):
        print(sentence("scoring.ignored_field", place=place), file=sys.stderr)
    try:
        result = score_of(sections, policy)
    except NotAnswered as blocked:
        raise Refusal("scoring.not_answered", items=", ".join(blocked.items)) from blocked
    print(written(score_document(result, number=_unchanged)))


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help=help_text("scoring.command_score_file"))


COMMANDS = (Command("score", "scoring.command_score", score, _score_arguments),)


def main(arguments: Sequence[str] | None = None) -> int:
    return run_command("audits", "scoring.command_about", COMMANDS, arguments)


def _unchanged(value: Decimal) -> object:
    return value


if __name__ == "__main__":
    sys.exit(main())
