# A flow may be drawn for something that has no code yet; it is found by a key of its own.

import django.db.models.deletion
from django.db import migrations, models


def fill_keys(apps, schema_editor):
    for draft in apps.get_model('flows', 'FlowDraft').objects.select_related('matter'):
        draft.key, draft.title = draft.matter.catalog_code, draft.matter.name
        draft.save(update_fields=['key', 'title'])


class Migration(migrations.Migration):

    dependencies = [
        ('flows', '0001_initial'),
    ]

    operations = [
        migrations.AddField('flowdraft', 'key', models.CharField(max_length=40, null=True)),
        migrations.AddField('flowdraft', 'title', models.CharField(blank=True, max_length=200)),
        migrations.AlterField(
            'flowdraft',
            'matter',
            models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flow_draft', to='matters.matter'),
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AlterField('flowdraft', 'key', models.SlugField(max_length=40, unique=True)),
    ]
