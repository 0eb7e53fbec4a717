"""Every table of the first release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from tracker.core.schema import append_only, drop_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(JSONB(), "postgresql")
APPEND_ONLY = (
    "event",
    "rubric_version",
    "answer",
    "evidence",
    "submission",
    "review_decision",
    "audit_score",
    "reading",
    "audit_rescore",
    "returned_item",
    "answer_correction",
    "audit_release",
    "appeal_item",
    "appeal_evidence",
    "appeal_ruling",
    "appeal_decision",
    "scoring_draw",
    "assignment_change",
    "sample",
    "action_change",
    "action_evidence",
    "action_check",
    "risk_change",
    "baseline",
    "baseline_task",
    "criterion_mark",
    "criterion_waiver",
    "gate_decision",
    "gate_condition",
    "budget_change",
    "ledger_import",
    "ledger_entry",
    "exchange_rate",
)


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_channel_active_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_channel_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_channel_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_channel_code")),
    )
    op.create_table(
        "event",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("change", JSON_TYPE, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) <= 64", name=op.f("ck_event_hash_fits")),
        sa.CheckConstraint("length(subject_kind) <= 40", name=op.f("ck_event_subject_kind_fits")),
        sa.CheckConstraint("length(verb) <= 60", name=op.f("ck_event_verb_fits")),
        sa.CheckConstraint("position BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_event_position_fits")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
    )
    op.create_index("ix_event_subject", "event", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("setup_code_hash", sa.String(length=64), nullable=True),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.CheckConstraint("example IN (true, false)", name=op.f("ck_installation_example_fits")),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_single")),
        sa.CheckConstraint("id BETWEEN -2147483647 AND 2147483647", name=op.f("ck_installation_id_fits")),
        sa.CheckConstraint("length(setup_code_hash) <= 64", name=op.f("ck_installation_setup_code_hash_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "message_target",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("kinds", JSON_TYPE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_message_target_active_fits")),
        sa.CheckConstraint("length(address) <= 1000", name=op.f("ck_message_target_address_fits")),
        sa.CheckConstraint("length(name) <= 100", name=op.f("ck_message_target_name_fits")),
        sa.CheckConstraint("length(name) > 0 AND length(address) > 0", name=op.f("ck_message_target_given")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_message_target_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_target")),
        sa.UniqueConstraint("name", name=op.f("uq_message_target_name")),
    )
    op.create_table(
        "person",
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "programme_lead",
                "reviewer",
                "supervisor",
                "mystery_shopper",
                "store_manager",
                "executive",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_person_active_fits")),
        sa.CheckConstraint("length(language) <= 10", name=op.f("ck_person_language_fits")),
        sa.CheckConstraint("length(time_zone) <= 60", name=op.f("ck_person_time_zone_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_person_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "programme",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("goal", JSON_TYPE, nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "closed", name="programme_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_programme_dates_in_order")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_programme_code_fits")),
        sa.CheckConstraint("length(source) <= 10", name=op.f("ck_programme_source_fits")),
        sa.CheckConstraint("length(template) <= 60", name=op.f("ck_programme_template_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_programme_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column(
            "market_potential",
            sa.Enum("high", "medium", "low", name="market_potential", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_region_active_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_region_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_region_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
    )
    op.create_table(
        "rubric",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_rubric_channel_code_fits")),
        sa.CheckConstraint("length(code) <= 60", name=op.f("ck_rubric_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_rubric_version_fits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("code", name=op.f("uq_rubric_code")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures BETWEEN -2147483647 AND 2147483647", name=op.f("ck_sign_in_failures_failures_fits")),
        sa.CheckConstraint("length(who) <= 64", name=op.f("ck_sign_in_failures_who_fits")),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "stored_file",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("height BETWEEN -2147483647 AND 2147483647", name=op.f("ck_stored_file_height_fits")),
        sa.CheckConstraint("length(hash) <= 64", name=op.f("ck_stored_file_hash_fits")),
        sa.CheckConstraint("length(media_type) <= 40", name=op.f("ck_stored_file_media_type_fits")),
        sa.CheckConstraint("size BETWEEN -2147483647 AND 2147483647", name=op.f("ck_stored_file_size_fits")),
        sa.CheckConstraint("width BETWEEN -2147483647 AND 2147483647", name=op.f("ck_stored_file_width_fits")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "api_token",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(label) <= 100", name=op.f("ck_api_token_label_fits")),
        sa.CheckConstraint("length(token_hash) <= 64", name=op.f("ck_api_token_token_hash_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_table(
        "area",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_area_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_area_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_area_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_area_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_area_programme_id_code")),
    )
    op.create_table(
        "baseline",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_baseline_name_fits")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_baseline_has_a_name")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_baseline_note_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_baseline_programme_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_baseline_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_baseline_programme_id_name")),
    )
    op.create_table(
        "budget",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("basis", JSON_TYPE, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(currency) <= 3", name=op.f("ck_budget_currency_fits")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_budget_not_negative")),
        sa.CheckConstraint("total_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_budget_total_minor_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_budget_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_budget_programme_id")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_calendar_day_name_fits")),
        sa.CheckConstraint("worked IN (true, false)", name=op.f("ck_calendar_day_worked_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_calendar_day_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("programme_id", "on", name=op.f("uq_calendar_day_programme_id_on")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(token_hash) <= 64", name=op.f("ck_calendar_feed_token_hash_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_person_id"), "calendar_feed", ["person_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(password_hash) <= 200", name=op.f("ck_credential_password_hash_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(currency) <= 3", name=op.f("ck_exchange_rate_currency_fits")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rate_rate_positive")),
        sa.CheckConstraint("rate BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_exchange_rate_rate_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_exchange_rate_programme_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_exchange_rate_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("programme_id", "currency", "on", name=op.f("uq_exchange_rate_programme_id_currency_on")),
    )
    op.create_table(
        "external_identity",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(issuer) <= 300", name=op.f("ck_external_identity_issuer_fits")),
        sa.CheckConstraint("length(subject) <= 255", name=op.f("ck_external_identity_subject_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_identity_person_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_external_identity")),
    )
    op.create_index(op.f("ix_external_identity_person_id"), "external_identity", ["person_id"], unique=False)
    op.create_table(
        "field_policy",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("rotation_days", sa.Integer(), nullable=False),
        sa.Column("spacer_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("second_share", sa.Float(), nullable=False),
        sa.Column("release_at_approval", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("appeal_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_policy_appeal_days_fits")),
        sa.CheckConstraint("release_at_approval IN (true, false)", name=op.f("ck_field_policy_release_at_approval_fits")),
        sa.CheckConstraint(
            "rotation_days >= 0 AND spacer_days >= 0 AND appeal_days >= 0", name=op.f("ck_field_policy_days_not_negative")
        ),
        sa.CheckConstraint("rotation_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_policy_rotation_days_fits")),
        sa.CheckConstraint(
            "second_share BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_field_policy_second_share_fits")
        ),
        sa.CheckConstraint("second_share BETWEEN 0 AND 1", name=op.f("ck_field_policy_share")),
        sa.CheckConstraint("spacer_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_policy_spacer_days_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_policy_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_field_policy_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_policy")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_field_policy_programme_id")),
    )
    op.create_table(
        "field_profile",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("most_per_wave", sa.Integer(), nullable=True),
        sa.Column("most_per_week", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("most_per_wave BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_profile_most_per_wave_fits")),
        sa.CheckConstraint("most_per_week BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_profile_most_per_week_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_field_profile_version_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_field_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_field_profile_person_id")),
    )
    op.create_table(
        "identity",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.CheckConstraint("length(display_name) <= 200", name=op.f("ck_identity_display_name_fits")),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_identity_email_fits")),
        sa.CheckConstraint("length(user_name) <= 100", name=op.f("ck_identity_user_name_fits")),
        sa.CheckConstraint("user_name = lower(user_name)", name=op.f("ck_identity_user_name_lower")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_identity")),
        sa.UniqueConstraint("user_name", name=op.f("uq_identity_user_name")),
    )
    op.create_table(
        "indicator",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("note", JSON_TYPE, nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "score",
                "points",
                "percent",
                "minutes",
                "hours",
                "count",
                "index",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "higher", "lower", "range", "neutral", name="direction", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column(
            "target_kind",
            sa.Enum(
                "level",
                "added",
                "change",
                "range",
                "unset",
                name="target_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("target_high", sa.Float(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("smallest_n", sa.Integer(), nullable=False),
        sa.Column("derived", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(target_kind = 'range') = (target_high IS NOT NULL)", name=op.f("ck_indicator_range_has_two_ends")),
        sa.CheckConstraint("(target_kind = 'unset') = (target IS NULL)", name=op.f("ck_indicator_set_target_has_value")),
        sa.CheckConstraint("baseline BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_baseline_fits")),
        sa.CheckConstraint("length(code) <= 60", name=op.f("ck_indicator_code_fits")),
        sa.CheckConstraint("length(derived) <= 40", name=op.f("ck_indicator_derived_fits")),
        sa.CheckConstraint("length(source) <= 10", name=op.f("ck_indicator_source_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_position_fits")),
        sa.CheckConstraint("smallest_n >= 1", name=op.f("ck_indicator_smallest_n_positive")),
        sa.CheckConstraint("smallest_n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_smallest_n_fits")),
        sa.CheckConstraint("target BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_target_fits")),
        sa.CheckConstraint(
            "target_high BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_target_high_fits")
        ),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_indicator_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_indicator_programme_id_code")),
    )
    op.create_table(
        "ledger_import",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("entries BETWEEN -2147483647 AND 2147483647", name=op.f("ck_ledger_import_entries_fits")),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_ledger_import_file_hash_fits")),
        sa.CheckConstraint("length(file_name) <= 200", name=op.f("ck_ledger_import_file_name_fits")),
        sa.ForeignKeyConstraint(["imported_by"], ["person.id"], name=op.f("fk_ledger_import_imported_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_ledger_import_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_import")),
        sa.UniqueConstraint("programme_id", "file_hash", name=op.f("uq_ledger_import_programme_id_file_hash")),
    )
    op.create_table(
        "message",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gave_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("attempts BETWEEN -2147483647 AND 2147483647", name=op.f("ck_message_attempts_fits")),
        sa.CheckConstraint("length(body) <= 4000", name=op.f("ck_message_body_fits")),
        sa.CheckConstraint("length(key) <= 200", name=op.f("ck_message_key_fits")),
        sa.CheckConstraint("length(kind) <= 40", name=op.f("ck_message_kind_fits")),
        sa.CheckConstraint("length(last_error) <= 500", name=op.f("ck_message_last_error_fits")),
        sa.CheckConstraint("length(subject) <= 300", name=op.f("ck_message_subject_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["target_id"], ["message_target.id"], name=op.f("fk_message_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_index("ix_message_waiting", "message", ["sent_at", "gave_up_at", "next_at"], unique=False)
    op.create_table(
        "money_period",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("locked_by", sa.Uuid(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_money_period_version_fits")),
        sa.ForeignKeyConstraint(["locked_by"], ["person.id"], name=op.f("fk_money_period_locked_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_money_period_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_period")),
        sa.UniqueConstraint("programme_id", "month", name=op.f("uq_money_period_programme_id_month")),
    )
    op.create_table(
        "person_scope",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("programme", "region", "store", name="scope_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_scope_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_scope")),
        sa.UniqueConstraint("person_id", "kind", "object_id", name=op.f("uq_person_scope_person_id_kind_object_id")),
    )
    op.create_index(op.f("ix_person_scope_person_id"), "person_scope", ["person_id"], unique=False)
    op.create_table(
        "phase",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_phase_dates_in_order")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_phase_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_phase_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_phase_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_phase_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_phase_programme_id_code")),
    )
    op.create_table(
        "programme_template",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_programme_template_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_programme_template_version_fits")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_programme_template_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_template")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_template_code")),
    )
    op.create_table(
        "reading_import",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_reading_import_file_hash_fits")),
        sa.CheckConstraint("length(file_name) <= 200", name=op.f("ck_reading_import_file_name_fits")),
        sa.CheckConstraint("rows BETWEEN -2147483647 AND 2147483647", name=op.f("ck_reading_import_rows_fits")),
        sa.ForeignKeyConstraint(["imported_by"], ["person.id"], name=op.f("fk_reading_import_imported_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_reading_import_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_import")),
        sa.UniqueConstraint("programme_id", "file_hash", name=op.f("uq_reading_import_programme_id_file_hash")),
    )
    op.create_table(
        "responsibility",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("problem", JSON_TYPE, nullable=False),
        sa.Column("department", JSON_TYPE, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_responsibility_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_responsibility_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_responsibility_version_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_responsibility_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_responsibility_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_responsibility_programme_id_code")),
    )
    op.create_table(
        "risk",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "people",
                "technical",
                "operational",
                "compliance",
                "customer",
                "external",
                name="risk_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", JSON_TYPE, nullable=False),
        sa.Column("description", JSON_TYPE, nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column(
            "proximity",
            sa.Enum("month", "quarter", "year", "later", name="proximity", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "response",
            sa.Enum(
                "avoid", "reduce", "transfer", "accept", name="response", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("response_text", JSON_TYPE, nullable=False),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open", "watched", "happened", "closed", name="risk_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_risk_closed_has_its_day")),
        sa.CheckConstraint("(state IN ('open', 'watched')) = (review_on IS NOT NULL)", name=op.f("ck_risk_review_while_alive")),
        sa.CheckConstraint("impact BETWEEN -2147483647 AND 2147483647", name=op.f("ck_risk_impact_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_risk_code_fits")),
        sa.CheckConstraint("length(source) <= 10", name=op.f("ck_risk_source_fits")),
        sa.CheckConstraint("probability BETWEEN -2147483647 AND 2147483647", name=op.f("ck_risk_probability_fits")),
        sa.CheckConstraint("probability BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5", name=op.f("ck_risk_on_the_scale")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_risk_version_fits")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_risk_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_risk_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_risk_programme_id_code")),
    )
    op.create_index(op.f("ix_risk_owner_id"), "risk", ["owner_id"], unique=False)
    op.create_table(
        "rubric_version",
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", JSON_TYPE, nullable=False),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(snapshot_hash) <= 64", name=op.f("ck_rubric_version_snapshot_hash_fits")),
        sa.CheckConstraint("number BETWEEN -2147483647 AND 2147483647", name=op.f("ck_rubric_version_number_fits")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_rubric_version_published_by")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_rubric_version_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_version")),
        sa.UniqueConstraint("rubric_id", "number", name=op.f("uq_rubric_version_rubric_id_number")),
    )
    op.create_table(
        "saved_view",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filters", JSON_TYPE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_saved_view_name_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_saved_view_version_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_saved_view_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("programme_id", "person_id", "name", name=op.f("uq_saved_view_programme_id_person_id_name")),
    )
    op.create_index(op.f("ix_saved_view_person_id"), "saved_view", ["person_id"], unique=False)
    op.create_table(
        "scoring_draw",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("chosen_by", JSON_TYPE, nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("drawn BETWEEN -2147483647 AND 2147483647", name=op.f("ck_scoring_draw_drawn_fits")),
        sa.CheckConstraint("length(seed) <= 64", name=op.f("ck_scoring_draw_seed_fits")),
        sa.CheckConstraint("population BETWEEN -2147483647 AND 2147483647", name=op.f("ck_scoring_draw_population_fits")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_scoring_draw_drawn_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_scoring_draw_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_draw")),
    )
    op.create_index(op.f("ix_scoring_draw_programme_id"), "scoring_draw", ["programme_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(browser) <= 200", name=op.f("ck_sign_in_session_browser_fits")),
        sa.CheckConstraint("length(token_hash) <= 64", name=op.f("ck_sign_in_session_token_hash_fits")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "store",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("opens_at", sa.String(length=5), nullable=True),
        sa.Column("closes_at", sa.String(length=5), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_store_both_coordinates")),
        sa.CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name=op.f("ck_store_both_hours")),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_store_active_fits")),
        sa.CheckConstraint("latitude BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_store_latitude_fits")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_store_on_earth")),
        sa.CheckConstraint("length(closes_at) <= 5", name=op.f("ck_store_closes_at_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_store_code_fits")),
        sa.CheckConstraint("length(opens_at) <= 5", name=op.f("ck_store_opens_at_fits")),
        sa.CheckConstraint("length(time_zone) <= 60", name=op.f("ck_store_time_zone_fits")),
        sa.CheckConstraint("longitude BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_store_longitude_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_store_version_fits")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_store_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("code", name=op.f("uq_store_code")),
    )
    op.create_index(op.f("ix_store_region_id"), "store", ["region_id"], unique=False)
    op.create_table(
        "working_calendar",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(country) <= 2", name=op.f("ck_working_calendar_country_fits")),
        sa.CheckConstraint("length(weekdays) <= 7", name=op.f("ck_working_calendar_weekdays_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_working_calendar_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_working_calendar_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_calendar")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_working_calendar_programme_id")),
    )
    op.create_table(
        "area_region",
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_region_area_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_area_region_region_id")),
        sa.PrimaryKeyConstraint("area_id", "region_id", name=op.f("pk_area_region")),
    )
    op.create_index(op.f("ix_area_region_region_id"), "area_region", ["region_id"], unique=False)
    op.create_table(
        "area_store",
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_store_area_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_area_store_store_id")),
        sa.PrimaryKeyConstraint("area_id", "store_id", name=op.f("pk_area_store")),
    )
    op.create_index(op.f("ix_area_store_store_id"), "area_store", ["store_id"], unique=False)
    op.create_table(
        "audit_tally",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_of_squares", sa.Float(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_tally_channel_code_fits")),
        sa.CheckConstraint("n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_tally_n_fits")),
        sa.CheckConstraint("passed BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_tally_passed_fits")),
        sa.CheckConstraint("total BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_tally_total_fits")),
        sa.CheckConstraint(
            "total_of_squares BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_tally_total_of_squares_fits")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_tally_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_audit_tally_store_id")),
        sa.PrimaryKeyConstraint("programme_id", "month", "store_id", "channel_code", name=op.f("pk_audit_tally")),
    )
    op.create_table(
        "baseline_task",
        sa.Column("baseline_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "cost_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_baseline_task_cost_minor_fits")
        ),
        sa.CheckConstraint("duration_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_baseline_task_duration_days_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_baseline_task_code_fits")),
        sa.ForeignKeyConstraint(["baseline_id"], ["baseline.id"], name=op.f("fk_baseline_task_baseline_id")),
        sa.PrimaryKeyConstraint("baseline_id", "task_id", name=op.f("pk_baseline_task")),
    )
    op.create_table(
        "budget_line",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share_percent", sa.Float(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("contingency", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("contingency IN (true, false)", name=op.f("ck_budget_line_contingency_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_budget_line_code_fits")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_budget_line_not_its_own_parent")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_budget_line_position_fits")),
        sa.CheckConstraint(
            "share_percent BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_budget_line_share_percent_fits")
        ),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_budget_line_is_a_share")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_budget_line_version_fits")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_budget_line_area_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["budget_line.id"], name=op.f("fk_budget_line_parent_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_budget_line_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_line_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_budget_line_programme_id_code")),
    )
    op.create_index(op.f("ix_budget_line_parent_id"), "budget_line", ["parent_id"], unique=False)
    op.create_table(
        "corrective_action",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_code", sa.String(length=60), nullable=False),
        sa.Column(
            "level",
            sa.Enum("item", "section", "audit", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=2000), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "product",
                "process",
                "system",
                "environment",
                "people",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("whys", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.String(length=1000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "doing",
                "done",
                "verified",
                "reopened",
                "dropped",
                name="action_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("deferrals", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("deferrals >= 0", name=op.f("ck_corrective_action_deferrals")),
        sa.CheckConstraint("deferrals BETWEEN -2147483647 AND 2147483647", name=op.f("ck_corrective_action_deferrals_fits")),
        sa.CheckConstraint("length(expected) <= 1000", name=op.f("ck_corrective_action_expected_fits")),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_corrective_action_item_code_fits")),
        sa.CheckConstraint("length(rubric_code) <= 60", name=op.f("ck_corrective_action_rubric_code_fits")),
        sa.CheckConstraint("length(what) <= 2000", name=op.f("ck_corrective_action_what_fits")),
        sa.CheckConstraint("length(what) > 0", name=op.f("ck_corrective_action_says_what")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_corrective_action_version_fits")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_corrective_action_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_corrective_action_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_corrective_action_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_corrective_action_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
    )
    op.create_index(op.f("ix_corrective_action_owner_id"), "corrective_action", ["owner_id"], unique=False)
    op.create_index("ix_corrective_action_programme", "corrective_action", ["programme_id", "state", "due_on"], unique=False)
    op.create_index("ix_corrective_action_store", "corrective_action", ["store_id", "state"], unique=False)
    op.create_table(
        "familiarity",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_familiarity_reason_fits")),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_familiarity_noted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_familiarity_person_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_familiarity_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_familiarity")),
    )
    op.create_index(op.f("ix_familiarity_person_id"), "familiarity", ["person_id"], unique=False)
    op.create_table(
        "gate",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("after_phase_id", sa.Uuid(), nullable=False),
        sa.Column("before_phase_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_gate_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_gate_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_gate_version_fits")),
        sa.ForeignKeyConstraint(["after_phase_id"], ["phase.id"], name=op.f("fk_gate_after_phase_id")),
        sa.ForeignKeyConstraint(["before_phase_id"], ["phase.id"], name=op.f("fk_gate_before_phase_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_gate_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_gate_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_gate_programme_id_code")),
    )
    op.create_index(op.f("ix_gate_owner_id"), "gate", ["owner_id"], unique=False)
    op.create_table(
        "interim_target",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("value BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_interim_target_value_fits")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_interim_target_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_target")),
        sa.UniqueConstraint("indicator_id", "due_on", name=op.f("uq_interim_target_indicator_id_due_on")),
    )
    op.create_table(
        "issue",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("risk_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("effect", sa.String(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("resolution", sa.String(length=2000), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(length(resolution) > 0) = (resolved_on IS NOT NULL)", name=op.f("ck_issue_resolved_says_how")),
        sa.CheckConstraint("due_on >= happened_on AND resolved_on >= happened_on", name=op.f("ck_issue_dates_in_order")),
        sa.CheckConstraint("length(effect) <= 2000", name=op.f("ck_issue_effect_fits")),
        sa.CheckConstraint("length(effect) > 0", name=op.f("ck_issue_says_its_effect")),
        sa.CheckConstraint("length(resolution) <= 2000", name=op.f("ck_issue_resolution_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_issue_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_issue_programme_id")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_issue_risk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    op.create_index("ix_issue_programme", "issue", ["programme_id"], unique=False)
    op.create_index(op.f("ix_issue_risk_id"), "issue", ["risk_id"], unique=False)
    op.create_index(
        "uq_issue_open",
        "issue",
        ["risk_id"],
        unique=True,
        sqlite_where=sa.text("resolved_on IS NULL"),
        postgresql_where=sa.text("resolved_on IS NULL"),
    )
    op.create_table(
        "phase_area",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_phase_area_dates_in_order")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_phase_area_version_fits")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_phase_area_area_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_phase_area_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_phase_area_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_area")),
        sa.UniqueConstraint("phase_id", "area_id", name=op.f("uq_phase_area_phase_id_area_id")),
    )
    op.create_index(op.f("ix_phase_area_area_id"), "phase_area", ["area_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_reading_n_fits")),
        sa.CheckConstraint("n IS NULL OR n >= 0", name=op.f("ck_reading_n_not_negative")),
        sa.CheckConstraint("revision BETWEEN -2147483647 AND 2147483647", name=op.f("ck_reading_revision_fits")),
        sa.CheckConstraint("value BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_reading_value_fits")),
        sa.ForeignKeyConstraint(["import_id"], ["reading_import.id"], name=op.f("fk_reading_import_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_reading_indicator_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_reading_programme_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_reading_recorded_by")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_reading_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(
        "ix_reading_corrected",
        "reading",
        ["programme_id"],
        unique=False,
        sqlite_where=sa.text("revision > 1"),
        postgresql_where=sa.text("revision > 1"),
    )
    op.create_index("ix_reading_series", "reading", ["indicator_id", "observed_on"], unique=False)
    op.create_index(op.f("ix_reading_store_id"), "reading", ["store_id"], unique=False)
    op.create_index(
        "uq_reading_programme",
        "reading",
        ["indicator_id", "observed_on", "revision"],
        unique=True,
        sqlite_where=sa.text("store_id IS NULL"),
        postgresql_where=sa.text("store_id IS NULL"),
    )
    op.create_index("uq_reading_store", "reading", ["indicator_id", "store_id", "observed_on", "revision"], unique=True)
    op.create_table(
        "recurrence",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("deliverable", JSON_TYPE, nullable=False),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "every",
            sa.Enum("weekly", "monthly", "quarterly", name="every", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("day_of_month", sa.Integer(), nullable=True),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(every <> 'weekly') = (day_of_month IS NOT NULL)", name=op.f("ck_recurrence_month_has_its_day")),
        sa.CheckConstraint("(every = 'weekly') = (weekday IS NOT NULL)", name=op.f("ck_recurrence_week_has_its_day")),
        sa.CheckConstraint("day_of_month BETWEEN -2147483647 AND 2147483647", name=op.f("ck_recurrence_day_of_month_fits")),
        sa.CheckConstraint("duration_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_recurrence_duration_days_fits")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_recurrence_dates_in_order")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_recurrence_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_recurrence_version_fits")),
        sa.CheckConstraint("weekday BETWEEN -2147483647 AND 2147483647", name=op.f("ck_recurrence_weekday_fits")),
        sa.CheckConstraint(
            "weekday BETWEEN 1 AND 7 AND day_of_month BETWEEN 1 AND 31 AND duration_days >= 1",
            name=op.f("ck_recurrence_on_a_day"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_recurrence_area_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_recurrence_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_recurrence_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_recurrence_programme_id_code")),
    )
    op.create_table(
        "risk_change",
        sa.Column("risk_id", sa.Uuid(), nullable=False),
        sa.Column("change", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "watched", "happened", "closed", name="risk_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("score_before", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_risk_change_reason_fits")),
        sa.CheckConstraint("score BETWEEN -2147483647 AND 2147483647", name=op.f("ck_risk_change_score_fits")),
        sa.CheckConstraint("score_before BETWEEN -2147483647 AND 2147483647", name=op.f("ck_risk_change_score_before_fits")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_risk_change_changed_by")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_change_risk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_change")),
    )
    op.create_index("ix_risk_change_risk", "risk_change", ["risk_id", "changed_at"], unique=False)
    op.create_table(
        "risk_indicator",
        sa.Column("risk_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_risk_indicator_indicator_id")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_indicator_risk_id")),
        sa.PrimaryKeyConstraint("risk_id", "indicator_id", name=op.f("pk_risk_indicator")),
    )
    op.create_index(op.f("ix_risk_indicator_indicator_id"), "risk_indicator", ["indicator_id"], unique=False)
    op.create_table(
        "risk_phase",
        sa.Column("risk_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_risk_phase_phase_id")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_phase_risk_id")),
        sa.PrimaryKeyConstraint("risk_id", "phase_id", name=op.f("pk_risk_phase")),
    )
    op.create_index(op.f("ix_risk_phase_phase_id"), "risk_phase", ["phase_id"], unique=False)
    op.create_table(
        "rubric_draft",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("document", JSON_TYPE, nullable=False),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "published", "discarded", name="draft_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("published_as", sa.Uuid(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 60", name=op.f("ck_rubric_draft_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_rubric_draft_version_fits")),
        sa.ForeignKeyConstraint(["based_on"], ["rubric_version.id"], name=op.f("fk_rubric_draft_based_on")),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_rubric_draft_begun_by")),
        sa.ForeignKeyConstraint(["published_as"], ["rubric_version.id"], name=op.f("fk_rubric_draft_published_as")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_draft")),
    )
    op.create_index(op.f("ix_rubric_draft_state"), "rubric_draft", ["state"], unique=False)
    op.create_table(
        "team",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_team_active_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_team_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_team_version_fits")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_team_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_index(op.f("ix_team_store_id"), "team", ["store_id"], unique=False)
    op.create_table(
        "wave",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mystery_visit",
                "supervision",
                "internal_check",
                name="wave_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rubric_version_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "open", "closed", name="wave_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("self_service", sa.Boolean(), nullable=False),
        sa.Column("most_per_person", sa.Integer(), nullable=True),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("most_cost_minor", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_wave_dates_in_order")),
        sa.CheckConstraint("fee_minor >= 0 AND most_cost_minor >= 0", name=op.f("ck_wave_money_not_negative")),
        sa.CheckConstraint("fee_minor BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_fee_minor_fits")),
        sa.CheckConstraint("length(code) <= 60", name=op.f("ck_wave_code_fits")),
        sa.CheckConstraint("most_cost_minor BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_most_cost_minor_fits")),
        sa.CheckConstraint("most_per_person BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_most_per_person_fits")),
        sa.CheckConstraint("self_service IN (true, false)", name=op.f("ck_wave_self_service_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_wave_programme_id")),
        sa.ForeignKeyConstraint(["rubric_version_id"], ["rubric_version.id"], name=op.f("fk_wave_rubric_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_wave_programme_id_code")),
    )
    op.create_table(
        "action_evidence",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_action_evidence_file_hash_fits")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_action_evidence_note_fits")),
        sa.CheckConstraint("length(note) > 0 OR file_hash IS NOT NULL", name=op.f("ck_action_evidence_shows_something")),
        sa.ForeignKeyConstraint(["action_id"], ["corrective_action.id"], name=op.f("fk_action_evidence_action_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["stored_file.hash"], name=op.f("fk_action_evidence_file_hash")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_action_evidence_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_evidence")),
    )
    op.create_index(op.f("ix_action_evidence_action_id"), "action_evidence", ["action_id"], unique=False)
    op.create_table(
        "budget_change",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("from_line_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "approval",
                "transfer",
                "draw_down",
                name="budget_change_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(kind = 'approval') = (from_line_id IS NULL)", name=op.f("ck_budget_change_moved_from_somewhere")),
        sa.CheckConstraint("kind = 'approval' OR amount_minor > 0", name=op.f("ck_budget_change_moves_something")),
        sa.CheckConstraint(
            "amount_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_budget_change_amount_minor_fits")
        ),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_budget_change_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_budget_change_says_why")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_budget_change_approved_by")),
        sa.ForeignKeyConstraint(["from_line_id"], ["budget_line.id"], name=op.f("fk_budget_change_from_line_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_budget_change_line_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_change_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_change")),
    )
    op.create_index(op.f("ix_budget_change_from_line_id"), "budget_change", ["from_line_id"], unique=False)
    op.create_index(op.f("ix_budget_change_line_id"), "budget_change", ["line_id"], unique=False)
    op.create_index("ix_budget_change_programme", "budget_change", ["programme_id", "approved_at"], unique=False)
    op.create_table(
        "gate_decision",
        sa.Column("gate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "go",
                "conditional_go",
                "hold",
                "stop",
                "recycle",
                name="gate_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "confidence",
            sa.Enum(
                "green",
                "amber_green",
                "amber",
                "amber_red",
                "red",
                name="confidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("evidence", JSON_TYPE, nullable=False),
        sa.Column("evidence_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(evidence_hash) <= 64", name=op.f("ck_gate_decision_evidence_hash_fits")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_gate_decision_note_fits")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_gate_decision_decided_by")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_decision_gate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
    )
    op.create_index("ix_gate_decision_gate", "gate_decision", ["gate_id", "decided_at"], unique=False)
    op.create_table(
        "sample",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("chosen_by", JSON_TYPE, nullable=False),
        sa.Column("population_hash", sa.String(length=64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("drawn BETWEEN -2147483647 AND 2147483647", name=op.f("ck_sample_drawn_fits")),
        sa.CheckConstraint("length(population_hash) <= 64", name=op.f("ck_sample_population_hash_fits")),
        sa.CheckConstraint("length(seed) <= 64", name=op.f("ck_sample_seed_fits")),
        sa.CheckConstraint("population BETWEEN -2147483647 AND 2147483647", name=op.f("ck_sample_population_fits")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_sample_drawn_by")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_sample_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )
    op.create_index(op.f("ix_sample_wave_id"), "sample", ["wave_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("recurrence_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("task", "milestone", name="task_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("deliverable", JSON_TYPE, nullable=False),
        sa.Column("acceptance", JSON_TYPE, nullable=False),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("effort_days", sa.Float(), nullable=True),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("finish_by", sa.Date(), nullable=True),
        sa.Column(
            "percent_rule",
            sa.Enum(
                "zero_hundred",
                "fifty_fifty",
                "steps",
                "percent",
                "level_of_effort",
                name="percent_rule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "not_started",
                "in_progress",
                "blocked",
                "done",
                name="task_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("blocked_reason", sa.String(length=500), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name=op.f("ck_task_done_has_its_day")),
        sa.CheckConstraint(
            "duration_days >= 0 AND (kind = 'milestone') = (duration_days = 0)", name=op.f("ck_task_milestone_takes_no_time")
        ),
        sa.CheckConstraint("kind <> 'milestone' OR starts_on = due_on", name=op.f("ck_task_milestone_is_a_day")),
        sa.CheckConstraint("status = 'blocked' OR blocked_reason = ''", name=op.f("ck_task_only_blocked_says_why")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_task_dates_in_order")),
        sa.CheckConstraint("duration_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_duration_days_fits")),
        sa.CheckConstraint("effort_days BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_task_effort_days_fits")),
        sa.CheckConstraint("length(blocked_reason) <= 500", name=op.f("ck_task_blocked_reason_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_task_code_fits")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_task_not_its_own_parent")),
        sa.CheckConstraint("percent BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_percent_fits")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100 AND effort_days >= 0", name=op.f("ck_task_amounts_make_sense")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_version_fits")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_task_area_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_task_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name=op.f("fk_task_parent_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_task_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_task_programme_id")),
        sa.ForeignKeyConstraint(["recurrence_id"], ["recurrence.id"], name=op.f("fk_task_recurrence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_task_programme_id_code")),
        sa.UniqueConstraint("programme_id", "id", name=op.f("uq_task_programme_id_id")),
    )
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(op.f("ix_task_parent_id"), "task", ["parent_id"], unique=False)
    op.create_index(op.f("ix_task_phase_id"), "task", ["phase_id"], unique=False)
    op.create_index(op.f("ix_task_recurrence_id"), "task", ["recurrence_id"], unique=False)
    op.create_table(
        "trap_answer",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("expected", JSON_TYPE, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_trap_answer_item_code_fits")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_trap_answer_store_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_trap_answer_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trap_answer")),
        sa.UniqueConstraint("wave_id", "store_id", "item_code", name=op.f("uq_trap_answer_wave_id_store_id_item_code")),
    )
    op.create_table(
        "wave_quota",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("channel", "day_part", "weekday", name="quota_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("at_least BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_quota_at_least_fits")),
        sa.CheckConstraint("at_most BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_quota_at_most_fits")),
        sa.CheckConstraint("length(what) <= 40", name=op.f("ck_wave_quota_what_fits")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_quota_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_quota")),
        sa.UniqueConstraint("wave_id", "kind", "what", name=op.f("uq_wave_quota_wave_id_kind_what")),
    )
    op.create_table(
        "wave_target",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_wave_target_channel_code_fits")),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_wave_target_wanted")),
        sa.CheckConstraint("wanted BETWEEN -2147483647 AND 2147483647", name=op.f("ck_wave_target_wanted_fits")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_wave_target_store_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_target_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_target")),
        sa.UniqueConstraint("wave_id", "store_id", "channel_code", name=op.f("uq_wave_target_wave_id_store_id_channel_code")),
    )
    op.create_index(op.f("ix_wave_target_store_id"), "wave_target", ["store_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_version_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=False),
        sa.Column("visit_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "in_progress",
                "submitted",
                "in_review",
                "returned",
                "approved",
                "appealed",
                "amended",
                "upheld",
                "excluded",
                "cancelled",
                name="audit_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wave_id", sa.Uuid(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column(
            "day_part",
            sa.Enum("morning", "afternoon", "evening", name="day_part", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "purpose",
            sa.Enum("counted", "calibration", name="purpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("sample_id", sa.Uuid(), nullable=True),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("due_on >= visit_from", name=op.f("ck_assignment_dates_in_order")),
        sa.CheckConstraint("fee_minor BETWEEN -2147483647 AND 2147483647", name=op.f("ck_assignment_fee_minor_fits")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_assignment_channel_code_fits")),
        sa.CheckConstraint("length(unit) <= 200", name=op.f("ck_assignment_unit_fits")),
        sa.CheckConstraint("planned_on BETWEEN visit_from AND due_on", name=op.f("ck_assignment_planned_within")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_assignment_version_fits")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_assignment_assignee_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_programme_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_assignment_reviewer_id")),
        sa.ForeignKeyConstraint(["rubric_version_id"], ["rubric_version.id"], name=op.f("fk_assignment_rubric_version_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"], name=op.f("fk_assignment_sample_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_assignment_store_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_assignment_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_assignee", "assignment", ["assignee_id", "state"], unique=False)
    op.create_index("ix_assignment_programme", "assignment", ["programme_id", "state", "due_on"], unique=False)
    op.create_index(op.f("ix_assignment_store_id"), "assignment", ["store_id"], unique=False)
    op.create_index(op.f("ix_assignment_wave_id"), "assignment", ["wave_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("gate_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "checklist",
                "milestone_met",
                "task_done",
                "indicator_at_target",
                "audit_score",
                "budget_within",
                "no_open_high_risk",
                "evidence",
                name="criterion_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", JSON_TYPE, nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("indicator_code", sa.String(length=60), nullable=True),
        sa.Column("rubric_code", sa.String(length=60), nullable=True),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'indicator_at_target') = (indicator_code IS NOT NULL)", name=op.f("ck_criterion_names_its_indicator")
        ),
        sa.CheckConstraint(
            "(kind IN ('audit_score', 'budget_within')) = (threshold IS NOT NULL)", name=op.f("ck_criterion_has_its_threshold")
        ),
        sa.CheckConstraint(
            "(kind IN ('milestone_met', 'task_done')) = (task_id IS NOT NULL)", name=op.f("ck_criterion_names_its_task")
        ),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_criterion_code_fits")),
        sa.CheckConstraint("length(indicator_code) <= 60", name=op.f("ck_criterion_indicator_code_fits")),
        sa.CheckConstraint("length(rubric_code) <= 60", name=op.f("ck_criterion_rubric_code_fits")),
        sa.CheckConstraint("mandatory IN (true, false)", name=op.f("ck_criterion_mandatory_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_criterion_position_fits")),
        sa.CheckConstraint("threshold BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_criterion_threshold_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_criterion_version_fits")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_criterion_gate_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_criterion_owner_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_criterion_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("gate_id", "code", name=op.f("uq_criterion_gate_id_code")),
    )
    op.create_index(op.f("ix_criterion_task_id"), "criterion", ["task_id"], unique=False)
    op.create_table(
        "gate_condition",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["gate_decision.id"], name=op.f("fk_gate_condition_decision_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_gate_condition_task_id")),
        sa.PrimaryKeyConstraint("decision_id", "task_id", name=op.f("pk_gate_condition")),
    )
    op.create_index(op.f("ix_gate_condition_task_id"), "gate_condition", ["task_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("committed", "actual", "forecast", name="entry_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("programme_minor", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("settles_id", sa.Uuid(), nullable=True),
        sa.Column("restates_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("booked_by", sa.Uuid(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("settles_id IS NULL OR kind = 'actual'", name=op.f("ck_ledger_entry_actuals_settle")),
        sa.CheckConstraint(
            "amount_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_ledger_entry_amount_minor_fits")
        ),
        sa.CheckConstraint("length(currency) <= 3", name=op.f("ck_ledger_entry_currency_fits")),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_ledger_entry_reason_fits")),
        sa.CheckConstraint("length(reference) <= 120", name=op.f("ck_ledger_entry_reference_fits")),
        sa.CheckConstraint("length(text) <= 500", name=op.f("ck_ledger_entry_text_fits")),
        sa.CheckConstraint(
            "programme_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_ledger_entry_programme_minor_fits")
        ),
        sa.CheckConstraint("rate > 0", name=op.f("ck_ledger_entry_rate_positive")),
        sa.CheckConstraint("rate BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_ledger_entry_rate_fits")),
        sa.CheckConstraint("restates_id IS NULL OR length(reason) > 0", name=op.f("ck_ledger_entry_restated_says_why")),
        sa.ForeignKeyConstraint(["booked_by"], ["person.id"], name=op.f("fk_ledger_entry_booked_by")),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_ledger_entry_import_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_ledger_entry_line_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_ledger_entry_programme_id")),
        sa.ForeignKeyConstraint(["restates_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_restates_id")),
        sa.ForeignKeyConstraint(["settles_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_settles_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_ledger_entry_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("restates_id", name=op.f("uq_ledger_entry_restates_id")),
    )
    op.create_index(op.f("ix_ledger_entry_import_id"), "ledger_entry", ["import_id"], unique=False)
    op.create_index(op.f("ix_ledger_entry_line_id"), "ledger_entry", ["line_id"], unique=False)
    op.create_index("ix_ledger_entry_programme", "ledger_entry", ["programme_id", "kind", "on"], unique=False)
    op.create_index(op.f("ix_ledger_entry_settles_id"), "ledger_entry", ["settles_id"], unique=False)
    op.create_index(op.f("ix_ledger_entry_task_id"), "ledger_entry", ["task_id"], unique=False)
    op.create_index(
        "uq_ledger_entry_reference",
        "ledger_entry",
        ["programme_id", "kind", "reference"],
        unique=True,
        sqlite_where=sa.text("reference <> '' AND restates_id IS NULL"),
        postgresql_where=sa.text("reference <> '' AND restates_id IS NULL"),
    )
    op.create_table(
        "minute",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("meeting", "decision", "action", name="minute_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("present", sa.String(length=2000), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("phase_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("gate_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind <> 'meeting' OR meeting_id IS NULL", name=op.f("ck_minute_meetings_stand_alone")),
        sa.CheckConstraint("kind = 'action' OR (due_on IS NULL AND done_on IS NULL)", name=op.f("ck_minute_actions_are_due")),
        sa.CheckConstraint("length(present) <= 2000", name=op.f("ck_minute_present_fits")),
        sa.CheckConstraint("length(text) <= 2000", name=op.f("ck_minute_text_fits")),
        sa.CheckConstraint("length(title) <= 200", name=op.f("ck_minute_title_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_minute_version_fits")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_minute_gate_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["minute.id"], name=op.f("fk_minute_meeting_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_minute_owner_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_minute_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_minute_programme_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_minute_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute")),
    )
    op.create_index(op.f("ix_minute_meeting_id"), "minute", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_minute_owner_id"), "minute", ["owner_id"], unique=False)
    op.create_index("ix_minute_programme", "minute", ["programme_id", "on"], unique=False)
    op.create_index(op.f("ix_minute_task_id"), "minute", ["task_id"], unique=False)
    op.create_table(
        "task_cost",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("planned_minor", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("planned_minor >= 0", name=op.f("ck_task_cost_not_negative")),
        sa.CheckConstraint(
            "planned_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_task_cost_planned_minor_fits")
        ),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_cost_version_fits")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_task_cost_line_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_task_cost_programme_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_cost_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_cost")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_cost_task_id")),
    )
    op.create_index(op.f("ix_task_cost_line_id"), "task_cost", ["line_id"], unique=False)
    op.create_index(op.f("ix_task_cost_programme_id"), "task_cost", ["programme_id"], unique=False)
    op.create_table(
        "task_link",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("before_id", sa.Uuid(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=False),
        sa.Column(
            "type",
            sa.Enum("FS", "SS", "FF", "SF", name="link_type", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("lag_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("before_id <> after_id", name=op.f("ck_task_link_not_to_itself")),
        sa.CheckConstraint("lag_days BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_link_lag_days_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_link_version_fits")),
        sa.ForeignKeyConstraint(["programme_id", "after_id"], ["task.programme_id", "task.id"], name="fk_task_link_after"),
        sa.ForeignKeyConstraint(["programme_id", "before_id"], ["task.programme_id", "task.id"], name="fk_task_link_before"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_task_link_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_link")),
        sa.UniqueConstraint("before_id", "after_id", name=op.f("uq_task_link_before_id_after_id")),
    )
    op.create_index(op.f("ix_task_link_after_id"), "task_link", ["after_id"], unique=False)
    op.create_index(op.f("ix_task_link_programme_id"), "task_link", ["programme_id"], unique=False)
    op.create_table(
        "task_role",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column(
            "raci",
            sa.Enum(
                "responsible",
                "accountable",
                "consulted",
                "informed",
                name="raci",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("role", JSON_TYPE, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_role_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_role_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_role")),
    )
    op.create_index(op.f("ix_task_role_person_id"), "task_role", ["person_id"], unique=False)
    op.create_index("ix_task_role_task", "task_role", ["task_id"], unique=False)
    op.create_table(
        "task_step",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_step_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_step_version_fits")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_task_step_weighs_something")),
        sa.CheckConstraint("weight BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_task_step_weight_fits")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_step_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
        sa.UniqueConstraint("task_id", "position", name=op.f("uq_task_step_task_id_position")),
    )
    op.create_table(
        "assignment_change",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("reassigned", "moved", "cancelled", name="change_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("change", JSON_TYPE, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_assignment_change_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_assignment_change_says_why")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_change_assignment_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_assignment_change_changed_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_change_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_change")),
    )
    op.create_index(op.f("ix_assignment_change_assignment_id"), "assignment_change", ["assignment_id"], unique=False)
    op.create_table(
        "criterion_mark",
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_criterion_mark_file_hash_fits")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_criterion_mark_note_fits")),
        sa.CheckConstraint("met IN (true, false)", name=op.f("ck_criterion_mark_met_fits")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_criterion_mark_criterion_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["stored_file.hash"], name=op.f("fk_criterion_mark_file_hash")),
        sa.ForeignKeyConstraint(["marked_by"], ["person.id"], name=op.f("fk_criterion_mark_marked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_mark")),
    )
    op.create_index("ix_criterion_mark_criterion", "criterion_mark", ["criterion_id", "marked_at"], unique=False)
    op.create_table(
        "criterion_waiver",
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("waived_by", sa.Uuid(), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_criterion_waiver_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_criterion_waiver_says_why")),
        sa.CheckConstraint("waived IN (true, false)", name=op.f("ck_criterion_waiver_waived_fits")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_criterion_waiver_criterion_id")),
        sa.ForeignKeyConstraint(["waived_by"], ["person.id"], name=op.f("fk_criterion_waiver_waived_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_waiver")),
    )
    op.create_index("ix_criterion_waiver_criterion", "criterion_waiver", ["criterion_id", "waived_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("lease_hash", sa.String(length=64), nullable=True),
        sa.Column("leased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempt BETWEEN -2147483647 AND 2147483647", name=op.f("ck_draft_attempt_fits")),
        sa.CheckConstraint("length(lease_hash) <= 64", name=op.f("ck_draft_lease_hash_fits")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_draft_assignment_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_draft_opened_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_draft_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("assignment_id", "attempt", name=op.f("uq_draft_assignment_id_attempt")),
    )
    op.create_table(
        "visit_cost",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("purchase", "travel", "other", name="cost_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_minor", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("accepted_minor BETWEEN -2147483647 AND 2147483647", name=op.f("ck_visit_cost_accepted_minor_fits")),
        sa.CheckConstraint("amount_minor > 0 AND accepted_minor BETWEEN 0 AND amount_minor", name=op.f("ck_visit_cost_amounts")),
        sa.CheckConstraint("amount_minor BETWEEN -2147483647 AND 2147483647", name=op.f("ck_visit_cost_amount_minor_fits")),
        sa.CheckConstraint("length(decision_note) <= 500", name=op.f("ck_visit_cost_decision_note_fits")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_visit_cost_note_fits")),
        sa.CheckConstraint("length(receipt_hash) <= 64", name=op.f("ck_visit_cost_receipt_hash_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_visit_cost_version_fits")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_visit_cost_assignment_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_visit_cost_decided_by")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_visit_cost_given_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_visit_cost_programme_id")),
        sa.ForeignKeyConstraint(["receipt_hash"], ["stored_file.hash"], name=op.f("fk_visit_cost_receipt_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_cost")),
    )
    op.create_index(op.f("ix_visit_cost_assignment_id"), "visit_cost", ["assignment_id"], unique=False)
    op.create_table(
        "action_check",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("fixed", "not_fixed", "not_seen", name="check_outcome", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_action_check_note_fits")),
        sa.ForeignKeyConstraint(["action_id"], ["corrective_action.id"], name=op.f("fk_action_check_action_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_action_check_checked_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_action_check_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_check")),
    )
    op.create_index(op.f("ix_action_check_action_id"), "action_check", ["action_id"], unique=False)
    op.create_index("ix_action_check_draft", "action_check", ["draft_id", "action_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("value", JSON_TYPE, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(device) <= 64", name=op.f("ck_answer_device_fits")),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_answer_item_code_fits")),
        sa.CheckConstraint("sequence BETWEEN -2147483647 AND 2147483647", name=op.f("ck_answer_sequence_fits")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_answer_answered_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_answer_draft_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_answer_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index("ix_answer_draft_item", "answer", ["draft_id", "item_code", "id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(device) <= 64", name=op.f("ck_evidence_device_fits")),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_evidence_file_hash_fits")),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_evidence_item_code_fits")),
        sa.CheckConstraint("sequence BETWEEN -2147483647 AND 2147483647", name=op.f("ck_evidence_sequence_fits")),
        sa.CheckConstraint("withdrawn IN (true, false)", name=op.f("ck_evidence_withdrawn_fits")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_evidence_draft_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["stored_file.hash"], name=op.f("fk_evidence_file_hash")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_evidence_given_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_evidence_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_draft_item", "evidence", ["draft_id", "item_code"], unique=False)
    op.create_index("ix_evidence_file", "evidence", ["file_hash"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(device) <= 200", name=op.f("ck_submission_device_fits")),
        sa.CheckConstraint("length(payload_hash) <= 64", name=op.f("ck_submission_payload_hash_fits")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_submission_assignment_id")),
        sa.ForeignKeyConstraint(["id"], ["draft.id"], name=op.f("fk_submission_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_submission_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_submission_store_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_submission_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_assignment_id"), "submission", ["assignment_id"], unique=False)
    op.create_index("ix_submission_programme", "submission", ["programme_id", "received_at"], unique=False)
    op.create_index(op.f("ix_submission_store_id"), "submission", ["store_id"], unique=False)
    op.create_table(
        "visit_location",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("accuracy_m >= 0", name=op.f("ck_visit_location_accuracy")),
        sa.CheckConstraint(
            "accuracy_m BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_visit_location_accuracy_m_fits")
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_visit_location_latitude_fits")
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_visit_location_on_earth")
        ),
        sa.CheckConstraint(
            "longitude BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_visit_location_longitude_fits")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_visit_location_draft_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_visit_location_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_location")),
    )
    op.create_index(op.f("ix_visit_location_draft_id"), "visit_location", ["draft_id"], unique=False)
    op.create_table(
        "action_change",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "doing",
                "done",
                "verified",
                "reopened",
                "dropped",
                name="action_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("change", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_action_change_reason_fits")),
        sa.ForeignKeyConstraint(["action_id"], ["corrective_action.id"], name=op.f("fk_action_change_action_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_action_change_changed_by")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_action_change_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_change")),
    )
    op.create_index(op.f("ix_action_change_action_id"), "action_change", ["action_id"], unique=False)
    op.create_index(op.f("ix_action_change_submission_id"), "action_change", ["submission_id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "decided", "withdrawn", name="appeal_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_appeal_note_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_appeal_version_fits")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_appeal_opened_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_appeal_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_appeal_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_appeal_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index("ix_appeal_programme", "appeal", ["programme_id", "state"], unique=False)
    op.create_index(op.f("ix_appeal_store_id"), "appeal", ["store_id"], unique=False)
    op.create_index(op.f("ix_appeal_submission_id"), "appeal", ["submission_id"], unique=False)
    op.create_index(
        "uq_appeal_open",
        "appeal",
        ["submission_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "audit_release",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("pseudonym", sa.String(length=20), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(pseudonym) <= 20", name=op.f("ck_audit_release_pseudonym_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_release_programme_id")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_audit_release_released_by")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_audit_release_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_audit_release_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_audit_release")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_release_public_id")),
    )
    op.create_index(op.f("ix_audit_release_store_id"), "audit_release", ["store_id"], unique=False)
    op.create_table(
        "audit_score",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("earned", sa.String(length=60), nullable=False),
        sa.Column("possible", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("band", sa.String(length=60), nullable=True),
        sa.Column("result", JSON_TYPE, nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(band) <= 60", name=op.f("ck_audit_score_band_fits")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_score_channel_code_fits")),
        sa.CheckConstraint("length(earned) <= 60", name=op.f("ck_audit_score_earned_fits")),
        sa.CheckConstraint("length(possible) <= 60", name=op.f("ck_audit_score_possible_fits")),
        sa.CheckConstraint("passed IN (true, false)", name=op.f("ck_audit_score_passed_fits")),
        sa.CheckConstraint("percent BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_score_percent_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_score_programme_id")),
        sa.ForeignKeyConstraint(["replaces"], ["audit_score.id"], name=op.f("fk_audit_score_replaces")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_audit_score_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_audit_score_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_score")),
        sa.UniqueConstraint("replaces", name=op.f("uq_audit_score_replaces")),
    )
    op.create_index("ix_audit_score_programme", "audit_score", ["programme_id", "visited_on"], unique=False)
    op.create_index(op.f("ix_audit_score_store_id"), "audit_score", ["store_id"], unique=False)
    op.create_index(op.f("ix_audit_score_submission_id"), "audit_score", ["submission_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "failed_item",
                "critical_item",
                "low_section",
                "low_audit",
                name="finding_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_finding_item_code_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_finding_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_finding_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("submission_id", "kind", "item_code", name=op.f("uq_finding_submission_id_kind_item_code")),
    )
    op.create_index("ix_finding_programme", "finding", ["programme_id", "item_code"], unique=False)
    op.create_index(op.f("ix_finding_store_id"), "finding", ["store_id"], unique=False)
    op.create_table(
        "review_decision",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "returned",
                "return_withdrawn",
                "approved",
                "approval_withdrawn",
                "excluded",
                "reinstated",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('approved', 'returned') OR length(reason) > 0", name=op.f("ck_review_decision_says_why")
        ),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_review_decision_reason_fits")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_review_decision_decided_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_review_decision_programme_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_decision_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
    )
    op.create_index(op.f("ix_review_decision_submission_id"), "review_decision", ["submission_id"], unique=False)
    op.create_table(
        "second_scoring",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=True),
        sa.Column("rater_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", JSON_TYPE, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (answers IS NULL)", name=op.f("ck_second_scoring_done_with_answers")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_second_scoring_version_fits")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_second_scoring_asked_by")),
        sa.ForeignKeyConstraint(["draw_id"], ["scoring_draw.id"], name=op.f("fk_second_scoring_draw_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_second_scoring_programme_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_second_scoring_rater_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_second_scoring_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_scoring")),
        sa.UniqueConstraint("submission_id", "rater_id", name=op.f("uq_second_scoring_submission_id_rater_id")),
    )
    op.create_index(op.f("ix_second_scoring_programme_id"), "second_scoring", ["programme_id"], unique=False)
    op.create_index(op.f("ix_second_scoring_rater_id"), "second_scoring", ["rater_id"], unique=False)
    op.create_table(
        "written_text",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=110), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(item_code) <= 110", name=op.f("ck_written_text_item_code_fits")),
        sa.CheckConstraint("length(mark) <= 64", name=op.f("ck_written_text_mark_fits")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_written_text_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "item_code", name=op.f("pk_written_text")),
    )
    op.create_index("ix_written_text_mark", "written_text", ["mark"], unique=False)
    op.create_table(
        "action_finding",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["corrective_action.id"], name=op.f("fk_action_finding_action_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_action_finding_finding_id")),
        sa.PrimaryKeyConstraint("action_id", "finding_id", name=op.f("pk_action_finding")),
    )
    op.create_index(op.f("ix_action_finding_finding_id"), "action_finding", ["finding_id"], unique=False)
    op.create_table(
        "answer_correction",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("value", JSON_TYPE, nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_answer_correction_item_code_fits")),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_answer_correction_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_answer_correction_says_why")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_answer_correction_appeal_id")),
        sa.ForeignKeyConstraint(["corrected_by"], ["person.id"], name=op.f("fk_answer_correction_corrected_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_answer_correction_programme_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_answer_correction_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_correction")),
    )
    op.create_index(op.f("ix_answer_correction_submission_id"), "answer_correction", ["submission_id"], unique=False)
    op.create_table(
        "appeal_decision",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("upheld", "amended", name="ruling", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("score_before", sa.Uuid(), nullable=False),
        sa.Column("score_after", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_decision_appeal_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_appeal_decision_decided_by")),
        sa.ForeignKeyConstraint(["score_after"], ["audit_score.id"], name=op.f("fk_appeal_decision_score_after")),
        sa.ForeignKeyConstraint(["score_before"], ["audit_score.id"], name=op.f("fk_appeal_decision_score_before")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_decision")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_appeal_decision_appeal_id")),
    )
    op.create_table(
        "appeal_item",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "fact",
                "standard",
                "circumstance",
                "mistaken",
                "other",
                name="appeal_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_appeal_item_item_code_fits")),
        sa.CheckConstraint("length(text) <= 2000", name=op.f("ck_appeal_item_text_fits")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_appeal_item_says_why")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_item_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_item")),
        sa.UniqueConstraint("appeal_id", "item_code", name=op.f("uq_appeal_item_appeal_id_item_code")),
    )
    op.create_table(
        "audit_rescore",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("score_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_version_id", sa.Uuid(), nullable=False),
        sa.Column("earned", sa.String(length=60), nullable=False),
        sa.Column("possible", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("band", sa.String(length=60), nullable=True),
        sa.Column("result", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scored_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(band) <= 60", name=op.f("ck_audit_rescore_band_fits")),
        sa.CheckConstraint("length(earned) <= 60", name=op.f("ck_audit_rescore_earned_fits")),
        sa.CheckConstraint("length(possible) <= 60", name=op.f("ck_audit_rescore_possible_fits")),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_audit_rescore_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_audit_rescore_says_why")),
        sa.CheckConstraint("passed IN (true, false)", name=op.f("ck_audit_rescore_passed_fits")),
        sa.CheckConstraint("percent BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_rescore_percent_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_rescore_programme_id")),
        sa.ForeignKeyConstraint(["rubric_version_id"], ["rubric_version.id"], name=op.f("fk_audit_rescore_rubric_version_id")),
        sa.ForeignKeyConstraint(["score_id"], ["audit_score.id"], name=op.f("fk_audit_rescore_score_id")),
        sa.ForeignKeyConstraint(["scored_by"], ["person.id"], name=op.f("fk_audit_rescore_scored_by")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_audit_rescore_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rescore")),
    )
    op.create_index("ix_audit_rescore_programme", "audit_rescore", ["programme_id", "scored_at"], unique=False)
    op.create_index(op.f("ix_audit_rescore_submission_id"), "audit_rescore", ["submission_id"], unique=False)
    op.create_table(
        "returned_item",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_returned_item_item_code_fits")),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_returned_item_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_returned_item_says_why")),
        sa.ForeignKeyConstraint(["decision_id"], ["review_decision.id"], name=op.f("fk_returned_item_decision_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_returned_item_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_item")),
    )
    op.create_index(op.f("ix_returned_item_decision_id"), "returned_item", ["decision_id"], unique=False)
    op.create_table(
        "appeal_evidence",
        sa.Column("appeal_item_id", sa.Uuid(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_appeal_evidence_file_hash_fits")),
        sa.ForeignKeyConstraint(["appeal_item_id"], ["appeal_item.id"], name=op.f("fk_appeal_evidence_appeal_item_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["stored_file.hash"], name=op.f("fk_appeal_evidence_file_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_evidence")),
    )
    op.create_index(op.f("ix_appeal_evidence_appeal_item_id"), "appeal_evidence", ["appeal_item_id"], unique=False)
    op.create_table(
        "appeal_ruling",
        sa.Column("appeal_item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("upheld", "amended", name="ruling", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("value", JSON_TYPE, nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_appeal_ruling_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_appeal_ruling_says_why")),
        sa.ForeignKeyConstraint(["appeal_item_id"], ["appeal_item.id"], name=op.f("fk_appeal_ruling_appeal_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_ruling")),
        sa.UniqueConstraint("appeal_item_id", name=op.f("uq_appeal_ruling_appeal_item_id")),
    )
    for table in APPEND_ONLY:
        for statement in append_only(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in APPEND_ONLY:
        for statement in drop_append_only(table, op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_table("appeal_ruling")
    op.drop_index(op.f("ix_appeal_evidence_appeal_item_id"), table_name="appeal_evidence")
    op.drop_table("appeal_evidence")
    op.drop_index(op.f("ix_returned_item_decision_id"), table_name="returned_item")
    op.drop_table("returned_item")
    op.drop_index(op.f("ix_audit_rescore_submission_id"), table_name="audit_rescore")
    op.drop_index("ix_audit_rescore_programme", table_name="audit_rescore")
    op.drop_table("audit_rescore")
    op.drop_table("appeal_item")
    op.drop_table("appeal_decision")
    op.drop_index(op.f("ix_answer_correction_submission_id"), table_name="answer_correction")
    op.drop_table("answer_correction")
    op.drop_index(op.f("ix_action_finding_finding_id"), table_name="action_finding")
    op.drop_table("action_finding")
    op.drop_index("ix_written_text_mark", table_name="written_text")
    op.drop_table("written_text")
    op.drop_index(op.f("ix_second_scoring_rater_id"), table_name="second_scoring")
    op.drop_index(op.f("ix_second_scoring_programme_id"), table_name="second_scoring")
    op.drop_table("second_scoring")
    op.drop_index(op.f("ix_review_decision_submission_id"), table_name="review_decision")
    op.drop_table("review_decision")
    op.drop_index(op.f("ix_finding_store_id"), table_name="finding")
    op.drop_index("ix_finding_programme", table_name="finding")
    op.drop_table("finding")
    op.drop_index(op.f("ix_audit_score_submission_id"), table_name="audit_score")
    op.drop_index(op.f("ix_audit_score_store_id"), table_name="audit_score")
    op.drop_index("ix_audit_score_programme", table_name="audit_score")
    op.drop_table("audit_score")
    op.drop_index(op.f("ix_audit_release_store_id"), table_name="audit_release")
    op.drop_table("audit_release")
    op.drop_index(
        "uq_appeal_open", table_name="appeal", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index(op.f("ix_appeal_submission_id"), table_name="appeal")
    op.drop_index(op.f("ix_appeal_store_id"), table_name="appeal")
    op.drop_index("ix_appeal_programme", table_name="appeal")
    op.drop_table("appeal")
    op.drop_index(op.f("ix_action_change_submission_id"), table_name="action_change")
    op.drop_index(op.f("ix_action_change_action_id"), table_name="action_change")
    op.drop_table("action_change")
    op.drop_index(op.f("ix_visit_location_draft_id"), table_name="visit_location")
    op.drop_table("visit_location")
    op.drop_index(op.f("ix_submission_store_id"), table_name="submission")
    op.drop_index("ix_submission_programme", table_name="submission")
    op.drop_index(op.f("ix_submission_assignment_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index("ix_evidence_file", table_name="evidence")
    op.drop_index("ix_evidence_draft_item", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_answer_draft_item", table_name="answer")
    op.drop_table("answer")
    op.drop_index("ix_action_check_draft", table_name="action_check")
    op.drop_index(op.f("ix_action_check_action_id"), table_name="action_check")
    op.drop_table("action_check")
    op.drop_index(op.f("ix_visit_cost_assignment_id"), table_name="visit_cost")
    op.drop_table("visit_cost")
    op.drop_table("draft")
    op.drop_index("ix_criterion_waiver_criterion", table_name="criterion_waiver")
    op.drop_table("criterion_waiver")
    op.drop_index("ix_criterion_mark_criterion", table_name="criterion_mark")
    op.drop_table("criterion_mark")
    op.drop_index(op.f("ix_assignment_change_assignment_id"), table_name="assignment_change")
    op.drop_table("assignment_change")
    op.drop_table("task_step")
    op.drop_index("ix_task_role_task", table_name="task_role")
    op.drop_index(op.f("ix_task_role_person_id"), table_name="task_role")
    op.drop_table("task_role")
    op.drop_index(op.f("ix_task_link_programme_id"), table_name="task_link")
    op.drop_index(op.f("ix_task_link_after_id"), table_name="task_link")
    op.drop_table("task_link")
    op.drop_index(op.f("ix_task_cost_programme_id"), table_name="task_cost")
    op.drop_index(op.f("ix_task_cost_line_id"), table_name="task_cost")
    op.drop_table("task_cost")
    op.drop_index(op.f("ix_minute_task_id"), table_name="minute")
    op.drop_index("ix_minute_programme", table_name="minute")
    op.drop_index(op.f("ix_minute_owner_id"), table_name="minute")
    op.drop_index(op.f("ix_minute_meeting_id"), table_name="minute")
    op.drop_table("minute")
    op.drop_index(
        "uq_ledger_entry_reference",
        table_name="ledger_entry",
        sqlite_where=sa.text("reference <> '' AND restates_id IS NULL"),
        postgresql_where=sa.text("reference <> '' AND restates_id IS NULL"),
    )
    op.drop_index(op.f("ix_ledger_entry_task_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_settles_id"), table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_programme", table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_line_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_import_id"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_gate_condition_task_id"), table_name="gate_condition")
    op.drop_table("gate_condition")
    op.drop_index(op.f("ix_criterion_task_id"), table_name="criterion")
    op.drop_table("criterion")
    op.drop_index(op.f("ix_assignment_wave_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_store_id"), table_name="assignment")
    op.drop_index("ix_assignment_programme", table_name="assignment")
    op.drop_index("ix_assignment_assignee", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_wave_target_store_id"), table_name="wave_target")
    op.drop_table("wave_target")
    op.drop_table("wave_quota")
    op.drop_table("trap_answer")
    op.drop_index(op.f("ix_task_recurrence_id"), table_name="task")
    op.drop_index(op.f("ix_task_phase_id"), table_name="task")
    op.drop_index(op.f("ix_task_parent_id"), table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_sample_wave_id"), table_name="sample")
    op.drop_table("sample")
    op.drop_index("ix_gate_decision_gate", table_name="gate_decision")
    op.drop_table("gate_decision")
    op.drop_index("ix_budget_change_programme", table_name="budget_change")
    op.drop_index(op.f("ix_budget_change_line_id"), table_name="budget_change")
    op.drop_index(op.f("ix_budget_change_from_line_id"), table_name="budget_change")
    op.drop_table("budget_change")
    op.drop_index(op.f("ix_action_evidence_action_id"), table_name="action_evidence")
    op.drop_table("action_evidence")
    op.drop_table("wave")
    op.drop_index(op.f("ix_team_store_id"), table_name="team")
    op.drop_table("team")
    op.drop_index(op.f("ix_rubric_draft_state"), table_name="rubric_draft")
    op.drop_table("rubric_draft")
    op.drop_index(op.f("ix_risk_phase_phase_id"), table_name="risk_phase")
    op.drop_table("risk_phase")
    op.drop_index(op.f("ix_risk_indicator_indicator_id"), table_name="risk_indicator")
    op.drop_table("risk_indicator")
    op.drop_index("ix_risk_change_risk", table_name="risk_change")
    op.drop_table("risk_change")
    op.drop_table("recurrence")
    op.drop_index("uq_reading_store", table_name="reading")
    op.drop_index(
        "uq_reading_programme",
        table_name="reading",
        sqlite_where=sa.text("store_id IS NULL"),
        postgresql_where=sa.text("store_id IS NULL"),
    )
    op.drop_index(op.f("ix_reading_store_id"), table_name="reading")
    op.drop_index("ix_reading_series", table_name="reading")
    op.drop_index(
        "ix_reading_corrected",
        table_name="reading",
        sqlite_where=sa.text("revision > 1"),
        postgresql_where=sa.text("revision > 1"),
    )
    op.drop_table("reading")
    op.drop_index(op.f("ix_phase_area_area_id"), table_name="phase_area")
    op.drop_table("phase_area")
    op.drop_index(
        "uq_issue_open",
        table_name="issue",
        sqlite_where=sa.text("resolved_on IS NULL"),
        postgresql_where=sa.text("resolved_on IS NULL"),
    )
    op.drop_index(op.f("ix_issue_risk_id"), table_name="issue")
    op.drop_index("ix_issue_programme", table_name="issue")
    op.drop_table("issue")
    op.drop_table("interim_target")
    op.drop_index(op.f("ix_gate_owner_id"), table_name="gate")
    op.drop_table("gate")
    op.drop_index(op.f("ix_familiarity_person_id"), table_name="familiarity")
    op.drop_table("familiarity")
    op.drop_index("ix_corrective_action_store", table_name="corrective_action")
    op.drop_index("ix_corrective_action_programme", table_name="corrective_action")
    op.drop_index(op.f("ix_corrective_action_owner_id"), table_name="corrective_action")
    op.drop_table("corrective_action")
    op.drop_index(op.f("ix_budget_line_parent_id"), table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_table("baseline_task")
    op.drop_table("audit_tally")
    op.drop_index(op.f("ix_area_store_store_id"), table_name="area_store")
    op.drop_table("area_store")
    op.drop_index(op.f("ix_area_region_region_id"), table_name="area_region")
    op.drop_table("area_region")
    op.drop_table("working_calendar")
    op.drop_index(op.f("ix_store_region_id"), table_name="store")
    op.drop_table("store")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_scoring_draw_programme_id"), table_name="scoring_draw")
    op.drop_table("scoring_draw")
    op.drop_index(op.f("ix_saved_view_person_id"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_table("rubric_version")
    op.drop_index(op.f("ix_risk_owner_id"), table_name="risk")
    op.drop_table("risk")
    op.drop_table("responsibility")
    op.drop_table("reading_import")
    op.drop_table("programme_template")
    op.drop_table("phase")
    op.drop_index(op.f("ix_person_scope_person_id"), table_name="person_scope")
    op.drop_table("person_scope")
    op.drop_table("money_period")
    op.drop_index("ix_message_waiting", table_name="message")
    op.drop_table("message")
    op.drop_table("ledger_import")
    op.drop_table("indicator")
    op.drop_table("identity")
    op.drop_table("field_profile")
    op.drop_table("field_policy")
    op.drop_index(op.f("ix_external_identity_person_id"), table_name="external_identity")
    op.drop_table("external_identity")
    op.drop_table("exchange_rate")
    op.drop_table("credential")
    op.drop_index(op.f("ix_calendar_feed_person_id"), table_name="calendar_feed")
    op.drop_table("calendar_feed")
    op.drop_table("calendar_day")
    op.drop_table("budget")
    op.drop_table("baseline")
    op.drop_table("area")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("stored_file")
    op.drop_table("sign_in_failures")
    op.drop_table("rubric")
    op.drop_table("region")
    op.drop_table("programme")
    op.drop_table("person")
    op.drop_table("message_target")
    op.drop_table("installation")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_table("event")
    op.drop_table("channel")
