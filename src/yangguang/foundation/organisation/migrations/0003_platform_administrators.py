"""
Three kinds of post for the platform's administrators, and the database itself keeps them apart: nobody holds two of
them, or one of them and any other post, on the same day (GB/T 22239-2019, 8.1.4.2 d).
"""

from django.db import migrations, models

KINDS = [('accept', '受理岗'), ('examine', '审查岗'), ('inspect', '核查岗'), ('review', '复核岗'), ('decide', '决定岗'), ('deliver', '制证送达岗'), ('monitor', '监察岗'), ('admin', '管理岗'), ('expert', '专家岗'), ('system', '系统管理岗'), ('security', '安全管理岗'), ('audit', '审计管理岗')]

FORWARD = """
CREATE FUNCTION organisation_keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind_wanted text;
    kind_held text;
BEGIN
    PERFORM 1 FROM organisation_officer WHERE id = NEW.officer_id FOR UPDATE;
    SELECT kind INTO kind_wanted FROM organisation_post WHERE id = NEW.post_id;
    SELECT p.kind INTO kind_held
      FROM organisation_appointment a JOIN organisation_post p ON p.id = a.post_id
     WHERE a.officer_id = NEW.officer_id AND a.id <> NEW.id AND p.kind <> kind_wanted
       AND (p.kind IN ('system', 'security', 'audit') OR kind_wanted IN ('system', 'security', 'audit'))
       AND daterange(a.valid_from, a.valid_until) && daterange(NEW.valid_from, NEW.valid_until)
     LIMIT 1;
    IF kind_held IS NOT NULL THEN
        RAISE EXCEPTION 'one officer cannot hold % and % at the same time', kind_held, kind_wanted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'administrators_are_disjoint';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER administrators_are_disjoint BEFORE INSERT OR UPDATE ON organisation_appointment
    FOR EACH ROW EXECUTE FUNCTION organisation_keep_administrators_apart();
CREATE FUNCTION organisation_keep_post_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the kind of a post never changes'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'post_kind_is_fixed';
END $$;
CREATE TRIGGER post_kind_is_fixed BEFORE UPDATE ON organisation_post
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION organisation_keep_post_kind();
"""
BACKWARD = """
DROP TRIGGER post_kind_is_fixed ON organisation_post;
DROP FUNCTION organisation_keep_post_kind();
DROP TRIGGER administrators_are_disjoint ON organisation_appointment;
DROP FUNCTION organisation_keep_administrators_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_periods_and_uniqueness")]
    operations = [
        migrations.AlterField("post", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
