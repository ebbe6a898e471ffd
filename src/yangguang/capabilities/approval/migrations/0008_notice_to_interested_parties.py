"""A party's notice is theirs to read, and nobody else's but the office's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approval", "0007_answered_complaints")]

    operations = [
        migrations.AddField(
            model_name="interestedparty",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="approval.issueddocument",
            ),
        ),
    ]
