"""The log and the attempts are added to and never changed: the database itself refuses."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION auction_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of a room is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER auction_entry_append_only BEFORE UPDATE OR DELETE ON auction_entry
    FOR EACH ROW EXECUTE FUNCTION auction_refuse_change();
CREATE TRIGGER auction_attempt_append_only BEFORE UPDATE OR DELETE ON auction_attempt
    FOR EACH ROW EXECUTE FUNCTION auction_refuse_change();
"""
BACKWARD = """
DROP TRIGGER auction_entry_append_only ON auction_entry;
DROP TRIGGER auction_attempt_append_only ON auction_attempt;
DROP FUNCTION auction_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("auction", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
