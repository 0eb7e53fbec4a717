"""The base of every table: keys, types and the constraints that both databases enforce.

SQLite stores "abc" in an INTEGER column and 10 MB in a VARCHAR(50). A range check and a length check written the same
for both close that: in SQLite a text sorts above every number, so `BETWEEN` refuses it too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tracker.core import clock
from tracker.core.ids import new_id
from tracker.core.words import Label

INTEGER_RANGE = 2**31 - 1
BIG_RANGE = 2**53 - 1  # what JSON and a browser still hold exactly
FLOAT_RANGE = 1e15

Json = JSON().with_variant(JSONB(), "postgresql")
NullableJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")  # nothing is NULL, not the JSON null


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. A naive one is refused, for nobody can know which zone was meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LabelType(TypeDecorator[Label]):
    """A name in English and Chinese, as JSON {"en": ..., "zh_CN": ...}."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Label | None, dialect: Dialect) -> Any:
        return None if value is None else {"en": value.en, "zh_CN": value.zh_CN}

    def process_result_value(self, value: Any, dialect: Dialect) -> Label | None:
        return None if value is None else Label(value["en"], value["zh_CN"])


def choice(kind: type[StrEnum]) -> Enum:
    """A column that holds one of the enum's values, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=_snake(kind.__name__),
    )


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        Label: LabelType,
        UUID: Uuid,
        dict[str, Any]: Json,
        list[Any]: Json,
        bool: Boolean(),
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__tablename__" in cls.__dict__:
            _constrain(cls)


def _constrain(cls: type[Base]) -> None:
    """Give each column of a limited type the check that makes both databases refuse what does not fit."""
    for column in cls.__table__.columns:
        kind, name = column.type, column.name
        if isinstance(kind, Enum):
            continue
        if isinstance(kind, Boolean):
            rule = f"{name} IN (true, false)"
        elif isinstance(kind, String) and kind.length:
            rule = f"length({name}) <= {kind.length}"
        elif isinstance(kind, BigInteger):
            rule = f"{name} BETWEEN -{BIG_RANGE} AND {BIG_RANGE}"
        elif isinstance(kind, Integer):
            rule = f"{name} BETWEEN -{INTEGER_RANGE} AND {INTEGER_RANGE}"
        elif isinstance(kind, Float):
            rule = f"{name} BETWEEN -{FLOAT_RANGE:.0f} AND {FLOAT_RANGE:.0f}"
        else:
            continue
        cls.__table__.append_constraint(CheckConstraint(rule, name=f"{name}_fits"))  # type: ignore[attr-defined]


class Keyed:
    """A table whose key is a UUIDv7."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)


class Edited(Keyed):
    """A row that people edit: whoever saves must have seen the version that is stored."""

    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Installation(Base):
    """One row: the one-time set-up code, and whether what is stored is the example."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    setup_code_hash: Mapped[str | None] = mapped_column(String(64))
    set_up_at: Mapped[datetime | None]
    example: Mapped[bool] = mapped_column(default=False)


class Event(Base):
    """The event log: append-only by trigger, chained by HMAC. `position` is taken under the log's lock, not from a sequence."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject_kind", "subject_id"),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[UUID | None]
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    change: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class StoredFile(Base):
    """A picture or document in the file store, named by its SHA-256."""

    __tablename__ = "stored_file"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    stored_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class Secret:
    """A personal value in an event's change: the chain keeps a keyed hash of it, never the value."""

    value: str
