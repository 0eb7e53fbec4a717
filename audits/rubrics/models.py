"""Rubrics and their published versions. A published version is never edited: the database refuses it by trigger."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice
from tracker.core.words import Label


class Rubric(Edited, Base):
    __tablename__ = "rubric"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Label]
    channel_code: Mapped[str] = mapped_column(String(40))


class RubricVersion(Keyed, Base):
    """`snapshot` is the whole rubric as published (see rubrics.forms.RubricText); `snapshot_hash` is over its canonical JSON."""

    __tablename__ = "rubric_version"
    __table_args__ = (UniqueConstraint("rubric_id", "number"),)

    rubric_id: Mapped[UUID] = mapped_column(ForeignKey("rubric.id"))
    number: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class DraftState(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RubricDraft(Edited, Base):
    """A rubric being written. `document` has the shape of RubricText but may be unfinished: what is wrong with it is said
    beside the item, and refused when it is to be published."""

    __tablename__ = "rubric_draft"

    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Label]
    document: Mapped[dict[str, Any]]
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("rubric_version.id"))
    state: Mapped[DraftState] = mapped_column(choice(DraftState), default=DraftState.OPEN, index=True)
    published_as: Mapped[UUID | None] = mapped_column(ForeignKey("rubric_version.id"))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    begun_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
