"""Decisions about audits, frozen scores, and the tallies that dashboards read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from audits.review.rules import AppealCategory as AppealCategory  # also columns, so known here too
from audits.review.rules import AppealState as AppealState
from audits.review.rules import Decision as Decision
from audits.review.rules import Ruling as Ruling
from tracker.core import clock
from tracker.core.ids import timeless_id
from tracker.core.models import Base, Edited, Json, Keyed, NullableJson, choice


class ReviewDecision(Keyed, Base):
    """Append-only: each decision about a submitted audit, by whom and why. A return may say why in its items only."""

    __tablename__ = "review_decision"
    __table_args__ = (CheckConstraint("decision IN ('approved', 'returned') OR length(reason) > 0", name="says_why"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    decision: Mapped[Decision] = mapped_column(choice(Decision))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ReturnedItem(Keyed, Base):
    """Append-only: what is wrong with one item of a returned audit."""

    __tablename__ = "returned_item"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="says_why"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("review_decision.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(2000))


class AnswerCorrection(Keyed, Base):
    """Append-only: an answer as the review or an appeal corrected it. What the visitor gave stays; the latest of these counts."""

    __tablename__ = "answer_correction"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="says_why"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any | None] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(2000))
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id"))
    corrected_at: Mapped[datetime] = mapped_column(default=clock.now)
    corrected_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class AuditScore(Keyed, Base):
    """The score of an approved audit with its policy and trace, frozen. Append-only: an amended score is a new row that names
    the one it replaces. A score counts while nothing replaces it and its audit is in one of SCORED_STATES."""

    __tablename__ = "audit_score"
    __table_args__ = (Index("ix_audit_score_programme", "programme_id", "visited_on"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40))
    visited_on: Mapped[date]
    earned: Mapped[str] = mapped_column(String(60))
    possible: Mapped[str] = mapped_column(String(60))
    percent: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None]
    band: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any]]
    scored_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("audit_score.id"), unique=True)


class AuditRescore(Keyed, Base):
    """An approved audit scored again under another policy or version, beside its score and never instead of it. Append-only."""

    __tablename__ = "audit_rescore"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="says_why"),
        Index("ix_audit_rescore_programme", "programme_id", "scored_at"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    score_id: Mapped[UUID] = mapped_column(ForeignKey("audit_score.id"))  # the score it stands beside
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    earned: Mapped[str] = mapped_column(String(60))
    possible: Mapped[str] = mapped_column(String(60))
    percent: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None]
    band: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any]]  # policy and trace, as AuditScore.result
    reason: Mapped[str] = mapped_column(String(2000))
    scored_at: Mapped[datetime] = mapped_column(default=clock.now)
    scored_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class AuditTally(Base):
    """Approved audits of a store, channel and month: kept up to date in the transaction that approves, so that a page
    costs what it shows. `total` and `total_of_squares` are sums of percent over the `n` audits with a score."""

    __tablename__ = "audit_tally"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), primary_key=True)
    channel_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]
    passed: Mapped[int]
    total: Mapped[float] = mapped_column(Float)
    total_of_squares: Mapped[float] = mapped_column(Float)


class AuditSectionTally(Base):
    """As `AuditTally`, by rubric and section; the section "" is the whole audit. `n` counts the audits in which the section had a
    percent, `passed` those that passed (a section passes by its own mark, where it has one)."""

    __tablename__ = "audit_section_tally"
    __table_args__ = (Index("ix_audit_section_tally_store", "programme_id", "store_id", "month"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    rubric_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    section_code: Mapped[str] = mapped_column(String(100), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), primary_key=True)
    channel_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]
    passed: Mapped[int]
    total: Mapped[float] = mapped_column(Float)
    total_of_squares: Mapped[float] = mapped_column(Float)


class AuditItemTally(Base):
    """Items of approved audits of a region: whole numbers, so that what is taken off leaves nothing behind. `asked` audits had
    the item scored, `kept` of them with all its points, `missed` with none."""

    __tablename__ = "audit_item_tally"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    rubric_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(100), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    channel_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    asked: Mapped[int]
    kept: Mapped[int]
    missed: Mapped[int]


class AuditSpread(Base):
    """How the scores of approved audits fall, in steps of `audits.review.rules.SPREAD_STEP` percent, by wave. `wave_id` is the
    nil UUID for audits outside any wave: a part of the key is never null."""

    __tablename__ = "audit_spread"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    wave_id: Mapped[UUID] = mapped_column(primary_key=True)
    rubric_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    channel_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class CountedAudit(Base):
    """Which score of a visit stands in `AuditItemTally` and `AuditSpread`, and in which region, so that it can be taken off
    exactly. Without a row none does."""

    __tablename__ = "counted_audit"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    score_id: Mapped[UUID] = mapped_column(ForeignKey("audit_score.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))


class AuditRelease(Base):
    """Append-only: from here on the store sees the audit, under a name that says nothing about its visitor and a key that
    says nothing about its time (a submission's UUIDv7 tells the millisecond in which the visit began)."""

    __tablename__ = "audit_release"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    public_id: Mapped[UUID] = mapped_column(default=timeless_id, unique=True)
    pseudonym: Mapped[str] = mapped_column(String(20))
    released_at: Mapped[datetime] = mapped_column(default=clock.now)
    released_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Appeal(Edited, Base):
    """A store's objection to a released audit. One may be open at a time."""

    __tablename__ = "appeal"
    __table_args__ = (
        Index(
            "uq_appeal_open",
            "submission_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_appeal_programme", "programme_id", "state"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    state: Mapped[AppealState] = mapped_column(choice(AppealState), default=AppealState.OPEN)
    note: Mapped[str] = mapped_column(String(2000), default="")
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class AppealItem(Keyed, Base):
    """Append-only: one item the store objects to, and why."""

    __tablename__ = "appeal_item"
    __table_args__ = (UniqueConstraint("appeal_id", "item_code"), CheckConstraint("length(text) > 0", name="says_why"))

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    category: Mapped[AppealCategory] = mapped_column(choice(AppealCategory))
    text: Mapped[str] = mapped_column(String(2000))


class AppealEvidence(Keyed, Base):
    """Append-only: a picture the store adds to its objection."""

    __tablename__ = "appeal_evidence"

    appeal_item_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_item.id"), index=True)
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))


class AppealRuling(Keyed, Base):
    """Append-only: what was decided about one item; an amended one names the answer that counts now."""

    __tablename__ = "appeal_ruling"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="says_why"),)

    appeal_item_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_item.id"), unique=True)
    ruling: Mapped[Ruling] = mapped_column(choice(Ruling))
    value: Mapped[Any | None] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(2000))


class AppealDecision(Keyed, Base):
    """Append-only: the decision as a whole, with the score before and after."""

    __tablename__ = "appeal_decision"

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), unique=True)
    ruling: Mapped[Ruling] = mapped_column(choice(Ruling))
    score_before: Mapped[UUID] = mapped_column(ForeignKey("audit_score.id"))
    score_after: Mapped[UUID | None] = mapped_column(ForeignKey("audit_score.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ScoringDraw(Keyed, Base):
    """Append-only: a random choice of audits to be scored twice, drawn so that anybody can draw it again."""

    __tablename__ = "scoring_draw"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    chosen_by: Mapped[dict[str, Any]]
    population: Mapped[int]
    drawn: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    drawn_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class SecondScoring(Edited, Base):
    """An audit scored a second time, blindly, by somebody who sees the evidence and not the first answers."""

    __tablename__ = "second_scoring"
    __table_args__ = (
        UniqueConstraint("submission_id", "rater_id"),
        CheckConstraint("(done_at IS NULL) = (answers IS NULL)", name="done_with_answers"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    draw_id: Mapped[UUID | None] = mapped_column(ForeignKey("scoring_draw.id"))
    rater_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(NullableJson)
