"""What failed at an approved audit, and what is done about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audits.findings.rules import ActionState, Cause, CheckOutcome, FindingKind, Level
from tracker.core import clock
from tracker.core.models import Base, Edited, Keyed, choice


class Finding(Keyed, Base):
    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("submission_id", "kind", "item_code"),
        Index("ix_finding_programme", "programme_id", "item_code"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(100))
    kind: Mapped[FindingKind] = mapped_column(choice(FindingKind))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]  # an appeal was granted, or the audit no longer counts


class CorrectiveAction(Edited, Base):
    """What a store puts right, who does it and by when; shown on the form of the next visit and verified there."""

    __tablename__ = "corrective_action"
    __table_args__ = (
        CheckConstraint("length(what) > 0", name="says_what"),
        CheckConstraint("deferrals >= 0", name="deferrals"),
        Index("ix_corrective_action_programme", "programme_id", "state", "due_on"),
        Index("ix_corrective_action_store", "store_id", "state"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"))
    rubric_code: Mapped[str] = mapped_column(String(60))
    level: Mapped[Level] = mapped_column(choice(Level), default=Level.ITEM)
    item_code: Mapped[str] = mapped_column(String(100))  # of the gravest finding it answers
    what: Mapped[str] = mapped_column(String(2000))
    cause: Mapped[Cause] = mapped_column(choice(Cause))
    whys: Mapped[list[Any]]  # up to five answers to "why?", each about the one before
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    expected: Mapped[str] = mapped_column(String(1000), default="")  # the effect hoped for
    state: Mapped[ActionState] = mapped_column(choice(ActionState), default=ActionState.OPEN)
    deferrals: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]


class ActionFinding(Base):
    """Which findings an action answers."""

    __tablename__ = "action_finding"

    action_id: Mapped[UUID] = mapped_column(ForeignKey("corrective_action.id"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)


class ActionChange(Keyed, Base):
    """Append-only: each change of an action's state, owner or due day, by whom and why."""

    __tablename__ = "action_change"

    action_id: Mapped[UUID] = mapped_column(ForeignKey("corrective_action.id"), index=True)
    state: Mapped[ActionState] = mapped_column(choice(ActionState))  # from here on
    change: Mapped[dict[str, Any]]  # field: [before, after]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)  # the audit that changed it
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # nobody where an audit changed it


class ActionEvidence(Keyed, Base):
    """Append-only: what shows that an action was done."""

    __tablename__ = "action_evidence"
    __table_args__ = (CheckConstraint("length(note) > 0 OR file_hash IS NOT NULL", name="shows_something"),)

    action_id: Mapped[UUID] = mapped_column(ForeignKey("corrective_action.id"), index=True)
    note: Mapped[str] = mapped_column(String(2000), default="")
    file_hash: Mapped[str | None] = mapped_column(ForeignKey("stored_file.hash"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ActionCheck(Keyed, Base):
    """Append-only: what a visitor found of an action at the next visit; the latest of a draft counts, once it is approved."""

    __tablename__ = "action_check"
    __table_args__ = (Index("ix_action_check_draft", "draft_id", "action_id"),)

    action_id: Mapped[UUID] = mapped_column(ForeignKey("corrective_action.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    outcome: Mapped[CheckOutcome] = mapped_column(choice(CheckOutcome))
    note: Mapped[str] = mapped_column(String(2000), default="")
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
