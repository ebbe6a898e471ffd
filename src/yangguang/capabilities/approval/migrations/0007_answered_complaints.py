"""Complaints are answered within fifteen working days; those filed before get about as long."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approval", "0006_deferred_materials"), ("organisation", "0004_legal_information_government_posts")]

    operations = [
        migrations.AlterModelOptions(name="complaint", options={"ordering": ("filed_at", "pk")}),
        migrations.AddField("complaint", "answer", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("complaint", "answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "complaint",
            "answered_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.officer",
            ),
        ),
        migrations.AddField("complaint", "is_urging", models.BooleanField(default=False)),
        migrations.AddField("complaint", "answer_until", models.DateField(null=True)),
        migrations.RunSQL(
            "UPDATE approval_complaint SET answer_until = (filed_at AT TIME ZONE 'Asia/Shanghai')::date + 21",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("complaint", "answer_until", models.DateField()),
        migrations.AddIndex(
            "complaint",
            models.Index(
                condition=models.Q(answered_at__isnull=True), fields=["answer_until"], name="complaint_unanswered"
            ),
        ),
    ]
