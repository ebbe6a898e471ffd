"""A code that was given stays as it was given: the database refuses to change or delete it; it may only be retired."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION declarations_keep_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'retired_at' <> to_jsonb(OLD) - 'retired_at'
       OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at) THEN
        RAISE EXCEPTION 'a code is never changed, deleted or given again'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER declarations_codes_kept BEFORE UPDATE OR DELETE ON declarations_codeentry
    FOR EACH ROW EXECUTE FUNCTION declarations_keep_codes();
"""
BACKWARD = """
DROP TRIGGER declarations_codes_kept ON declarations_codeentry;
DROP FUNCTION declarations_keep_codes();
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
