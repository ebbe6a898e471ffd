"""Materials promised for later (容缺后补), with a last day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approval", "0005_interested_parties")]

    operations = [
        migrations.CreateModel(
            name="DeferredMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("material_code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("promised_at", models.DateTimeField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                ("supplied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferred_materials",
                        to="approval.application",
                    ),
                ),
            ],
            options={"ordering": ("material_code",)},
        ),
        migrations.AddIndex(
            model_name="deferredmaterial",
            index=models.Index(
                condition=models.Q(supplied_at__isnull=True), fields=["due_on"], name="deferred_material_owed"
            ),
        ),
        migrations.AddConstraint(
            model_name="deferredmaterial",
            constraint=models.UniqueConstraint(
                fields=("application", "material_code"), name="deferred_material_once"
            ),
        ),
    ]
