"""Signatures are added and never changed: the database itself refuses."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION certificates_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signatures are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificates_signature_kept BEFORE UPDATE OR DELETE ON certificates_signature
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_change();
"""
BACKWARD = """
DROP TRIGGER certificates_signature_kept ON certificates_signature;
DROP FUNCTION certificates_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
