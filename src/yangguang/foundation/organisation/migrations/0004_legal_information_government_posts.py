"""Three kinds of post for the way of a power to the public: legal review, coding, the government's approval."""

from django.db import migrations, models

KINDS = [('accept', '受理岗'), ('examine', '审查岗'), ('inspect', '核查岗'), ('review', '复核岗'), ('decide', '决定岗'), ('deliver', '制证送达岗'), ('monitor', '监察岗'), ('admin', '管理岗'), ('expert', '专家岗'), ('system', '系统管理岗'), ('security', '安全管理岗'), ('audit', '审计管理岗'), ('legal', '法制审核岗'), ('information', '信息化岗'), ('government', '市政府审批岗')]


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_platform_administrators")]
    operations = [migrations.AlterField("post", "kind", models.CharField(choices=KINDS, max_length=12))]
