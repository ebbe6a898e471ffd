"""The list in its order, read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0003_matterversion_definition'),
        ('organisation', '0003_platform_administrators'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['kind', 'catalog_code'], name='matter_in_order'),
        ),
    ]
