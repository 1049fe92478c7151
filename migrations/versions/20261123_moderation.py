"""Moderation whole: scores, appeals, two keys, the moderators' desk, and the author's tools."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "state = 'open'"
OPEN_NOW = "state = 'open' AND origin <> 'appeal'"


def upgrade() -> None:
    """Apply the change."""
    _author_tools()
    _desk()
    _two_keys()
    _appeals()
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(op.f("ix_flag_counts_from"), "flag", ["counts_from"])
    _rank("flag_rank", "score_rank")
    _unique_open_cases(OPEN_NOW)
    with op.batch_alter_table("decision") as batch:
        batch.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
        for name, table in DECISION_LINKS.items():
            batch.add_column(sa.Column(name, sa.Integer()))
            batch.create_foreign_key(op.f(f"fk_decision_{name}_{table}"), table, [name], ["id"])
    op.create_index(op.f("ix_decision_override_id"), "decision", ["override_id"])
    op.create_index(op.f("ix_decision_overturns_id"), "decision", ["overturns_id"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f("ix_decision_overturns_id"), "decision")
    op.drop_index(op.f("ix_decision_override_id"), "decision")
    with op.batch_alter_table("decision") as batch:
        for name, table in DECISION_LINKS.items():
            batch.drop_constraint(op.f(f"fk_decision_{name}_{table}"), type_="foreignkey")
            batch.drop_column(name)
        batch.drop_column("details")
    _unique_open_cases(OPEN)
    _rank("score_rank", "flag_rank")
    op.drop_index(op.f("ix_flag_counts_from"), "flag")
    for table, columns in _added().items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
    for table in NEW_TABLES:
        op.drop_table(table)


DECISION_LINKS = {
    "confirmed_by_id": "account",
    "overturns_id": "decision",
    "override_id": "conflict_override",
}
NEW_TABLES = (
    *("appeal", "reveal", "proposal", "conflict_override"),
    *("case_pass", "spared_reason", "daily_cap", "watch_phrase"),
    *("set_aside", "conversation_lock"),
)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """New columns; each time new, since a column belongs to one table."""
    return {
        "account": (sa.Column("limited_until", sa.DateTime(timezone=True)),),
        "case": (
            sa.Column("is_watched", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("escalated_at", sa.DateTime(timezone=True)),
            sa.Column("reminded_at", sa.DateTime(timezone=True)),
        ),
        "flag": (
            sa.Column(
                "score", sa.Float(), nullable=False, server_default="1"
            ),  # as they were counted until now
            sa.Column("counts_from", sa.DateTime(timezone=True)),
        ),
        "hold": (sa.Column("waits_for", sa.String(10), nullable=False, server_default="moderators"),),
        "log_entry": (sa.Column("pen_name", sa.String(60)),),
        "post": (
            sa.Column("required_notes", sa.String(200), nullable=False, server_default=""),
            sa.Column("who_may_reply", sa.String(10), nullable=False, server_default="members"),
            sa.Column("approve_first", sa.String(10), nullable=False, server_default="off"),
            sa.Column("locks", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("slow_minutes", sa.Integer()),
            sa.Column("slow_until", sa.DateTime(timezone=True)),
        ),
    }


def _rank(before: str, after: str) -> None:
    op.drop_index("ix_case_queue", "case")
    op.execute(f'ALTER TABLE "case" RENAME COLUMN {before} TO {after}')
    op.create_index("ix_case_queue", "case", ["state", "priority", after, "opened_at", "id"])


def _unique_open_cases(condition: str) -> None:
    for subject in ("post", "reply", "persona"):
        op.drop_index(f"uq_case_open_{subject}", "case")
        op.create_index(
            f"uq_case_open_{subject}",
            "case",
            [f"{subject}_id"],
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def _author_tools() -> None:
    op.create_table(
        "conversation_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("locked_by", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_conversation_lock_post_id_post")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_conversation_lock_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_lock")),
    )
    op.create_index(op.f("ix_conversation_lock_post_id"), "conversation_lock", ["post_id"])
    op.create_index(op.f("ix_conversation_lock_reply_id"), "conversation_lock", ["reply_id"])

    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_set_aside_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_index(op.f("ix_set_aside_reply_id"), "set_aside", ["reply_id"])


def _desk() -> None:
    op.create_table(
        "watch_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(length=80), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_phrase")),
        sa.UniqueConstraint("phrase", name=op.f("uq_watch_phrase_phrase")),
    )
    op.create_table(
        "daily_cap",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_daily_cap_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_daily_cap")),
    )
    op.create_table(
        "spared_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_spared_reason_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spared_reason")),
        sa.UniqueConstraint("account_id", "reason", name=op.f("uq_spared_reason_account_id_reason")),
    )
    op.create_table(
        "case_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_pass_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_pass_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pass")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_case_pass_case_id_account_id")),
    )
    op.create_index(op.f("ix_case_pass_account_id"), "case_pass", ["account_id"])


def _two_keys() -> None:
    op.create_table(
        "conflict_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("conflict", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conflict_override_account_id_account")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_conflict_override_case_id_case")),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["account.id"], name=op.f("fk_conflict_override_reviewed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_override")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conflict_override_public_id")),
    )
    op.create_index(op.f("ix_conflict_override_case_id"), "conflict_override", ["case_id"])

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_proposal_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_proposal_case_id_case")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_proposal_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_public_id")),
    )
    op.create_index(op.f("ix_proposal_case_id"), "proposal", ["case_id"])
    op.create_index(
        "uq_proposal_waiting",
        "proposal",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=11), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_reveal_asked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_reveal_confirmed_by_id_account")
        ),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_reveal_flag_id_flag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reveal_public_id")),
    )
    op.create_index(op.f("ix_reveal_flag_id"), "reveal", ["flag_id"])


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_appeal_asked_by_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appeal_case_id_case")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_appeal_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appeal_case_id")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )
