"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, MoneyType, UtcTimeType

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("meta",
    sa.Column("key", sa.String(), nullable=False),
    sa.Column("value", sa.String(), nullable=False),
    sa.PrimaryKeyConstraint("key", name="pk_meta")
    )
    op.create_table("number",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("value", sa.String(), nullable=False),
    sa.Column("country", sa.String(), nullable=True),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_seen_at", UtcTimeType(), nullable=False),
    sa.Column("state", sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_number"),
    sa.UniqueConstraint("value", name="uq_number_value")
    )
    op.create_index("ix_number_first_seen_at", "number", ["first_seen_at"], unique=False)

    op.create_table("reader",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.String(), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_reader"),
    sa.UniqueConstraint("version", name="uq_reader_version")
    )
    op.create_table("site",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("url", sa.String(), nullable=False),
    sa.Column("family", sa.String(), nullable=False),
    sa.Column("kind", sa.SmallInteger(), nullable=False),
    sa.Column("experimental", sa.Boolean(), nullable=False),
    sa.Column("added_at", UtcTimeType(), nullable=False),
    sa.Column("baseline_run_id", BigKeyType, nullable=True),
    sa.Column("down_since", UtcTimeType(), nullable=True),
    sa.Column("expected", sa.String(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_site"),
    sa.UniqueConstraint("name", name="uq_site_name")
    )
    op.create_table("warc",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_warc"),
    sa.UniqueConstraint("name", name="uq_warc_name")
    )
    op.create_table("page",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("url_key", sa.BigInteger(), nullable=False),
    sa.Column("url", sa.String(), nullable=False),
    sa.Column("role", sa.SmallInteger(), nullable=True),
    sa.Column("body_snapshot_id", sa.BigInteger(), nullable=True),
    sa.Column("reader_id", sa.Integer(), nullable=True),
    sa.Column("facts_digest", sa.BigInteger(), nullable=False),
    sa.Column("follow_up", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["reader_id"], ["reader.id"], name="fk_page_reader_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_page_site_id"),
    sa.PrimaryKeyConstraint("id", name="pk_page"),
    sa.UniqueConstraint("site_id", "url_key", name="uq_page_site_id_url_key")
    )
    op.create_table("run",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("source", sa.SmallInteger(), nullable=False),
    sa.Column("started_at", UtcTimeType(), nullable=False),
    sa.Column("ended_at", UtcTimeType(), nullable=True),
    sa.Column("health", sa.SmallInteger(), nullable=True),
    sa.Column("cause", sa.String(), nullable=True),
    sa.Column("complete", sa.Boolean(), nullable=False),
    sa.Column("requests", BigKeyType, nullable=False),
    sa.Column("pages", BigKeyType, nullable=False),
    sa.Column("listings", BigKeyType, nullable=False),
    sa.Column("offers", BigKeyType, nullable=False),
    sa.Column("numbers", BigKeyType, nullable=False),
    sa.Column("bytes", sa.BigInteger(), nullable=False),
    sa.Column("chain_head", sa.String(), nullable=True),
    sa.Column("holder", sa.String(), nullable=False),
    sa.Column("floor_id", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_run_site_id"),
    sa.PrimaryKeyConstraint("id", name="pk_run")
    )
    op.create_index("ix_run_site_id_started_at", "run", ["site_id", "started_at"], unique=False)

    op.create_table("lease",
    sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("run_id", sa.Integer(), nullable=False),
    sa.Column("holder", sa.String(), nullable=False),
    sa.Column("expires_at", UtcTimeType(), nullable=False),
    sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_lease_run_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_lease_site_id"),
    sa.PrimaryKeyConstraint("site_id", name="pk_lease")
    )
    op.create_table("seller",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("uid", sa.BigInteger(), nullable=False),
    sa.Column("name", sa.String(), nullable=True),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.Column("first_site_id", sa.Integer(), nullable=False),
    sa.Column("baseline", sa.Boolean(), nullable=False),
    sa.Column("merged_into_id", BigKeyType, nullable=True),
    sa.Column("merged_at", UtcTimeType(), nullable=True),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_seller_first_run_id"),
    sa.ForeignKeyConstraint(["first_site_id"], ["site.id"], name="fk_seller_first_site_id"),
    sa.ForeignKeyConstraint(["merged_into_id"], ["seller.id"], name="fk_seller_merged_into_id"),
    sa.PrimaryKeyConstraint("id", name="pk_seller"),
    sa.UniqueConstraint("uid", name="uq_seller_uid")
    )
    op.create_index("ix_seller_first_seen_at", "seller", ["first_seen_at"], unique=False)
    op.create_index("ix_seller_merged_into_id", "seller", ["merged_into_id"], unique=False)

    op.create_table("snapshot",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("page_id", BigKeyType, nullable=False),
    sa.Column("run_id", sa.Integer(), nullable=False),
    sa.Column("fetched_at", UtcTimeType(), nullable=False),
    sa.Column("status", sa.SmallInteger(), nullable=False),
    sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
    sa.Column("warc_id", sa.Integer(), nullable=False),
    sa.Column("offset", sa.BigInteger(), nullable=False),
    sa.Column("length", BigKeyType, nullable=False),
    sa.Column("size", BigKeyType, nullable=False),
    sa.Column("flags", sa.SmallInteger(), nullable=False),
    sa.Column("record_id", sa.LargeBinary(length=16), nullable=False),
    sa.Column("content_type", sa.String(), nullable=False),
    sa.Column("final_url", sa.String(), nullable=True),
    sa.Column("redacted_sha256", sa.LargeBinary(length=32), nullable=True),
    sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_snapshot_page_id"),
    sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_snapshot_run_id"),
    sa.ForeignKeyConstraint(["warc_id"], ["warc.id"], name="fk_snapshot_warc_id"),
    sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
    sa.UniqueConstraint("warc_id", "offset", name="uq_snapshot_warc_id_offset")
    )
    op.create_index("ix_snapshot_page_id", "snapshot", ["page_id"], unique=False)

    op.create_table("handle",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("type", sa.SmallInteger(), nullable=False),
    sa.Column("value", sa.String(), nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.Column("seller_id", BigKeyType, nullable=True),
    sa.Column("shared_at", UtcTimeType(), nullable=True),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_handle_first_run_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_handle_seller_id"),
    sa.PrimaryKeyConstraint("id", name="pk_handle"),
    sa.UniqueConstraint("type", "value", name="uq_handle_type_value")
    )
    op.create_index("ix_handle_seller_id", "handle", ["seller_id"], unique=False)

    op.create_table("issue",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=True),
    sa.Column("run_id", sa.Integer(), nullable=True),
    sa.Column("code", sa.String(), nullable=False),
    sa.Column("detail_key", sa.BigInteger(), nullable=False),
    sa.Column("detail", sa.String(), nullable=False),
    sa.Column("url", sa.String(), nullable=True),
    sa.Column("snapshot_id", BigKeyType, nullable=True),
    sa.Column("breaks", sa.Boolean(), nullable=False),
    sa.Column("count", BigKeyType, nullable=False),
    sa.Column("first_at", UtcTimeType(), nullable=False),
    sa.Column("last_at", UtcTimeType(), nullable=False),
    sa.Column("solved_at", UtcTimeType(), nullable=True),
    sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_issue_run_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_issue_site_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_issue_snapshot_id"),
    sa.PrimaryKeyConstraint("id", name="pk_issue"),
    sa.UniqueConstraint("run_id", "code", "detail_key", name="uq_issue_run_id_code_detail_key")
    )
    op.create_index("ix_issue_open", "issue", ["site_id", "code"], unique=False, sqlite_where=sa.text("solved_at IS NULL"), postgresql_where=sa.text("solved_at IS NULL"))

    op.create_table("number_sighting",
    sa.Column("number_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_run_id", sa.Integer(), nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=False),
    sa.ForeignKeyConstraint(["last_run_id"], ["run.id"], name="fk_number_sighting_last_run_id"),
    sa.ForeignKeyConstraint(["number_id"], ["number.id"], name="fk_number_sighting_number_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_number_sighting_site_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_number_sighting_snapshot_id"),
    sa.PrimaryKeyConstraint("number_id", "site_id", name="pk_number_sighting"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_number_sighting_site_id", "number_sighting", ["site_id"], unique=False)

    op.create_table("seller_record",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("uid", sa.BigInteger(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=True),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.Column("seller_id", BigKeyType, nullable=True),
    sa.Column("due", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_seller_record_first_run_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_seller_record_seller_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_seller_record_site_id"),
    sa.PrimaryKeyConstraint("id", name="pk_seller_record"),
    sa.UniqueConstraint("uid", name="uq_seller_record_uid")
    )
    op.create_index("ix_seller_record_due", "seller_record", ["id"], unique=False, sqlite_where=sa.text("due"), postgresql_where=sa.text("due"))
    op.create_index("ix_seller_record_seller_id", "seller_record", ["seller_id"], unique=False)
    op.create_index("ix_seller_record_site_id", "seller_record", ["site_id"], unique=False)

    op.create_table("seller_site",
    sa.Column("seller_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_seller_site_first_run_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_seller_site_seller_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_seller_site_site_id"),
    sa.PrimaryKeyConstraint("seller_id", "site_id", name="pk_seller_site"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_seller_site_site_id", "seller_site", ["site_id"], unique=False)

    op.create_table("verdict",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("a_kind", sa.SmallInteger(), nullable=False),
    sa.Column("a_id", BigKeyType, nullable=False),
    sa.Column("b_kind", sa.SmallInteger(), nullable=False),
    sa.Column("b_id", BigKeyType, nullable=False),
    sa.Column("verdict", sa.SmallInteger(), nullable=False),
    sa.Column("rule", sa.String(), nullable=False),
    sa.Column("by", sa.String(), nullable=True),
    sa.Column("score", MoneyType(), nullable=False),
    sa.Column("reasons", sa.String(), nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=True),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("withdrawn_at", UtcTimeType(), nullable=True),
    sa.Column("withdrawn_by", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_verdict_snapshot_id"),
    sa.PrimaryKeyConstraint("id", name="pk_verdict"),
    sa.UniqueConstraint("a_kind", "a_id", "b_kind", "b_id", "rule", name="uq_verdict_a_kind_a_id_b_kind_b_id_rule")
    )
    op.create_index("ix_verdict_b_kind_b_id", "verdict", ["b_kind", "b_id"], unique=False)

    op.create_table("handle_party",
    sa.Column("handle_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("record_id", BigKeyType, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(["handle_id"], ["handle.id"], name="fk_handle_party_handle_id"),
    sa.ForeignKeyConstraint(["record_id"], ["seller_record.id"], name="fk_handle_party_record_id"),
    sa.PrimaryKeyConstraint("handle_id", "record_id", name="pk_handle_party"),
    sqlite_with_rowid=False
    )
    op.create_table("listing",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("uid", sa.BigInteger(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("key", sa.String(), nullable=False),
    sa.Column("url", sa.String(), nullable=False),
    sa.Column("title", sa.String(), nullable=False),
    sa.Column("text", sa.String(), nullable=False),
    sa.Column("category", sa.String(), nullable=True),
    sa.Column("seller_key", sa.String(), nullable=True),
    sa.Column("seller_name", sa.String(), nullable=True),
    sa.Column("posted_at", UtcTimeType(), nullable=True),
    sa.Column("detail", sa.SmallInteger(), nullable=False),
    sa.Column("stated", sa.String(), nullable=False),
    sa.Column("reader_id", sa.Integer(), nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=False),
    sa.Column("score", sa.SmallInteger(), nullable=False),
    sa.Column("reasons", sa.String(), nullable=False),
    sa.Column("subjects", sa.String(), nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.Column("record_id", BigKeyType, nullable=True),
    sa.Column("seller_id", BigKeyType, nullable=True),
    sa.Column("due", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_listing_first_run_id"),
    sa.ForeignKeyConstraint(["reader_id"], ["reader.id"], name="fk_listing_reader_id"),
    sa.ForeignKeyConstraint(["record_id"], ["seller_record.id"], name="fk_listing_record_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_listing_seller_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_listing_site_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_listing_snapshot_id"),
    sa.PrimaryKeyConstraint("id", name="pk_listing"),
    sa.UniqueConstraint("uid", name="uq_listing_uid")
    )
    op.create_index("ix_listing_due", "listing", ["id"], unique=False, sqlite_where=sa.text("due"), postgresql_where=sa.text("due"))
    op.create_index("ix_listing_seller_id", "listing", ["seller_id"], unique=False)
    op.create_index("ix_listing_site_id", "listing", ["site_id"], unique=False)

    op.create_table("record_name",
    sa.Column("record_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.ForeignKeyConstraint(["record_id"], ["seller_record.id"], name="fk_record_name_record_id"),
    sa.PrimaryKeyConstraint("record_id", "name", name="pk_record_name"),
    sqlite_with_rowid=False
    )
    op.create_table("record_sighting",
    sa.Column("record_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("handle_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_seen_at", UtcTimeType(), nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=False),
    sa.ForeignKeyConstraint(["handle_id"], ["handle.id"], name="fk_record_sighting_handle_id"),
    sa.ForeignKeyConstraint(["record_id"], ["seller_record.id"], name="fk_record_sighting_record_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_record_sighting_snapshot_id"),
    sa.PrimaryKeyConstraint("record_id", "handle_id", name="pk_record_sighting"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_record_sighting_handle_id", "record_sighting", ["handle_id"], unique=False)

    op.create_table("listing_undo",
    sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("saved", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_listing_undo_listing_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_listing_undo_site_id"),
    sa.PrimaryKeyConstraint("listing_id", name="pk_listing_undo")
    )
    op.create_table("offer",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("uid", sa.BigInteger(), nullable=False),
    sa.Column("listing_id", BigKeyType, nullable=False),
    sa.Column("line_key", sa.BigInteger(), nullable=False),
    sa.Column("ordinal", sa.SmallInteger(), nullable=False),
    sa.Column("variant", sa.String(), nullable=True),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("platform", sa.String(), nullable=True),
    sa.Column("attributes", sa.String(), nullable=False),
    sa.Column("age_months", BigKeyType, nullable=True),
    sa.Column("country", sa.String(), nullable=True),
    sa.Column("span_start", BigKeyType, nullable=False),
    sa.Column("span_end", BigKeyType, nullable=False),
    sa.Column("spans", sa.String(), nullable=False),
    sa.Column("state", sa.SmallInteger(), nullable=False),
    sa.Column("state_at", UtcTimeType(), nullable=False),
    sa.Column("price_min", MoneyType(), nullable=True),
    sa.Column("price_max", MoneyType(), nullable=True),
    sa.Column("currency", sa.String(), nullable=True),
    sa.Column("unit", sa.SmallInteger(), nullable=True),
    sa.Column("pack_size", sa.BigInteger(), nullable=True),
    sa.Column("rate_min", MoneyType(), nullable=True),
    sa.Column("rate_max", MoneyType(), nullable=True),
    sa.Column("min_quantity", sa.BigInteger(), nullable=True),
    sa.Column("stock", sa.BigInteger(), nullable=True),
    sa.Column("available", sa.Boolean(), nullable=True),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("first_run_id", sa.Integer(), nullable=False),
    sa.Column("since_at", UtcTimeType(), nullable=False),
    sa.Column("observed_id", sa.BigInteger(), nullable=False),
    sa.Column("missing_at", UtcTimeType(), nullable=True),
    sa.Column("missing_run_id", BigKeyType, nullable=True),
    sa.Column("ended_at", UtcTimeType(), nullable=True),
    sa.Column("end_cause", sa.SmallInteger(), nullable=True),
    sa.ForeignKeyConstraint(["first_run_id"], ["run.id"], name="fk_offer_first_run_id"),
    sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_offer_listing_id"),
    sa.PrimaryKeyConstraint("id", name="pk_offer"),
    sa.UniqueConstraint("uid", name="uq_offer_uid")
    )
    op.create_index("ix_offer_listing_id", "offer", ["listing_id"], unique=False)
    op.create_index("ix_offer_platform_kind", "offer", ["platform", "kind"], unique=False)

    op.create_table("presence",
    sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("nth", sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_seen_at", UtcTimeType(), nullable=False),
    sa.Column("last_run_id", sa.Integer(), nullable=False),
    sa.Column("last_snapshot_id", sa.BigInteger(), nullable=False),
    sa.Column("missed", sa.SmallInteger(), nullable=False),
    sa.Column("missed_at", UtcTimeType(), nullable=True),
    sa.Column("missed_run_id", BigKeyType, nullable=True),
    sa.Column("ended_at", UtcTimeType(), nullable=True),
    sa.Column("end_cause", sa.SmallInteger(), nullable=True),
    sa.ForeignKeyConstraint(["last_run_id"], ["run.id"], name="fk_presence_last_run_id"),
    sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_presence_listing_id"),
    sa.PrimaryKeyConstraint("listing_id", "nth", name="pk_presence"),
    sqlite_with_rowid=False
    )
    op.create_table("sighting",
    sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("handle_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("scope", sa.SmallInteger(), nullable=False),
    sa.Column("span_start", BigKeyType, nullable=True),
    sa.Column("span_end", BigKeyType, nullable=True),
    sa.Column("first_seen_at", UtcTimeType(), nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=False),
    sa.Column("ended_at", UtcTimeType(), nullable=True),
    sa.ForeignKeyConstraint(["handle_id"], ["handle.id"], name="fk_sighting_handle_id"),
    sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_sighting_listing_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_sighting_snapshot_id"),
    sa.PrimaryKeyConstraint("listing_id", "handle_id", name="pk_sighting"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_sighting_handle_id", "sighting", ["handle_id"], unique=False)

    op.create_table("observation",
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("snapshot_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("seen_at", UtcTimeType(), nullable=False),
    sa.Column("origin", sa.SmallInteger(), nullable=False),
    sa.Column("price_min", MoneyType(), nullable=True),
    sa.Column("price_max", MoneyType(), nullable=True),
    sa.Column("currency", sa.String(), nullable=True),
    sa.Column("unit", sa.SmallInteger(), nullable=True),
    sa.Column("pack_size", sa.BigInteger(), nullable=True),
    sa.Column("rate_min", MoneyType(), nullable=True),
    sa.Column("rate_max", MoneyType(), nullable=True),
    sa.Column("min_quantity", sa.BigInteger(), nullable=True),
    sa.Column("stock", sa.BigInteger(), nullable=True),
    sa.Column("available", sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_observation_offer_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_observation_snapshot_id"),
    sa.PrimaryKeyConstraint("offer_id", "snapshot_id", name="pk_observation"),
    sqlite_with_rowid=False
    )
    op.create_table("offer_presence",
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("since_at", UtcTimeType(), nullable=False),
    sa.Column("ended_at", UtcTimeType(), nullable=False),
    sa.Column("end_cause", sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_offer_presence_offer_id"),
    sa.PrimaryKeyConstraint("offer_id", "since_at", name="pk_offer_presence"),
    sqlite_with_rowid=False
    )
    op.create_table("transition",
    sa.Column("id", BigKeyType, nullable=False),
    sa.Column("kind", sa.SmallInteger(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=True),
    sa.Column("offer_id", BigKeyType, nullable=True),
    sa.Column("seller_id", BigKeyType, nullable=True),
    sa.Column("run_id", sa.Integer(), nullable=True),
    sa.Column("snapshot_id", BigKeyType, nullable=True),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("cause", sa.String(), nullable=True),
    sa.Column("before", sa.String(), nullable=True),
    sa.Column("after", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_transition_offer_id"),
    sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_transition_run_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_transition_seller_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_transition_site_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_transition_snapshot_id"),
    sa.PrimaryKeyConstraint("id", name="pk_transition")
    )
    op.create_index("ix_transition_at", "transition", ["at"], unique=False)
    op.create_index("ix_transition_offer_id", "transition", ["offer_id"], unique=False)
    op.create_index("ix_transition_seller_id", "transition", ["seller_id"], unique=False, sqlite_where=sa.text("seller_id IS NOT NULL"), postgresql_where=sa.text("seller_id IS NOT NULL"))

    op.create_table("alert",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("dedup_key", sa.String(), nullable=False),
    sa.Column("rule", sa.String(), nullable=False),
    sa.Column("transition_id", BigKeyType, nullable=False),
    sa.Column("severity", sa.SmallInteger(), nullable=False),
    sa.Column("score", MoneyType(), nullable=False),
    sa.Column("reasons", sa.String(), nullable=False),
    sa.Column("seller_id", BigKeyType, nullable=True),
    sa.Column("site_id", sa.Integer(), nullable=True),
    sa.Column("created_at", UtcTimeType(), nullable=False),
    sa.Column("state", sa.SmallInteger(), nullable=False),
    sa.Column("assignee", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_alert_seller_id"),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_alert_site_id"),
    sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name="fk_alert_transition_id"),
    sa.PrimaryKeyConstraint("id", name="pk_alert"),
    sa.UniqueConstraint("dedup_key", name="uq_alert_dedup_key")
    )
    op.create_index("ix_alert_created_at", "alert", ["created_at"], unique=False)
    op.create_index("ix_alert_seller_id", "alert", ["seller_id"], unique=False)
    op.create_index("ix_alert_state", "alert", ["state"], unique=False)

    op.create_table("alert_event",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("alert_id", sa.Integer(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=True),
    sa.Column("state", sa.SmallInteger(), nullable=False),
    sa.Column("note", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_event_alert_id"),
    sa.PrimaryKeyConstraint("id", name="pk_alert_event")
    )
    op.create_index("ix_alert_event_alert_id", "alert_event", ["alert_id"], unique=False)

    op.create_table("alert_offer",
    sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("snapshot_id", BigKeyType, nullable=False),
    sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_offer_alert_id"),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_alert_offer_offer_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_alert_offer_snapshot_id"),
    sa.PrimaryKeyConstraint("alert_id", "offer_id", name="pk_alert_offer"),
    sqlite_with_rowid=False
    )
    op.create_table("outbox",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("dedup_key", sa.String(), nullable=False),
    sa.Column("alert_id", sa.Integer(), nullable=True),
    sa.Column("topic", sa.String(), nullable=False),
    sa.Column("created_at", UtcTimeType(), nullable=False),
    sa.Column("next_at", UtcTimeType(), nullable=False),
    sa.Column("attempts", BigKeyType, nullable=False),
    sa.Column("done_at", UtcTimeType(), nullable=True),
    sa.Column("last_error", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_outbox_alert_id"),
    sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    sa.UniqueConstraint("dedup_key", name="uq_outbox_dedup_key")
    )
    op.create_index("ix_outbox_waiting", "outbox", ["next_at"], unique=False, sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))

