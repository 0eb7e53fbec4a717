"""From a wave and its assignments to a submission. Answers and evidence are append-only: the latest of an item counts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audits.visits.rules import OPEN_STATES as OPEN_STATES  # also columns and conditions, so known here too
from audits.visits.rules import SCORED_STATES as SCORED_STATES
from audits.visits.rules import WAITING_STATES as WAITING_STATES
from audits.visits.rules import AuditState as AuditState
from audits.visits.rules.money import CostKind as CostKind
from audits.visits.rules.waves import DayPart as DayPart
from audits.visits.rules.waves import QuotaKind as QuotaKind
from audits.visits.rules.waves import WaveKind as WaveKind
from tracker.core import clock
from tracker.core.models import Base, Edited, Json, Keyed, choice
from tracker.core.words import Label


class WaveState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Purpose(StrEnum):
    COUNTED = "counted"
    CALIBRATION = "calibration"  # scored by several to compare them; never enters an average


class FieldPolicy(Edited, Base):
    """How a programme does its field work. Without a row, the defaults of `audits.visits.rules.FieldRules` hold."""

    __tablename__ = "field_policy"
    __table_args__ = (
        CheckConstraint("rotation_days >= 0 AND spacer_days >= 0 AND appeal_days >= 0", name="days_not_negative"),
        CheckConstraint("second_share BETWEEN 0 AND 1", name="share"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), unique=True)
    rotation_days: Mapped[int]  # a shopper's gap between two visits to one store
    spacer_days: Mapped[int]  # a store's gap between any two visits
    appeal_days: Mapped[int]
    second_share: Mapped[float] = mapped_column(Float)  # of audits that are scored twice
    release_at_approval: Mapped[bool]


class Wave(Edited, Base):
    """A round of visits: which rubric, when, and how many visits of each store through each channel (`WaveTarget`)."""

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("fee_minor >= 0 AND most_cost_minor >= 0", name="money_not_negative"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Label]
    kind: Mapped[WaveKind] = mapped_column(choice(WaveKind))
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[WaveState] = mapped_column(choice(WaveState), default=WaveState.PLANNED)
    self_service: Mapped[bool] = mapped_column(default=False)  # shoppers may take visits themselves
    most_per_person: Mapped[int | None]
    fee_minor: Mapped[int] = mapped_column(default=0)  # per visit, in the currency's smallest unit
    most_cost_minor: Mapped[int] = mapped_column(default=0)  # reimbursed per visit at most


class WaveTarget(Keyed, Base):
    """How many visits of a store through a channel a wave wants."""

    __tablename__ = "wave_target"
    __table_args__ = (
        UniqueConstraint("wave_id", "store_id", "channel_code"),
        CheckConstraint("wanted > 0", name="wanted"),
    )

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40))
    wanted: Mapped[int]


class WaveQuota(Keyed, Base):
    """At most (and, where said, at least) so many visits of a wave with this channel, part of day or weekday."""

    __tablename__ = "wave_quota"
    __table_args__ = (UniqueConstraint("wave_id", "kind", "what"),)

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"))
    kind: Mapped[QuotaKind] = mapped_column(choice(QuotaKind))
    what: Mapped[str] = mapped_column(String(40))
    at_least: Mapped[int | None]
    at_most: Mapped[int | None]


class TrapAnswer(Keyed, Base):
    """What everybody who was in the store must have answered; another answer is a signal to the reviewer."""

    __tablename__ = "trap_answer"
    __table_args__ = (UniqueConstraint("wave_id", "store_id", "item_code"),)

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"))
    store_id: Mapped[UUID | None] = mapped_column(ForeignKey("store.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    expected: Mapped[Any] = mapped_column(Json)


class Sample(Keyed, Base):
    """A random sample of tickets or recordings, drawn so that anybody can draw it again: seed, filter, population's hash."""

    __tablename__ = "sample"

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    chosen_by: Mapped[dict[str, Any]]  # the filter, as it was applied
    population_hash: Mapped[str] = mapped_column(String(64))
    population: Mapped[int]
    drawn: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    drawn_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class FieldProfile(Edited, Base):
    """How much somebody in the field can take on; None does not limit."""

    __tablename__ = "field_profile"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    most_per_wave: Mapped[int | None]
    most_per_week: Mapped[int | None]


class Familiarity(Keyed, Base):
    """Somebody in the field who is known in a store, or knows somebody there, does not visit it."""

    __tablename__ = "familiarity"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"))
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[date | None]
    noted_at: Mapped[datetime] = mapped_column(default=clock.now)
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class Assignment(Edited, Base):
    """One visit to make: who, where, through which channel, in which days, on which version of the rubric."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("due_on >= visit_from", name="dates_in_order"),
        Index("ix_assignment_assignee", "assignee_id", "state"),
        Index("ix_assignment_programme", "programme_id", "state", "due_on"),
        CheckConstraint("planned_on BETWEEN visit_from AND due_on", name="planned_within"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    rubric_version_id: Mapped[UUID] = mapped_column(ForeignKey("rubric_version.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    channel_code: Mapped[str] = mapped_column(String(40))
    assignee_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    visit_from: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[AuditState] = mapped_column(choice(AuditState), default=AuditState.ASSIGNED)
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"), index=True)
    planned_on: Mapped[date | None]  # the day meant, where one is
    day_part: Mapped[DayPart | None] = mapped_column(choice(DayPart))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose), default=Purpose.COUNTED)
    unit: Mapped[str | None] = mapped_column(String(200))  # the ticket or recording to check
    sample_id: Mapped[UUID | None] = mapped_column(ForeignKey("sample.id"))
    fee_minor: Mapped[int] = mapped_column(default=0)
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # who has it in review


class ChangeKind(StrEnum):
    REASSIGNED = "reassigned"
    MOVED = "moved"
    CANCELLED = "cancelled"


class AssignmentChange(Keyed, Base):
    """Append-only: a visit given to somebody else, moved to other days or called off, by whom and why."""

    __tablename__ = "assignment_change"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="says_why"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind))
    reason: Mapped[str] = mapped_column(String(2000))
    change: Mapped[dict[str, Any]]  # field: [before, after]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class Draft(Base):
    """An opened checklist. Its id, made when it was opened, is the id of its submission. Who holds the lease may save.

    A returned audit is opened again as the next attempt; what was submitted before stays as it was.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("assignment_id", "attempt"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"))
    attempt: Mapped[int] = mapped_column(default=1)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    lease_hash: Mapped[str | None] = mapped_column(String(64))
    leased_at: Mapped[datetime | None]


class Answer(Keyed, Base):
    """One answer given. `value` is a choice's code, a list of codes, a number or a text; null takes an answer back."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_draft_item", "draft_id", "item_code", "id"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any | None] = mapped_column(Json)
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]  # when the phone says it was given
    device: Mapped[str | None] = mapped_column(String(64))  # which phone kept it until it could be sent
    sequence: Mapped[int | None]  # the device's own count for the item: an older one that arrives later does not count


class Evidence(Keyed, Base):
    """A picture given with an item, or (`withdrawn`) its withdrawal."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_draft_item", "draft_id", "item_code"),
        Index("ix_evidence_file", "file_hash"),  # the same picture in several visits
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    item_code: Mapped[str] = mapped_column(String(100))
    file_hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]  # these three as with an answer
    device: Mapped[str | None] = mapped_column(String(64))
    sequence: Mapped[int | None]


class Submission(Base):
    """What was submitted, once. `payload_hash` is over the canonical JSON of id, answers and evidence (see rules); its
    start is the receipt."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_programme", "programme_id", "received_at"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), index=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id"), index=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]  # when the phone says it was finished
    sent_at: Mapped[datetime | None]  # what the phone's clock said when it was sent: tells a wrong clock from a late network
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    device: Mapped[str] = mapped_column(String(200), default="")  # what the browser says it is: a claim


class WrittenText(Base):
    """A longer text of a submission by its mark (`audits.visits.rules.texts`): the same words in another visit are found through
    an index."""

    __tablename__ = "written_text"
    __table_args__ = (Index("ix_written_text_mark", "mark"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(110), primary_key=True)  # or the code of an item's note
    mark: Mapped[str] = mapped_column(String(64))


class VisitLocation(Keyed, Base):
    """Where the phone said it was, given with consent. Its own table, because it is erased long before the audit is."""

    __tablename__ = "visit_location"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_earth"),
        CheckConstraint("accuracy_m >= 0", name="accuracy"),
    )

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    accuracy_m: Mapped[float] = mapped_column(Float)
    claimed_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class VisitCost(Edited, Base):
    """Money a visitor spent for a visit, with its receipt; what of it is paid back is decided by the lead."""

    __tablename__ = "visit_cost"
    __table_args__ = (CheckConstraint("amount_minor > 0 AND accepted_minor BETWEEN 0 AND amount_minor", name="amounts"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), index=True)
    kind: Mapped[CostKind] = mapped_column(choice(CostKind))
    amount_minor: Mapped[int]
    note: Mapped[str] = mapped_column(String(500), default="")
    receipt_hash: Mapped[str | None] = mapped_column(ForeignKey("stored_file.hash"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    accepted_minor: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decision_note: Mapped[str] = mapped_column(String(500), default="")
