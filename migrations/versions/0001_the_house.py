"""The first tables: floor, people, organisation, plan, money, targets, rubrics, visits, review, findings, readings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from tracker.core.schema import append_only, drop_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(JSONB(), "postgresql")
APPEND_ONLY = ("event", "rubric_version", "answer", "evidence", "submission", "review_decision", "audit_score", "reading")


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
        "budget_line",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share_percent", sa.Float(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_budget_line_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_budget_line_position_fits")),
        sa.CheckConstraint(
            "share_percent BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_budget_line_share_percent_fits")
        ),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_budget_line_is_a_share")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_budget_line_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_line_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_budget_line_programme_id_code")),
    )
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
        "identity",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(display_name) <= 200", name=op.f("ck_identity_display_name_fits")),
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
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_position_fits")),
        sa.CheckConstraint("smallest_n >= 1", name=op.f("ck_indicator_smallest_n_positive")),
        sa.CheckConstraint("smallest_n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_smallest_n_fits")),
        sa.CheckConstraint("length(source) <= 10", name=op.f("ck_indicator_source_fits")),
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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("active IN (true, false)", name=op.f("ck_store_active_fits")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_store_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_store_version_fits")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_store_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("code", name=op.f("uq_store_code")),
    )
    op.create_index(op.f("ix_store_region_id"), "store", ["region_id"], unique=False)
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
                "returned",
                "approved",
                "cancelled",
                name="audit_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("due_on >= visit_from", name=op.f("ck_assignment_dates_in_order")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_assignment_channel_code_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_assignment_version_fits")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_assignment_assignee_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_programme_id")),
        sa.ForeignKeyConstraint(["rubric_version_id"], ["rubric_version.id"], name=op.f("fk_assignment_rubric_version_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_assignment_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_assignee", "assignment", ["assignee_id", "state"], unique=False)
    op.create_index("ix_assignment_programme", "assignment", ["programme_id", "state", "due_on"], unique=False)
    op.create_index(op.f("ix_assignment_store_id"), "assignment", ["store_id"], unique=False)
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
        "milestone",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "met", name="milestone_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'met') = (met_on IS NOT NULL)", name=op.f("ck_milestone_met_has_its_day")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_milestone_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_milestone_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_milestone_version_fits")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_milestone_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_milestone_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_milestone_programme_id_code")),
    )
    op.create_index(op.f("ix_milestone_phase_id"), "milestone", ["phase_id"], unique=False)
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
        "task",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", JSON_TYPE, nullable=False),
        sa.Column("deliverable", JSON_TYPE, nullable=False),
        sa.Column("owner_role", JSON_TYPE, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
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
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name=op.f("ck_task_done_has_its_day")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_task_dates_in_order")),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_task_code_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_position_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_task_version_fits")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_task_owner_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_task_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_task_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_task_programme_id_code")),
    )
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(op.f("ix_task_phase_id"), "task", ["phase_id"], unique=False)
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
        "answer",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("value", JSON_TYPE, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_answer_item_code_fits")),
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
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(file_hash) <= 64", name=op.f("ck_evidence_file_hash_fits")),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_evidence_item_code_fits")),
        sa.CheckConstraint("withdrawn IN (true, false)", name=op.f("ck_evidence_withdrawn_fits")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_evidence_draft_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["stored_file.hash"], name=op.f("fk_evidence_file_hash")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_evidence_given_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_evidence_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_draft_item", "evidence", ["draft_id", "item_code"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
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
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(band) <= 60", name=op.f("ck_audit_score_band_fits")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_score_channel_code_fits")),
        sa.CheckConstraint("length(earned) <= 60", name=op.f("ck_audit_score_earned_fits")),
        sa.CheckConstraint("length(possible) <= 60", name=op.f("ck_audit_score_possible_fits")),
        sa.CheckConstraint("passed IN (true, false)", name=op.f("ck_audit_score_passed_fits")),
        sa.CheckConstraint("percent BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_score_percent_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_score_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_audit_score_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_audit_score_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_score")),
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
            sa.Enum("failed_item", "critical_item", name="finding_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_finding_item_code_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_finding_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_finding_store_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("submission_id", "item_code", name=op.f("uq_finding_submission_id_item_code")),
    )
    op.create_index("ix_finding_programme", "finding", ["programme_id", "item_code"], unique=False)
    op.create_index(op.f("ix_finding_store_id"), "finding", ["store_id"], unique=False)
    op.create_table(
        "review_decision",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("returned", "approved", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("decision <> 'returned' OR length(reason) > 0", name=op.f("ck_review_decision_return_says_why")),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_review_decision_reason_fits")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_review_decision_decided_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_review_decision_programme_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_decision_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
    )
    op.create_index(op.f("ix_review_decision_submission_id"), "review_decision", ["submission_id"], unique=False)
    for table in APPEND_ONLY:
        for statement in append_only(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in APPEND_ONLY:
        for statement in drop_append_only(table, op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_index(op.f("ix_review_decision_submission_id"), table_name="review_decision")
    op.drop_table("review_decision")
    op.drop_index(op.f("ix_finding_store_id"), table_name="finding")
    op.drop_index("ix_finding_programme", table_name="finding")
    op.drop_table("finding")
    op.drop_index(op.f("ix_audit_score_submission_id"), table_name="audit_score")
    op.drop_index(op.f("ix_audit_score_store_id"), table_name="audit_score")
    op.drop_index("ix_audit_score_programme", table_name="audit_score")
    op.drop_table("audit_score")
    op.drop_index(op.f("ix_submission_store_id"), table_name="submission")
    op.drop_index("ix_submission_programme", table_name="submission")
    op.drop_index(op.f("ix_submission_assignment_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index("ix_evidence_draft_item", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_answer_draft_item", table_name="answer")
    op.drop_table("answer")
    op.drop_table("draft")
    op.drop_index(op.f("ix_team_store_id"), table_name="team")
    op.drop_table("team")
    op.drop_index(op.f("ix_task_phase_id"), table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_table("task")
    op.drop_index("uq_reading_store", table_name="reading")
    op.drop_index(
        "uq_reading_programme",
        table_name="reading",
        sqlite_where=sa.text("store_id IS NULL"),
        postgresql_where=sa.text("store_id IS NULL"),
    )
    op.drop_index(op.f("ix_reading_store_id"), table_name="reading")
    op.drop_index("ix_reading_series", table_name="reading")
    op.drop_index("ix_reading_corrected", table_name="reading")
    op.drop_table("reading")
    op.drop_index(op.f("ix_milestone_phase_id"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_table("interim_target")
    op.drop_table("audit_tally")
    op.drop_index(op.f("ix_assignment_store_id"), table_name="assignment")
    op.drop_index("ix_assignment_programme", table_name="assignment")
    op.drop_index("ix_assignment_assignee", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_store_region_id"), table_name="store")
    op.drop_table("store")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_table("rubric_version")
    op.drop_table("reading_import")
    op.drop_table("phase")
    op.drop_index(op.f("ix_person_scope_person_id"), table_name="person_scope")
    op.drop_table("person_scope")
    op.drop_table("indicator")
    op.drop_table("identity")
    op.drop_index(op.f("ix_external_identity_person_id"), table_name="external_identity")
    op.drop_table("external_identity")
    op.drop_table("credential")
    op.drop_table("budget_line")
    op.drop_table("budget")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("stored_file")
    op.drop_table("sign_in_failures")
    op.drop_table("rubric")
    op.drop_table("region")
    op.drop_table("programme")
    op.drop_table("person")
    op.drop_table("installation")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_table("event")
    op.drop_table("channel")
