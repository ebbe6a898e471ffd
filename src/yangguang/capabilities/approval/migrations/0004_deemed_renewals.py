"""What the law itself grants has no officer (Licensing Law art. 50)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approval", "0003_name_pairs"), ("organisation", "0004_legal_information_government_posts")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(is_deemed=True, result="granted", officer__isnull=True)
                | models.Q(is_deemed=False, officer__isnull=False),
                name="decision_by_an_officer_or_deemed",
            ),
        ),
        migrations.AlterField(
            model_name="issueddocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("application_form", "行政许可申请书"),
                    ("receipt", "材料接收凭证"),
                    ("correction_notice", "补正材料一次性告知书"),
                    ("acceptance_notice", "受理通知书"),
                    ("not_accepted", "不予受理决定书"),
                    ("not_required", "不受理告知书"),
                    ("special_notice", "特别程序所需时间告知书"),
                    ("extension_notice", "延长办理期限通知书"),
                    ("hearing_right", "听证告知书"),
                    ("hearing_notice", "听证通知书"),
                    ("hearing_record", "听证笔录"),
                    ("visit_record", "现场核查记录"),
                    ("grant", "准予行政许可决定书"),
                    ("licence_decision", "准予变更（延续、注销）决定书"),
                    ("deemed_renewal", "视为准予延续告知书"),
                    ("party_notice", "利害关系人听证告知书"),
                    ("refusal", "不予行政许可决定书"),
                    ("withdrawal", "撤回申请确认书"),
                    ("service_proof", "送达回证"),
                ],
                max_length=20,
            ),
        ),
    ]
