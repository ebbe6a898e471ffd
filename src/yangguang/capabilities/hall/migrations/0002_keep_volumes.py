"""A closed volume and its index never change: the database itself refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION hall_keep_volume() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a closed volume never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER hall_volume_kept BEFORE UPDATE OR DELETE ON hall_volume
    FOR EACH ROW EXECUTE FUNCTION hall_keep_volume();
CREATE TRIGGER hall_volume_entry_kept BEFORE UPDATE OR DELETE ON hall_volumeentry
    FOR EACH ROW EXECUTE FUNCTION hall_keep_volume();
"""
BACKWARD = """
DROP TRIGGER hall_volume_entry_kept ON hall_volumeentry;
DROP TRIGGER hall_volume_kept ON hall_volume;
DROP FUNCTION hall_keep_volume();
"""


class Migration(migrations.Migration):
    dependencies = [("hall", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
