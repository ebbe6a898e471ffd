"""Look for a waiting act from the newest end of the index: a scan would read what a burst of acts has left dead."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION acts_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who finds the queue empty wakes the sequencer; the others need not, it takes all that wait. Notifying in every
    -- transaction would line up all commits behind one lock.
    IF NOT EXISTS (SELECT 1 FROM acts_pendingact {order} LIMIT 1) THEN
        PERFORM pg_notify('yangguang_acts', '');
    END IF;
    INSERT INTO acts_pendingact (act_id, waiting_since) VALUES (NEW.number, clock_timestamp());
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("acts", "0005_queue")]
    operations = [
        migrations.RunSQL(_FUNCTION.format(order="ORDER BY act_id DESC"), _FUNCTION.format(order=""))
    ]
