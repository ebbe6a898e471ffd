"""What the system administrator says about a system that is to be connected."""

from django import forms

from yangguang.foundation.sign_on.models import ClientKind
from yangguang.foundation.sign_on.operations import ClientDetails
from yangguang.foundation.sign_on.rules import ALGORITHMS, SCOPES


def _lines(label: str, hint: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "这里要填。"},
    )


class ClientForm(forms.Form):
    """A system of the city."""

    name = forms.CharField(label="系统名称", help_text="登录的人会看到", max_length=80)
    kind = forms.ChoiceField(label="种类", choices=ClientKind.choices, widget=forms.RadioSelect)
    redirect_uris = _lines("返回地址", "一行一个，要一字不差", required=False)
    logout_uris = _lines("退出后的返回地址", "一行一个", required=False)
    backchannel_uri = forms.CharField(
        label="通知退出的地址", help_text="退出时平台直接通知这个地址", required=False, max_length=300
    )
    scopes = forms.MultipleChoiceField(
        label="能看到什么",
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["openid"],
    )
    algorithm = forms.ChoiceField(label="令牌签名算法", choices=[(one, one) for one in ALGORITHMS])
    reason = forms.CharField(
        label="为什么接入", help_text="至少 5 个字", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def details(self) -> ClientDetails:
        """Give what was said in the shape the operation takes."""
        told = self.cleaned_data
        return ClientDetails(
            name=told["name"],
            kind=told["kind"],
            redirect_uris=tuple(told["redirect_uris"].split()),
            logout_uris=tuple(told["logout_uris"].split()),
            backchannel_uri=told["backchannel_uri"].strip(),
            scopes=tuple(told["scopes"]),
            algorithm=told["algorithm"],
            reason=told["reason"],
        )
