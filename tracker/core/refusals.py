"""A refusal is an answer to a person; a bug is not a refusal. The words for its key are in the catalogue."""

from dataclasses import dataclass

Fact = object


class Refusal(Exception):
    """`key` names the sentence in the catalogue, `field` the input it concerns, `facts` fill the sentence."""

    status = 400

    def __init__(self, key: str, *, field: str | None = None, **facts: Fact) -> None:
        super().__init__(key, field, facts)
        self.key, self.field, self.facts = key, field, facts


class NotFound(Refusal):
    """Also for what exists but is not this person's to see: a stranger learns nothing."""

    status = 404


class NotAllowed(Refusal):
    status = 403


class Stale(Refusal):
    """Somebody else changed the row after this person saw it. `changed` holds field, theirs, what this person saw."""

    status = 409

    def __init__(self, key: str = "core.stale", *, changed: tuple[tuple[str, object, object], ...] = (), **facts: Fact) -> None:
        super().__init__(key, field=None, **facts)
        self.changed = changed


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where, what, how to fix. All problems of a file are shown at once."""

    key: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    fix_key: str = ""  # where the way to fix it is a sentence of its own


class Problems(Refusal):
    """A file with problems: nothing of it was stored."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("core.problems", n=len(problems))
        self.problems = problems
