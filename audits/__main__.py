"""The command line for scripts: JSON on standard output, sentences on standard error.

Exit 0 done, 1 refused, 2 wrong usage. It needs no database, settings or network, and imports the catalogue only to speak.
"""

import argparse
import ast
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from tracker.core.refusals import Refusal

LOCALES = Path(__file__).resolve().parents[1] / "tracker" / "core" / "locale"
HELP = frozenset({"-h", "--help"})


def score(given: argparse.Namespace) -> None:
    from audits.scoring.documents import score_document, written
    from audits.scoring.forms import ignored_fields, read_document, read_json
    from audits.scoring.rules import NotAnswered
    from audits.scoring.rules import score as score_of

    document = read_json(_text_of(given.file))
    sections, policy = read_document(document)
    for place in ignored_fields(document):
        print(_say("scoring.ignored_field", place=place), file=sys.stderr)
    try:
        result = score_of(sections, policy)
    except NotAnswered as blocked:
        raise Refusal("scoring.not_answered", items=", ".join(blocked.items)) from blocked
    print(written(score_document(result, number=_unchanged)))


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = given.run
    try:
        run(given)
    except Refusal as refusal:
        print(_say(refusal.key, **refusal.facts), file=sys.stderr)
        return 1
    return 0


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Help texts come from the catalogue, which takes longer to load than a score to compute: only when asked for."""
    about = _say if HELP.intersection(arguments) else _nothing
    parser = argparse.ArgumentParser(prog="python -m audits", description=about("scoring.command_about"))
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("score", help=about("scoring.command_score"), description=about("scoring.command_score"))
    command.add_argument("file", metavar="FILE.json", help=about("scoring.command_score_file"))
    command.set_defaults(run=score)
    return parser


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Refusal("scoring.file_unreadable", file=file, what=what) from error


def _say(key: str, **facts: object) -> str:
    text = _sentences(_language())[key]
    return text.format(**facts) if facts else text


def _language() -> str:
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh_CN" if asked.lower().startswith("zh") else "en"


@cache
def _sentences(language: str) -> dict[str, str]:
    """This domain's catalogue, read without Babel: loading that takes 0.2 s, and an answer is due in half a second."""
    texts: dict[str, list[str]] = {"msgid": [], "msgstr": []}
    sentences: dict[str, str] = {}
    current = "msgid"
    for line in (LOCALES / language / "scoring.po").read_text(encoding="utf-8").splitlines():
        word, _, quoted = line.partition(" ")
        if word in texts:
            if word == "msgid":
                texts = {"msgid": [], "msgstr": []}
            current = word
        else:
            quoted = line
        if quoted.startswith('"'):
            texts[current].append(ast.literal_eval(quoted))
            sentences["".join(texts["msgid"])] = "".join(texts["msgstr"])
    return sentences


def _nothing(_key: str) -> str:
    return ""


def _unchanged(value: Decimal) -> object:
    return value


if __name__ == "__main__":
    sys.exit(main())
