"""A published flow never changes: the database itself refuses, except to retire it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION process_definition_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.key, NEW.version, NEW.name, NEW.xml, NEW.hash, NEW.decisions, NEW.published_at)
        IS NOT DISTINCT FROM
        (OLD.key, OLD.version, OLD.name, OLD.xml, OLD.hash, OLD.decisions, OLD.published_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published flow is immutable' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER process_definition_immutable BEFORE UPDATE OR DELETE ON process_definition
    FOR EACH ROW EXECUTE FUNCTION process_definition_refuse_change();
"""
BACKWARD = """
DROP TRIGGER process_definition_immutable ON process_definition;
DROP FUNCTION process_definition_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("process", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
