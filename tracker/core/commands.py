"""What commands for scripts have in common: JSON on standard output, sentences on standard error, exit 0 done, 1 refused, 2
wrong usage. Plain standard library: such a command needs no database, settings or network, and answers in half a second.
"""

import argparse
import ast
import os
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tracker.core.refusals import Problems, Refusal

LOCALES = Path(__file__).resolve().parent / "locale"
HELP = frozenset({"-h", "--help"})


class Command(NamedTuple):
    name: str
    about: str  # the key of what it does
    run: Callable[[argparse.Namespace], int | None]
    arrange: Callable[[argparse.ArgumentParser], object] = lambda _: None  # adds its arguments


def main(program: str, about: str, commands: Sequence[Command], given: Sequence[str] | None = None) -> int:
    """Run the command that was asked for; `about` is the key of what the program does."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=help_text(about))
    parts = parser.add_subparsers(dest="command", required=True)
    for command in commands:
        text = help_text(command.about)
        part = parts.add_parser(command.name, help=text, description=text)
        command.arrange(part)
        part.set_defaults(run=command.run)
    asked = parser.parse_args(given)
    try:
        return asked.run(asked) or 0
    except Problems as problems:
        from tracker.core.words import problem_sentence, speaking

        with speaking(_language()):
            for problem in problems.problems:
                print(problem_sentence(problem), file=sys.stderr)
    except Refusal as refusal:
        print(sentence(refusal.key, **refusal.facts), file=sys.stderr)
    return 1


def refuse_foreign_options(given: argparse.Namespace, choice: str, own: Set[str], optional: Set[str]) -> None:
    """An option that this choice does not read is a wrong option, never silently nothing. `given.parser` says so."""
    for name in sorted(optional - own):
        if not any(getattr(given, name) is nothing for nothing in (None, False)):  # 0 equals False, and was given
            given.parser.error(f"--{name}: {choice}")


def text_of(file: str) -> str:
    """A text file in UTF-8, with or without a byte order mark."""
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from error


def bytes_of(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise Refusal("core.file_not_opened", file=file, what=_said(error)) from error


def write_bytes(file: str, data: bytes) -> None:
    try:
        Path(file).write_bytes(data)
    except (OSError, ValueError) as error:
        raise Refusal("core.file_unwritable", file=file, what=_said(error)) from error


def unreadable(file: str, error: Exception) -> Refusal:
    return Refusal("core.file_unreadable", file=file, what=_said(error))


def _said(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def sentence(key: str, **facts: object) -> str:
    """Like words.say, without Babel: loading that takes 0.2 s."""
    text = sentences_of(_language(), key.partition(".")[0])[key]
    return text.format(**facts) if facts else text


def help_text(key: str) -> str:
    """Only where somebody asks for help: reading the catalogue takes longer than many a command."""
    return sentence(key).replace("%", "%%") if HELP.intersection(sys.argv) else ""


def _language() -> str:
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh_CN" if asked.lower().startswith("zh") else "en"


@cache
def sentences_of(language: str, domain: str) -> dict[str, str]:
    path = LOCALES / language / f"{domain}.po"
    return dict(_entries(path.read_text(encoding="utf-8")))


def _entries(catalogue: str) -> Iterator[tuple[str, str]]:
    texts: dict[str, list[str]] = {"msgid": [], "msgstr": []}
    current: Any = "msgid"
    for line in [*catalogue.splitlines(), "msgid"]:
        word, _, quoted = line.partition(" ")
        if word == "msgid":
            yield "".join(texts["msgid"]), "".join(texts["msgstr"])
            texts = {"msgid": [], "msgstr": []}
        if word in texts:
            current = word
        else:
            quoted = line
        if quoted.startswith('"'):
            texts[current].append(ast.literal_eval(quoted))
