"""Releases and movements are added and never changed; a published parameter set keeps its content."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION venue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was published is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER venue_release_append_only BEFORE UPDATE OR DELETE ON venue_release
    FOR EACH ROW EXECUTE FUNCTION venue_refuse_change();
CREATE TRIGGER venue_movement_append_only BEFORE UPDATE OR DELETE ON venue_movement
    FOR EACH ROW EXECUTE FUNCTION venue_refuse_change();
CREATE TRIGGER venue_set_kept BEFORE UPDATE OR DELETE ON venue_parameterset
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION venue_refuse_change();
"""
BACKWARD = """
DROP TRIGGER venue_release_append_only ON venue_release;
DROP TRIGGER venue_movement_append_only ON venue_movement;
DROP TRIGGER venue_set_kept ON venue_parameterset;
DROP FUNCTION venue_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("venue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
