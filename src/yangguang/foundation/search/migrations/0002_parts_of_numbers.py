"""Trigrams for parts of numbers, where the database offers them; search works without, only slower on parts."""

import logging

from django.db import DatabaseError, migrations, transaction

_log = logging.getLogger(__name__)
INDEX = """
CREATE INDEX search_number_parts ON search_searchentry USING gin (upper(object_number) gin_trgm_ops)
"""


def create(apps, schema_editor):
    """Create extension and index, or say that this database does without."""
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(INDEX)
    except DatabaseError as problem:
        _log.warning("search does without trigrams: %s", problem)


def drop(apps, schema_editor):
    """Drop the index; the extension may serve others."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS search_number_parts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
