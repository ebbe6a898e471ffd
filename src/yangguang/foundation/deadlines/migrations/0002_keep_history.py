"""What moved a last day, and what a notice said of a day, is added and never changed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION deadlines_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of deadlines is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER clockchange_append_only BEFORE UPDATE OR DELETE ON deadlines_clockchange
    FOR EACH ROW EXECUTE FUNCTION deadlines_refuse_change();
CREATE TRIGGER calendaroverride_append_only BEFORE UPDATE OR DELETE ON deadlines_calendaroverride
    FOR EACH ROW EXECUTE FUNCTION deadlines_refuse_change();
"""
BACKWARD = """
DROP TRIGGER clockchange_append_only ON deadlines_clockchange;
DROP TRIGGER calendaroverride_append_only ON deadlines_calendaroverride;
DROP FUNCTION deadlines_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
