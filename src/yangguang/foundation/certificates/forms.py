"""Reading what browsers send: bytes in Base64, kinds and reasons."""

import base64
import binascii

from django import forms
from django.http import HttpRequest

from yangguang.kernel.refusals import InvalidInput

LONGEST = 20_000


def posted_bytes(request: HttpRequest, name: str) -> bytes:
    """Read one field of Base64. Refuses with InvalidInput."""
    written = request.POST.get(name, "")
    try:
        content = base64.b64decode(written, validate=True) if len(written) <= LONGEST else b""
    except binascii.Error:
        content = b""
    if not content:
        raise InvalidInput(fields={name: "没有收到签名内容，请刷新页面再试。"})
    return content


class OutsideAuthorityForm(forms.Form):
    """What is said about an outside authority when it is proposed."""

    bundle = forms.FileField(
        label="机构的证书",
        help_text="PEM 格式，根证书和中级证书放在一个文件里",
        widget=forms.ClearableFileInput(
            attrs={"class": "yg-input yg-input--file", "accept": ".pem,.crt,.cer"}
        ),
        error_messages={"required": "请选择机构的证书文件。"},
    )
    list_address = forms.CharField(
        label="吊销列表地址",
        help_text="填了就每小时自动取；不填，请每次手工上传",
        required=False,
        max_length=300,
        widget=forms.URLInput(attrs={"class": "yg-input"}),
    )
    status_address = forms.CharField(
        label="证书状态服务（OCSP）地址",
        help_text="填了就在登录、绑定时当场问它，最多等 3 秒；没有答复时按吊销列表判断，两样都没有就不让登录",
        required=False,
        max_length=300,
        widget=forms.URLInput(attrs={"class": "yg-input"}),
    )
    reason = forms.CharField(
        label="为什么信任它",
        max_length=300,
        widget=forms.Textarea(attrs={"class": "yg-textarea", "rows": 3}),
        error_messages={"required": "请写明为什么信任这个机构。"},
    )
