"""Rubrics being written, and audits scored again beside their score."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from tracker.core.schema import append_only, drop_append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
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
    for statement in append_only("audit_rescore", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_append_only("audit_rescore", op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_index(op.f("ix_audit_rescore_submission_id"), table_name="audit_rescore")
    op.drop_index("ix_audit_rescore_programme", table_name="audit_rescore")
    op.drop_table("audit_rescore")
    op.drop_index(op.f("ix_rubric_draft_state"), table_name="rubric_draft")
    op.drop_table("rubric_draft")
