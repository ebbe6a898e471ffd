"""Names in pairs of characters, so that any part of one is found among a million; trigrams miss words of two characters."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

CREATE = """
CREATE FUNCTION approval_name_pairs(applicant text, person text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(name, place, 2)), '{}')
    FROM (VALUES (applicant), (person)) AS names (name), generate_series(1, length(name) - 1) AS place
$$
"""
DROP = "DROP FUNCTION approval_name_pairs(text, text)"


class Migration(migrations.Migration):
    dependencies = [("approval", "0002_serials")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.AddField(
            model_name="application",
            name="name_pairs",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("applicant_name", "person_name", function="approval_name_pairs"),
                output_field=django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=2), size=None
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(fields=["name_pairs"], name="application_by_name"),
        ),
    ]
