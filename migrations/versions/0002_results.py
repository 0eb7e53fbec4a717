"""Results: contracts of indicators with their versions, readings of teams and channels, surveys, tallies by section and item,
rebases, notes, benefits, alerts, locked reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from tracker.core.reshaping import Definition, grow, shrink
from tracker.core.schema import append_only, drop_append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(JSONB(), "postgresql")
APPEND_ONLY = ("indicator_version", "reading_request", "survey_answer", "benefit_assessment", "report_snapshot")
NOTHING_SAID = """'{"en": "", "zh_CN": ""}'"""

INDICATOR_GIVEN = {
    "question": NOTHING_SAID,
    "formula": NOTHING_SAID,
    "numerator": NOTHING_SAID,
    "denominator": NOTHING_SAID,
    "measure": "'mean'",
    "frequency": "'monthly'",
    "timing": "'flow'",
    "adds_up": "'weighted'",
    "path": "'line'",
    "consecutive": "1",
    "chart": "'xmr'",
    "profile": "'nhsr'",
    "number": "1",
}
READING_GIVEN = {"channel_code": "''", "source": "'file'", "note": "''"}
OF_READING = ("uq_reading_store", "uq_reading_programme", "ix_reading_series", "ix_reading_corrected", "ix_reading_store_id")


def upgrade() -> None:
    grow("indicator", _indicator(), INDICATOR_GIVEN)
    for index in OF_READING:
        op.drop_index(index, "reading")
    grow("reading", _reading(), READING_GIVEN)
    _index_readings()
    if op.get_bind().dialect.name == "sqlite":
        _append_only("reading")
    op.create_table(
        "audit_item_tally",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_code", sa.String(length=60), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.CheckConstraint("asked BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_item_tally_asked_fits")),
        sa.CheckConstraint("kept BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_item_tally_kept_fits")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_item_tally_channel_code_fits")),
        sa.CheckConstraint("length(item_code) <= 100", name=op.f("ck_audit_item_tally_item_code_fits")),
        sa.CheckConstraint("length(rubric_code) <= 60", name=op.f("ck_audit_item_tally_rubric_code_fits")),
        sa.CheckConstraint("missed BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_item_tally_missed_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_item_tally_programme_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_audit_item_tally_region_id")),
        sa.PrimaryKeyConstraint(
            "programme_id", "rubric_code", "item_code", "month", "region_id", "channel_code", name=op.f("pk_audit_item_tally")
        ),
    )
    op.create_table(
        "audit_spread",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_code", sa.String(length=60), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_spread_channel_code_fits")),
        sa.CheckConstraint("length(rubric_code) <= 60", name=op.f("ck_audit_spread_rubric_code_fits")),
        sa.CheckConstraint("n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_spread_n_fits")),
        sa.CheckConstraint("step BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_spread_step_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_spread_programme_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_audit_spread_region_id")),
        sa.PrimaryKeyConstraint(
            "programme_id", "month", "wave_id", "rubric_code", "region_id", "channel_code", "step", name=op.f("pk_audit_spread")
        ),
    )
    op.create_table(
        "reading_request",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", JSON_TYPE, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(body_hash) <= 64", name=op.f("ck_reading_request_body_hash_fits")),
        sa.CheckConstraint("length(idempotency_key) <= 200", name=op.f("ck_reading_request_idempotency_key_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_reading_request_programme_id")),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_reading_request_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_request")),
        sa.UniqueConstraint("programme_id", "idempotency_key", name=op.f("uq_reading_request_programme_id_idempotency_key")),
    )
    op.create_table(
        "report_setting",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("monthly", "quarterly", name="report_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("sections", JSON_TYPE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_report_setting_version_fits")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_report_setting_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_setting")),
        sa.UniqueConstraint("programme_id", "kind", name=op.f("uq_report_setting_programme_id_kind")),
    )
    op.create_table(
        "report_snapshot",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("monthly", "quarterly", name="report_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", JSON_TYPE, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_report_snapshot_reason_fits")),
        sa.CheckConstraint("length(sha256) <= 64", name=op.f("ck_report_snapshot_sha256_fits")),
        sa.CheckConstraint("number = 1 OR length(reason) > 0", name=op.f("ck_report_snapshot_says_why")),
        sa.CheckConstraint("number BETWEEN -2147483647 AND 2147483647", name=op.f("ck_report_snapshot_number_fits")),
        sa.ForeignKeyConstraint(["locked_by"], ["person.id"], name=op.f("fk_report_snapshot_locked_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_report_snapshot_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint(
            "programme_id", "kind", "period_on", "number", name=op.f("uq_report_snapshot_programme_id_kind_period_on_number")
        ),
    )
    op.create_table(
        "audit_section_tally",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_code", sa.String(length=60), nullable=False),
        sa.Column("section_code", sa.String(length=100), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("total_of_squares", sa.Float(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_audit_section_tally_channel_code_fits")),
        sa.CheckConstraint("length(rubric_code) <= 60", name=op.f("ck_audit_section_tally_rubric_code_fits")),
        sa.CheckConstraint("length(section_code) <= 100", name=op.f("ck_audit_section_tally_section_code_fits")),
        sa.CheckConstraint("n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_section_tally_n_fits")),
        sa.CheckConstraint("passed BETWEEN -2147483647 AND 2147483647", name=op.f("ck_audit_section_tally_passed_fits")),
        sa.CheckConstraint(
            "total BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_audit_section_tally_total_fits")
        ),
        sa.CheckConstraint(
            "total_of_squares BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_audit_section_tally_total_of_squares_fits"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_section_tally_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_audit_section_tally_store_id")),
        sa.PrimaryKeyConstraint(
            "programme_id",
            "rubric_code",
            "section_code",
            "month",
            "store_id",
            "channel_code",
            name=op.f("pk_audit_section_tally"),
        ),
    )
    op.create_index("ix_audit_section_tally_store", "audit_section_tally", ["programme_id", "store_id", "month"], unique=False)
    op.create_table(
        "benefit",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("observable", sa.String(length=500), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column(
            "attribution",
            sa.Enum(
                "observed",
                "control",
                "waves",
                "time_series",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("planned_minor", sa.BigInteger(), nullable=True),
        sa.Column("actual_minor", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(planned_minor IS NULL AND actual_minor IS NULL) OR currency IS NOT NULL", name=op.f("ck_benefit_money_has_currency")
        ),
        sa.CheckConstraint(
            "actual_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_benefit_actual_minor_fits")
        ),
        sa.CheckConstraint("length(code) <= 40", name=op.f("ck_benefit_code_fits")),
        sa.CheckConstraint("length(currency) <= 3", name=op.f("ck_benefit_currency_fits")),
        sa.CheckConstraint("length(description) <= 500", name=op.f("ck_benefit_description_fits")),
        sa.CheckConstraint("length(description) > 0", name=op.f("ck_benefit_says_what")),
        sa.CheckConstraint("length(observable) <= 500", name=op.f("ck_benefit_observable_fits")),
        sa.CheckConstraint(
            "planned_minor BETWEEN -9007199254740991 AND 9007199254740991", name=op.f("ck_benefit_planned_minor_fits")
        ),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_benefit_version_fits")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_benefit_indicator_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_benefit_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_benefit_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_benefit_programme_id_code")),
    )
    op.create_table(
        "chart_note",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("event", "action", "decision", name="note_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(text) <= 200", name=op.f("ck_chart_note_text_fits")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_chart_note_says_something")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_chart_note_version_fits")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_chart_note_indicator_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_chart_note_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_chart_note_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_note")),
    )
    op.create_index("ix_chart_note_programme", "chart_note", ["programme_id", "happened_on"], unique=False)
    op.create_table(
        "indicator_version",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contract", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 2000", name=op.f("ck_indicator_version_reason_fits")),
        sa.CheckConstraint("number = 1 OR length(reason) > 0", name=op.f("ck_indicator_version_says_why")),
        sa.CheckConstraint("number BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_version_number_fits")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_version_indicator_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_indicator_version_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_indicator_version_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_version")),
        sa.UniqueConstraint("indicator_id", "number", name=op.f("uq_indicator_version_indicator_id_number")),
    )
    op.create_table(
        "limits_rebase",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_limits_rebase_reason_fits")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_limits_rebase_says_why")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_limits_rebase_version_fits")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_limits_rebase_decided_by")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_limits_rebase_indicator_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_limits_rebase_programme_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_limits_rebase_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits_rebase")),
    )
    op.create_index(
        "uq_limits_rebase_standing",
        "limits_rebase",
        ["indicator_id", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "alert",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "outside",
                "store_outside",
                "team_rate",
                "threshold",
                "will_miss",
                name="alert_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("facts", JSON_TYPE, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_hand",
                "explained",
                "dismissed",
                name="alert_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state IN ('open', 'in_hand')) = (closed_at IS NULL)", name=op.f("ck_alert_closed_when_over")),
        sa.CheckConstraint("length(key) <= 200", name=op.f("ck_alert_key_fits")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_alert_note_fits")),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_alert_version_fits")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_alert_indicator_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_alert_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_alert_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_alert_store_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_alert_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_alert_programme_id_key")),
    )
    op.create_index("ix_alert_state", "alert", ["programme_id", "state"], unique=False)
    op.create_table(
        "benefit_assessment",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("benefit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "observed",
                "control",
                "waves",
                "time_series",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("effect", JSON_TYPE, nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_benefit_assessment_note_fits")),
        sa.ForeignKeyConstraint(["assessed_by"], ["person.id"], name=op.f("fk_benefit_assessment_assessed_by")),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefit.id"], name=op.f("fk_benefit_assessment_benefit_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_benefit_assessment_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_assessment")),
    )
    op.create_index(op.f("ix_benefit_assessment_benefit_id"), "benefit_assessment", ["benefit_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("answers", JSON_TYPE, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_survey_answer_channel_code_fits")),
        sa.CheckConstraint("team_id IS NULL OR store_id IS NOT NULL", name=op.f("ck_survey_answer_team_has_store")),
        sa.CheckConstraint("value BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_survey_answer_value_fits")),
        sa.ForeignKeyConstraint(["import_id"], ["reading_import.id"], name=op.f("fk_survey_answer_import_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_survey_answer_indicator_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_survey_answer_programme_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_survey_answer_store_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_survey_answer_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_index(op.f("ix_survey_answer_import_id"), "survey_answer", ["import_id"], unique=False)
    op.create_index("ix_survey_answer_series", "survey_answer", ["indicator_id", "answered_on"], unique=False)
    op.create_table(
        "counted_audit",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("score_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_counted_audit_assignment_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_counted_audit_programme_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_counted_audit_region_id")),
        sa.ForeignKeyConstraint(["score_id"], ["audit_score.id"], name=op.f("fk_counted_audit_score_id")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_counted_audit")),
    )
    for table in APPEND_ONLY:
        _append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        for statement in drop_append_only(table, op.get_bind().dialect.name):
            op.execute(statement)
    op.drop_table("counted_audit")
    op.drop_index("ix_survey_answer_series", table_name="survey_answer")
    op.drop_index(op.f("ix_survey_answer_import_id"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index(op.f("ix_benefit_assessment_benefit_id"), table_name="benefit_assessment")
    op.drop_table("benefit_assessment")
    op.drop_index("ix_alert_state", table_name="alert")
    op.drop_table("alert")
    op.drop_index(
        "uq_limits_rebase_standing",
        table_name="limits_rebase",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_table("limits_rebase")
    op.drop_table("indicator_version")
    op.drop_index("ix_chart_note_programme", table_name="chart_note")
    op.drop_table("chart_note")
    op.drop_table("benefit")
    op.drop_index("ix_audit_section_tally_store", table_name="audit_section_tally")
    op.drop_table("audit_section_tally")
    op.drop_table("report_snapshot")
    op.drop_table("report_setting")
    op.drop_table("reading_request")
    op.drop_table("audit_spread")
    op.drop_table("audit_item_tally")
    for index in (*OF_READING, "uq_reading_team", "ix_reading_team_id"):
        op.drop_index(index, "reading")
    shrink("reading", _reading(), ("team_id", "channel_code", "numerator", "denominator", "squares", "source", "note"))
    one, whole = sa.text("revision > 1"), sa.text("store_id IS NULL")
    op.create_index("ix_reading_corrected", "reading", ["programme_id"], sqlite_where=one, postgresql_where=one)
    op.create_index("ix_reading_series", "reading", ["indicator_id", "observed_on"])
    op.create_index("ix_reading_store_id", "reading", ["store_id"])
    op.create_index("uq_reading_store", "reading", ["indicator_id", "store_id", "observed_on", "revision"], unique=True)
    op.create_index(
        "uq_reading_programme",
        "reading",
        ["indicator_id", "observed_on", "revision"],
        unique=True,
        sqlite_where=whole,
        postgresql_where=whole,
    )
    if op.get_bind().dialect.name == "sqlite":
        _append_only("reading")
    gone = {"rolling_months", "baseline_from", "baseline_to", "baseline_n", "baseline_locked_at", "baseline_locked_by"}
    shrink("indicator", _indicator(), (*INDICATOR_GIVEN, *gone, "alert_below", "alert_above", "owner_id"))


def _index_readings() -> None:
    one, store, whole = sa.text("revision > 1"), sa.text("team_id IS NULL"), sa.text("store_id IS NULL")
    op.create_index("ix_reading_corrected", "reading", ["programme_id"], sqlite_where=one, postgresql_where=one)
    op.create_index("ix_reading_series", "reading", ["indicator_id", "observed_on"])
    op.create_index("ix_reading_store_id", "reading", ["store_id"])
    op.create_index("ix_reading_team_id", "reading", ["team_id"])
    day = ["channel_code", "observed_on", "revision"]
    op.create_index("uq_reading_team", "reading", ["indicator_id", "team_id", *day], unique=True)
    op.create_index(
        "uq_reading_store", "reading", ["indicator_id", "store_id", *day], unique=True, sqlite_where=store, postgresql_where=store
    )
    op.create_index(
        "uq_reading_programme", "reading", ["indicator_id", *day], unique=True, sqlite_where=whole, postgresql_where=whole
    )


def _append_only(table: str) -> None:
    for statement in append_only(table, op.get_bind().dialect.name):
        op.execute(statement)


def _indicator() -> Definition:
    return (
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
        sa.Column("question", JSON_TYPE, nullable=False),
        sa.Column("formula", JSON_TYPE, nullable=False),
        sa.Column("numerator", JSON_TYPE, nullable=False),
        sa.Column("denominator", JSON_TYPE, nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "mean", "share", "rate", "count", "score", name="measure", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "frequency",
            sa.Enum(
                "weekly",
                "monthly",
                "quarterly",
                "half_yearly",
                "yearly",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "timing",
            sa.Enum("snapshot", "flow", "rolling", name="timing", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("rolling_months", sa.Integer(), nullable=True),
        sa.Column(
            "adds_up",
            sa.Enum(
                "sum",
                "weighted",
                "recomputed",
                "not_additive",
                name="adds_up",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("baseline_from", sa.Date(), nullable=True),
        sa.Column("baseline_to", sa.Date(), nullable=True),
        sa.Column("baseline_n", sa.Integer(), nullable=True),
        sa.Column("baseline_locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("baseline_locked_by", sa.Uuid(), nullable=True),
        sa.Column(
            "path", sa.Enum("line", "steps", name="path", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("consecutive", sa.Integer(), nullable=False),
        sa.Column("alert_below", sa.Float(), nullable=True),
        sa.Column("alert_above", sa.Float(), nullable=True),
        sa.Column(
            "chart",
            sa.Enum("xmr", "p", "u", name="limits_chart", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "profile",
            sa.Enum("nhsr", "excel", "six_points", name="limits_profile", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(target_kind = 'range') = (target_high IS NOT NULL)", name=op.f("ck_indicator_range_has_two_ends")),
        sa.CheckConstraint("(target_kind = 'unset') = (target IS NULL)", name=op.f("ck_indicator_set_target_has_value")),
        sa.CheckConstraint("(timing = 'rolling') = (rolling_months IS NOT NULL)", name=op.f("ck_indicator_rolling_has_months")),
        sa.CheckConstraint(
            "(baseline_locked_at IS NULL) = (baseline_locked_by IS NULL)", name=op.f("ck_indicator_locked_by_somebody")
        ),
        sa.CheckConstraint(
            "alert_above BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_alert_above_fits")
        ),
        sa.CheckConstraint(
            "alert_below BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_alert_below_fits")
        ),
        sa.CheckConstraint(
            "alert_below IS NULL OR alert_above IS NULL OR alert_below < alert_above", name=op.f("ck_indicator_alerts_in_order")
        ),
        sa.CheckConstraint("baseline BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_baseline_fits")),
        sa.CheckConstraint("baseline_n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_baseline_n_fits")),
        sa.CheckConstraint(
            "baseline_to IS NULL OR baseline_from <= baseline_to", name=op.f("ck_indicator_baseline_window_in_order")
        ),
        sa.CheckConstraint("consecutive >= 1", name=op.f("ck_indicator_consecutive_positive")),
        sa.CheckConstraint("consecutive BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_consecutive_fits")),
        sa.CheckConstraint("length(code) <= 60", name=op.f("ck_indicator_code_fits")),
        sa.CheckConstraint("length(derived) <= 40", name=op.f("ck_indicator_derived_fits")),
        sa.CheckConstraint("length(source) <= 10", name=op.f("ck_indicator_source_fits")),
        sa.CheckConstraint("number BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_number_fits")),
        sa.CheckConstraint("position BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_position_fits")),
        sa.CheckConstraint("rolling_months BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_rolling_months_fits")),
        sa.CheckConstraint(
            "rolling_months IS NULL OR rolling_months BETWEEN 2 AND 36", name=op.f("ck_indicator_rolling_months_few")
        ),
        sa.CheckConstraint("smallest_n >= 1", name=op.f("ck_indicator_smallest_n_positive")),
        sa.CheckConstraint("smallest_n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_smallest_n_fits")),
        sa.CheckConstraint("target BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_target_fits")),
        sa.CheckConstraint(
            "target_high BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_indicator_target_high_fits")
        ),
        sa.CheckConstraint("version BETWEEN -2147483647 AND 2147483647", name=op.f("ck_indicator_version_fits")),
        sa.ForeignKeyConstraint(["baseline_locked_by"], ["person.id"], name=op.f("fk_indicator_baseline_locked_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_indicator_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_indicator_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_indicator_programme_id_code")),
    )


def _reading() -> Definition:
    return (
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("channel_code", sa.String(length=40), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("squares", sa.Float(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "file",
                "typed",
                "received",
                "survey",
                "derived",
                name="reading_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_reading_two_numbers")),
        sa.CheckConstraint(
            "denominator BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_reading_denominator_fits")
        ),
        sa.CheckConstraint("denominator IS NULL OR denominator > 0", name=op.f("ck_reading_denominator_positive")),
        sa.CheckConstraint("length(channel_code) <= 40", name=op.f("ck_reading_channel_code_fits")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_reading_note_fits")),
        sa.CheckConstraint("n BETWEEN -2147483647 AND 2147483647", name=op.f("ck_reading_n_fits")),
        sa.CheckConstraint("n IS NULL OR n >= 0", name=op.f("ck_reading_n_not_negative")),
        sa.CheckConstraint("numerator BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_reading_numerator_fits")),
        sa.CheckConstraint("revision BETWEEN -2147483647 AND 2147483647", name=op.f("ck_reading_revision_fits")),
        sa.CheckConstraint("squares BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_reading_squares_fits")),
        sa.CheckConstraint("team_id IS NULL OR store_id IS NOT NULL", name=op.f("ck_reading_team_has_store")),
        sa.CheckConstraint("value BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_reading_value_fits")),
        sa.ForeignKeyConstraint(["import_id"], ["reading_import.id"], name=op.f("fk_reading_import_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_reading_indicator_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_reading_programme_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_reading_recorded_by")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_reading_store_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_reading_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
