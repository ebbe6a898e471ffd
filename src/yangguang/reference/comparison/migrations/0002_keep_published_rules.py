"""Rules in force and what was decided never change: the database itself refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION comparison_keep_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('draft', 'proposed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status IN ('draft', 'proposed')
       OR (OLD.status = 'retired' AND NEW.status <> 'retired')
       OR to_jsonb(NEW) - 'status' <> to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'a published version of the rules never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comparison_rules_kept BEFORE UPDATE OR DELETE ON comparison_rulesversion
    FOR EACH ROW EXECUTE FUNCTION comparison_keep_rules();

CREATE FUNCTION comparison_keep_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a person decided is added, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER comparison_decisions_kept BEFORE UPDATE OR DELETE ON comparison_pairdecision
    FOR EACH ROW EXECUTE FUNCTION comparison_keep_decisions();
"""
BACKWARD = """
DROP TRIGGER comparison_decisions_kept ON comparison_pairdecision;
DROP FUNCTION comparison_keep_decisions();
DROP TRIGGER comparison_rules_kept ON comparison_rulesversion;
DROP FUNCTION comparison_keep_rules();
"""


class Migration(migrations.Migration):
    dependencies = [("comparison", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
