"""What a programme holds, in the words of a template: names in both languages, people as roles, dates as days from the start."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.words import LANGUAGES, Label, catalogue
from tracker.people.models import Person
from tracker.people.rules import Role
from tracker.plan.models import Programme
from tracker.plan.rules.offsets import day_text

Text = dict[str, Any]


def both(label: Label) -> Text | None:
    """A name that was given in one language only stands for both; None where there is none."""
    if not (label.en.strip() or label.zh_CN.strip()):
        return None
    return {"en": label.en or label.zh_CN, "zh_CN": label.zh_CN or label.en}


def without_nothing(text: Text) -> Text:
    return {name: value for name, value in text.items() if value not in (None, [], {}, "")}


@dataclass(frozen=True)
class Wording:
    """`roles`: what the people of this installation are, so that no name of theirs is needed."""

    session: Session
    programme: Programme
    roles: dict[UUID, Role]

    def day(self, day: date) -> str:
        return day_text(day, self.programme.starts_on)

    def maybe_day(self, day: date | None) -> str | None:
        return self.day(day) if day else None

    def role(self, role: Label, person_id: UUID | None) -> Text | None:
        """The role, or what the person is who has it."""
        if (found := both(role)) or person_id is None:
            return found
        return {code: catalogue(code)[f"people.role.{self.roles[person_id].value}"] for code in LANGUAGES}


def wording_of(session: Session, programme: Programme) -> Wording:
    return Wording(session, programme, {row.id: row.role for row in session.execute(select(Person.id, Person.role))})
