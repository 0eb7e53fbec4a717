"""What the cells of a workbook name: codes of the workbook itself first, where a row may have a new one; then what is stored."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core.refusals import Problem
from tracker.core.words import say
from tracker.people.models import Identity, Person, Region, Store
from tracker.plan.queries import OWNER_ROLES
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Field, Key, Line, New, Plain, ProgrammeRows

PLACES: dict[str, Any] = {"region": Region, "store": Store}


class Names:
    def __init__(self, session: Session, rows: ProgrammeRows, lines: Sequence[Line]) -> None:
        self.session = session
        self.stored: dict[str, dict[str, UUID]] = {}
        for found in rows.nouns:
            field = _code_of(found.noun.name)
            if field:
                self.stored[found.noun.name] = {str(row.values[field]): row.id for row in found.rows}
        self.there = {found.noun.name: {row.id for row in found.rows} for found in rows.nouns}
        self.typed: dict[str, dict[str, Key]] = defaultdict(dict)
        for line in lines:
            code = line.values.get(_code_of(line.noun) or "")
            if code is not None and not line.remove:
                key: Key = line.id if line.id in self.there.get(line.noun, ()) and line.id else New(line.noun, str(code))
                self.typed[line.noun].setdefault(str(code), key)
        self._people: dict[str, list[UUID]] | None = None
        self._places: dict[tuple[str, str], UUID | None] = {}

    def key_of(self, of: str, code: str) -> Key | None:
        if of in PLACES:
            return self._place(of, code)
        return self.typed.get(of, {}).get(code) or self.stored.get(of, {}).get(code)

    def person(self, name: str) -> UUID | None:
        """By the user name, else by the name where one person has it; active people who can own something."""
        if self._people is None:
            self._people = _people(self.session)
        found = self._people.get(name.lower()) or self._people.get(f" {name.lower()}") or []
        return found[0] if len(found) == 1 else None

    def wanted(self, one: Field, value: Plain) -> tuple[Any, list[str]]:
        """What is to be stored for the cell, and what of it nobody knows."""
        if one.kind == "person":
            key = self.person(str(value)) if value else None
            return key, [str(value)] if value and key is None else []
        if one.kind == "one":
            found = self.key_of(one.of, str(value)) if value is not None else None
            return found, [str(value)] if value is not None and found is None else []
        if one.kind == "many":
            codes = value if isinstance(value, tuple) else ()
            keys = {code: self.key_of(one.of, code) for code in codes}
            return frozenset(key for key in keys.values() if key), [code for code, key in keys.items() if key is None]
        if one.of and value is not None:  # a code that is stored as it stands
            return value, [] if self.key_of(one.of, str(value)) else [str(value)]
        return value, []

    def _place(self, of: str, code: str) -> UUID | None:
        if (of, code) not in self._places:
            table = PLACES[of]
            self._places[of, code] = self.session.scalar(select(table.id).where(table.code == code))
        return self._places[of, code]


def _code_of(noun: str) -> str | None:
    """The field by which other rows name one of these."""
    first = BY_NAME[noun].fields[0]
    return first.name if first.name == "code" or first.local else None


def _people(session: Session) -> dict[str, list[UUID]]:
    rows = session.execute(
        select(Person.id, Identity.user_name, func.lower(Identity.display_name).label("name"))
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.active, Person.role.in_(OWNER_ROLES))
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row.user_name].append(row.id)
        found[f" {row.name}"].append(row.id)
    return found


def twice(lines: Sequence[Line], names: Names) -> Iterator[Problem]:
    """Codes that two rows of a sheet have, or that a row takes from another one that is stored."""
    seen: dict[tuple[object, ...], int] = {}
    for line in lines:
        noun = BY_NAME[line.noun]
        field = next((one for one in noun.fields if one.name == "code" or one.local), None)
        if field is None or line.remove or noun.history or line.values.get(field.name) is None:
            continue
        code = str(line.values[field.name])
        place = (line.noun, line.values.get("gate") if line.noun == "criterion" else None, code)
        if place in seen:
            yield line.problem("exchange.code_twice", field, code=code, n=str(seen[place]))
        seen.setdefault(place, line.row)
        owner = names.stored.get(line.noun, {}).get(code) if field.name == "code" and line.noun != "criterion" else None
        if owner and line.id != owner:
            yield line.problem("exchange.code_taken", field, code=code, sheet=say(noun.sheet))
