"""A published version of a standard never changes: the database itself refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION discretion_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status = 'draft'
       OR (OLD.status = 'retired' AND NEW.status <> 'retired')
       OR to_jsonb(NEW) - 'status' - 'effective_until' <> to_jsonb(OLD) - 'status' - 'effective_until' THEN
        RAISE EXCEPTION 'a published discretion standard never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER discretion_version_kept BEFORE UPDATE OR DELETE ON discretion_standardversion
    FOR EACH ROW EXECUTE FUNCTION discretion_keep_published();
"""
BACKWARD = """
DROP TRIGGER discretion_version_kept ON discretion_standardversion;
DROP FUNCTION discretion_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("discretion", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
