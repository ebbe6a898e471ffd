"""Third persons with major interests are told and heard (Licensing Law art. 36, 47)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approval", "0004_deemed_renewals")]

    operations = [
        migrations.CreateModel(
            name="InterestedParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=44, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=30)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("interest", models.TextField()),
                ("told_at", models.DateTimeField()),
                ("answer_until", models.DateField()),
                ("opinion", models.TextField(blank=True)),
                ("opinion_at", models.DateTimeField(blank=True, null=True)),
                ("is_opinion_recorded", models.BooleanField(default=False)),
                ("hearing_requested_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interested_parties",
                        to="approval.application",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.officer"
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.AddIndex(
            model_name="interestedparty",
            index=models.Index(fields=["code"], name="interested_party_by_code"),
        ),
        migrations.AddConstraint(
            model_name="interestedparty",
            constraint=models.UniqueConstraint(fields=("application", "code"), name="interested_party_once"),
        ),
    ]
