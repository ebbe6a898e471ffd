"""Inboxes are counted and put in order from indexes alone; the person's index gets the row id for that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0002_definition_immutable"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="task",
            name="process_task_assignee",
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("assignee_account_id__isnull", True), ("state", "open")),
                fields=["body_code", "post_kind", "due_on", "id"],
                name="process_task_free",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["assignee_account_id", "state", "due_on", "id"], name="process_task_person"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "done")),
                fields=["assignee_account_id", "-done_at", "-id"],
                name="process_task_done",
            ),
        ),
    ]
