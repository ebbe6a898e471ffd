"""Give every act a random salt of its own, also those already written; the table is rewritten, no row is updated."""

from django.db import migrations, models

import yangguang.foundation.acts.models.act

FORWARD = """
ALTER TABLE acts_act ADD COLUMN salt varchar(64) NOT NULL
    DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
"""
BACKWARD = "ALTER TABLE acts_act DROP COLUMN salt;"


class Migration(migrations.Migration):
    dependencies = [("acts", "0002_refuse_changes")]
    operations = [
        migrations.RunSQL(
            FORWARD,
            BACKWARD,
            state_operations=[
                migrations.AddField(
                    "act",
                    "salt",
                    models.CharField(default=yangguang.foundation.acts.models.act.new_salt, max_length=64),
                )
            ],
        )
    ]
