"""A published scenario version never changes: the database itself refuses it. Numbers of joint cases come from a sequence."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION joint_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('draft', 'reviewed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status IN ('draft', 'reviewed')
       OR (OLD.status = 'retired' AND NEW.status <> 'retired')
       OR to_jsonb(NEW) - 'status' <> to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'a published version of a joint scenario never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER joint_scenario_version_kept BEFORE UPDATE OR DELETE ON joint_scenarioversion
    FOR EACH ROW EXECUTE FUNCTION joint_keep_published();
CREATE SEQUENCE joint_case_serial;
"""
BACKWARD = """
DROP SEQUENCE joint_case_serial;
DROP TRIGGER joint_scenario_version_kept ON joint_scenarioversion;
DROP FUNCTION joint_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("joint", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
