"""Numbers of transfers come from a sequence; steps of a transfer are added, never changed."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE linkage_transfer_serial;
CREATE FUNCTION linkage_keep_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of a transfer is added, never changed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER linkage_steps_kept BEFORE UPDATE OR DELETE ON linkage_transferstep
    FOR EACH ROW EXECUTE FUNCTION linkage_keep_steps();
"""
BACKWARD = """
DROP TRIGGER linkage_steps_kept ON linkage_transferstep;
DROP FUNCTION linkage_keep_steps();
DROP SEQUENCE linkage_transfer_serial;
"""


class Migration(migrations.Migration):
    dependencies = [("linkage", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
