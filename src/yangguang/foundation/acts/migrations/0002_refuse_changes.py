"""Acts are added and never changed: the database itself refuses updates, deletions and truncation."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION acts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'acts are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER acts_append_only BEFORE UPDATE OR DELETE ON acts_act
    FOR EACH ROW EXECUTE FUNCTION acts_refuse_change();
"""
BACKWARD = """
DROP TRIGGER acts_append_only ON acts_act;
DROP FUNCTION acts_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
