"""What a licence is printed and signed as: the certificate, the signed data, and the document of each act that ends it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from yangguang.foundation.acts.api import note
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.documents import api as documents
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.search import api as search
from yangguang.kernel import clock
from yangguang.reference.licences.models import Licence
from yangguang.reference.licences.queries.signed import data_of, seal_key
from yangguang.reference.licences.rules.signed_data import data_digest
from yangguang.reference.licences.rules.type_content import TypeContent

DECISIONS = {
    "cancel_licence": ("注销行政许可决定书", "准注"),
    "withdraw_licence": ("撤回行政许可决定书", "准撤回"),
    "revoke_licence": ("撤销行政许可决定书", "准撤销"),
    "invalidate_licence": ("吊销许可证件执行通知书", "吊销通"),
    "suspend_licence": ("暂扣许可证件执行通知书", "暂扣通"),
    "resume_licence": ("恢复许可证件效力通知书", "恢复通"),
    "expire_licence": ("许可证件有效期届满登记单", "期满登"),
}
"""The document of each act: title and word of its number."""


def make_paper(licence: Licence, *, now: datetime) -> documents.Document:
    """Make the certificate with seal and QR, by the template of its type."""
    verify_url = f"{settings.BASE_URL}{licence.get_absolute_url()}"
    content = licence.type_version.said if licence.type_version else TypeContent()
    return documents.make_document(
        kind=f"licence_{licence.version}",
        title=licence.title,
        number=licence.number,
        template="licences/licence.html",
        context={
            "licence": licence,
            "is_portrait": content.template == "portrait",
            "footnote": content.footnote,
            "verify_url": verify_url,
            "verify_qr": documents.qr_image(verify_url),
        },
        body_code=licence.issuer.code,
        body_name=licence.issuer.name,
        object_type=licence.act_object[0],
        object_number=licence.act_object[1],
        seal_text="证照专用章",
        now=now,
    )


def sign_data(licence: Licence, *, now: datetime) -> None:
    """Put the issuer's seal under the licence's data, so that the file proves itself without a network (GB/T 36905)."""
    digest = data_digest(data_of(licence))
    certificates.seal_document(
        body_code=licence.issuer.code,
        document=seal_key(licence),
        number=licence.number,
        title=f"{licence.title}（数据）",
        digest=digest,
        now=now,
    )
    note(data_sm3=digest)


def make_decision(
    licence: Licence,
    *,
    operation: str,
    reason: str,
    basis: str,
    now: datetime,
    until: date | None = None,
    cause: str = "",
) -> documents.Document:
    """Issue the document of an act that ends a licence, or holds it back or gives it back."""
    title, word = DECISIONS[operation]
    body = licence.issuer
    number = numbering.issue_document_number(
        body_code=body.code, word=f"{_word_of(body)}{word}", year=clock.today(now).year
    )
    context: dict[str, Any] = {
        "licence": licence,
        "act": operation.removesuffix("_licence"),
        "reason": reason,
        "basis": basis,
        "effective_on": clock.today(now),
        "until": until,
        "cause": cause,
        "is_enterprise": not licence.is_of_person,
    }
    return documents.make_document(
        kind=operation,
        title=title,
        number=number,
        template="licences/decision.html",
        context=context,
        addressee=licence.holder_name,
        body_code=body.code,
        body_name=body.name,
        object_type=licence.act_object[0],
        object_number=licence.act_object[1],
        seal_text="行政许可专用章",
        now=now,
    )


def make_findable(licence: Licence) -> None:
    """Let it be found by title, number, and the holder as the public may see it; the newest version leads."""
    search.index(
        search.Findable(
            kind="licence",
            object_number=licence.number,
            title=f"{licence.title} {licence.public_holder}",
            url=licence.get_absolute_url(),
            body="；".join(f"{label}：{value}" for label, value in licence.public_content),
            area_code=licence.issuer.area.code,
        )
    )


def _word_of(body: Any) -> str:
    """Give the word of a body's numbers: 深市监 for 深圳市市场监督管理局."""
    return str(body.document_word or body.short_name)
