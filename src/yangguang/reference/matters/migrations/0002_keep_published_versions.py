"""A published version never changes: the database itself refuses it, also for its materials."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION matters_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status = 'draft'
       OR (OLD.status = 'retired' AND NEW.status <> 'retired')
       OR to_jsonb(NEW) - 'status' - 'effective_until' <> to_jsonb(OLD) - 'status' - 'effective_until' THEN
        RAISE EXCEPTION 'a published version of a matter never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER matters_version_kept BEFORE UPDATE OR DELETE ON matters_matterversion
    FOR EACH ROW EXECUTE FUNCTION matters_keep_published();

CREATE FUNCTION matters_keep_materials() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM matters_matterversion
               WHERE status <> 'draft'
                 AND id IN (COALESCE(NEW.version_id, OLD.version_id), COALESCE(OLD.version_id, NEW.version_id))) THEN
        RAISE EXCEPTION 'the materials of a published version never change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER matters_materials_kept BEFORE INSERT OR UPDATE OR DELETE ON matters_materialspec
    FOR EACH ROW EXECUTE FUNCTION matters_keep_materials();
"""
BACKWARD = """
DROP TRIGGER matters_materials_kept ON matters_materialspec;
DROP FUNCTION matters_keep_materials();
DROP TRIGGER matters_version_kept ON matters_matterversion;
DROP FUNCTION matters_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
