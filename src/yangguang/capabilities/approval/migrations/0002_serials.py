"""Two counters that never make anybody wait: case numbers of a day, and the order of acceptance (Licensing Law art. 57)."""

from django.db import migrations

CREATE = """
CREATE SEQUENCE approval_case_serial MINVALUE 1 MAXVALUE 99999 CYCLE;
CREATE SEQUENCE approval_acceptance_order;
"""
DROP = "DROP SEQUENCE approval_case_serial; DROP SEQUENCE approval_acceptance_order;"


class Migration(migrations.Migration):
    """Sequences belong to the database, so that no row is locked for a number."""

    dependencies = [("approval", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
