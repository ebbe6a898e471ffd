"""The shape of what supervisors type: a rule as data, an outside system."""

from django import forms

from yangguang.oversight.monitoring.models import CardLevel
from yangguang.oversight.monitoring.rules.plans import KINDS


class RuleForm(forms.Form):
    """A rule as data."""

    rule_id = forms.SlugField(
        label="规则编号", max_length=40, help_text="小写字母、数字和短横线，如 slow-answer"
    )
    text = forms.CharField(label="发牌的理由", max_length=120, help_text="牌上就这样写")
    basis = forms.CharField(label="依据", max_length=160)
    level = forms.TypedChoiceField(label="级别", choices=CardLevel.choices, coerce=int)
    kinds = forms.MultipleChoiceField(
        label="看哪些行为", choices=list(KINDS.items()), required=False, help_text="不选就都看"
    )
    condition = forms.CharField(
        label="条件",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text='S-FEEL，可以读 act 和 case，如 act.kind = "accept" and case.days > 3',
    )
    stop_share = forms.FloatField(
        label="自动停用的比例",
        min_value=0.01,
        max_value=1,
        initial=0.2,
        help_text="看过一百次以后，发牌或者算不出来的比例超过它，规则自动停用并公开",
    )
