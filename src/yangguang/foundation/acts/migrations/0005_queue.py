"""Every committed act waits for its place in the log, also those already written; entries and checkpoints never change."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION acts_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who finds the queue empty wakes the sequencer; the others need not, it takes all that wait. Notifying in every
    -- transaction would line up all commits behind one lock.
    IF NOT EXISTS (SELECT 1 FROM acts_pendingact LIMIT 1) THEN
        PERFORM pg_notify('yangguang_acts', '');
    END IF;
    INSERT INTO acts_pendingact (act_id, waiting_since) VALUES (NEW.number, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER acts_enqueue AFTER INSERT ON acts_act FOR EACH ROW EXECUTE FUNCTION acts_enqueue();
INSERT INTO acts_pendingact (act_id, waiting_since) SELECT number, clock_timestamp() FROM acts_act;

CREATE FUNCTION acts_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER acts_log_append_only BEFORE UPDATE OR DELETE ON acts_logentry
    FOR EACH ROW EXECUTE FUNCTION acts_log_refuse_change();
CREATE TRIGGER acts_log_append_only BEFORE UPDATE OR DELETE ON acts_logcheckpoint
    FOR EACH ROW EXECUTE FUNCTION acts_log_refuse_change();
CREATE TRIGGER acts_log_append_only BEFORE UPDATE OR DELETE ON acts_logcosignature
    FOR EACH ROW EXECUTE FUNCTION acts_log_refuse_change();
"""
BACKWARD = """
DROP TRIGGER acts_log_append_only ON acts_logcosignature;
DROP TRIGGER acts_log_append_only ON acts_logcheckpoint;
DROP TRIGGER acts_log_append_only ON acts_logentry;
DROP FUNCTION acts_log_refuse_change();
DROP TRIGGER acts_enqueue ON acts_act;
DROP FUNCTION acts_enqueue();
"""


class Migration(migrations.Migration):
    dependencies = [("acts", "0004_log")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
