"""Types in force never change and looks are only added: the database itself refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION licences_keep_types() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('draft', 'proposed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status IN ('draft', 'proposed')
       OR (OLD.status = 'retired' AND NEW.status <> 'retired')
       OR to_jsonb(NEW) - 'status' <> to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'a published version of a licence type never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER licences_types_kept BEFORE UPDATE OR DELETE ON licences_licencetypeversion
    FOR EACH ROW EXECUTE FUNCTION licences_keep_types();

CREATE FUNCTION licences_keep_readings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a look at a licence is added, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER licences_readings_kept BEFORE UPDATE OR DELETE ON licences_reading
    FOR EACH ROW EXECUTE FUNCTION licences_keep_readings();
"""
BACKWARD = """
DROP TRIGGER licences_readings_kept ON licences_reading;
DROP FUNCTION licences_keep_readings();
DROP TRIGGER licences_types_kept ON licences_licencetypeversion;
DROP FUNCTION licences_keep_types();
"""


class Migration(migrations.Migration):
    dependencies = [("licences", "0003_types_wallet_and_calls")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
