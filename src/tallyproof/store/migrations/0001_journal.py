"""The journal's tables, and the triggers that make them append-only and gapless."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

TABLES = ("journal_record", "journal_batch", "journal_owner")

# The insert triggers also stop SQLite's INSERT OR REPLACE, which removes rows without a delete trigger.
SQLITE_GAPLESS = """
CREATE TRIGGER journal_record_next BEFORE INSERT ON journal_record
WHEN NEW."index" IS NOT (SELECT COALESCE(MAX("index"), -1) + 1 FROM journal_record)
BEGIN SELECT RAISE(ABORT, 'journal_record: the index must be the next one'); END
"""
SQLITE_ONE_OWNER = """
CREATE TRIGGER journal_owner_one BEFORE INSERT ON journal_owner
WHEN EXISTS (SELECT 1 FROM journal_owner)
BEGIN SELECT RAISE(ABORT, 'journal_owner: the database belongs to one election'); END
"""
SQLITE_KEY_ONCE = """
CREATE TRIGGER journal_batch_once BEFORE INSERT ON journal_batch
WHEN EXISTS (SELECT 1 FROM journal_batch WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'journal_batch: the key is taken'); END
"""
SQLITE_REFUSE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

POSTGRESQL_GAPLESS = """
CREATE FUNCTION journal_record_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."index" <> (SELECT COALESCE(MAX("index"), -1) + 1 FROM journal_record) THEN
        RAISE EXCEPTION 'journal_record: the index must be the next one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_record_next BEFORE INSERT ON journal_record
FOR EACH ROW EXECUTE FUNCTION journal_record_next();
"""
POSTGRESQL_ONE_OWNER = "CREATE UNIQUE INDEX journal_owner_one ON journal_owner ((true))"
POSTGRESQL_REFUSAL = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRESQL_REFUSE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()
"""


def guard_tables(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the database itself refuse a gap, a change, a removal or a second owner."""
    if schema_editor.connection.vendor == "postgresql":
        statements = [POSTGRESQL_GAPLESS, POSTGRESQL_ONE_OWNER, POSTGRESQL_REFUSAL]
        statements += [POSTGRESQL_REFUSE.format(table=table) for table in TABLES]
    else:
        statements = [SQLITE_GAPLESS, SQLITE_ONE_OWNER, SQLITE_KEY_ONCE]
        statements += [
            SQLITE_REFUSE.format(table=table, verb=verb) for table in TABLES for verb in ("UPDATE", "DELETE")
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """The first and so far only shape of the journal."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=64)),
                ("v", models.PositiveIntegerField()),
                ("public", models.BinaryField()),
                ("private", models.BinaryField(null=True)),
            ],
            options={"db_table": "journal_record"},
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("start", models.BigIntegerField()),
                ("count", models.BigIntegerField()),
            ],
            options={"db_table": "journal_batch"},
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[("election_id", models.CharField(max_length=64, primary_key=True, serialize=False))],
            options={"db_table": "journal_owner"},
        ),
        migrations.RunPython(guard_tables),
    ]
