"""The public tables of the register. Nothing that was not published ever stands in them.

Dates are `YYYY-MM-DD`, times UTC as the journal writes them, both as text: they sort as they are
and read the same from either database.
"""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from projections.views import REGISTER

records = Table(
    "register_records",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("organ", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("phase", Text),
    Column("field", Text),
    Column("topic", Text),
    Column("document_number", Text),
    Column("index_number", Text),
    Column("number_folded", Text),
    Column("index_number_folded", Text),
    Column("status", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("formed_on", Text),
    Column("effective_on", Text),
    Column("expires_on", Text),
    Column("published_on", Text),
    Column("published_at", Text),
    Column("changed_at", Text),
    Column("migrated", Boolean, nullable=False),
    Column("withheld", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    # What lists are ordered by: the public date of the present version, then its position.
    Column("newest_on", Text, nullable=False),
    Column("newest_position", Integer, nullable=False),
    Column("details", Text, nullable=False),
    Index("register_records_newest", "newest_on", "newest_position"),
    Index("register_records_organ", "organ", "newest_on", "newest_position"),
    # What of the register is new since a position, for what is kept in memory of it.
    Index("register_records_position", "position"),
    Index("register_records_kind", "kind"),
    Index("register_records_title", "title"),
    Index("register_records_number", "number_folded"),
    Index("register_records_index_number", "index_number_folded"),
)

versions = Table(
    "register_versions",
    REGISTER,
    Column("record", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("row", Text, nullable=False),
)

changes = Table(
    "register_changes",
    REGISTER,
    Column("record", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("change", Text, nullable=False),
    Column("on", Text, nullable=False),
    Index("register_changes_on", "on"),
)

replacements = Table(
    "register_replacements",
    REGISTER,
    Column("old", Text, primary_key=True),
    Column("new", Text, primary_key=True),
    Index("register_replacements_new", "new"),
)

organs = Table(
    "register_organs",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("guide", Text),
    Column("guide_stated_at", Text),
    Column("position", Integer, nullable=False),
)
