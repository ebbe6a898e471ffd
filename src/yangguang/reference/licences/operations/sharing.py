"""The holder's wallet: show one licence to one body, for one purpose, for a time; take it back."""

from datetime import datetime, timedelta

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.reference.licences import permissions
from yangguang.reference.licences.models import Licence, Share
from yangguang.reference.licences.rules.refusals import LicenceLapsed, ShareEnded, ShareUnclear

LONGEST_DAYS = 90


@operation(
    "licences.share_licence",
    summary="授权查看证照",
    permission=permissions.may_share_licence,
    subject="result",
    binding=True,
)
def share_licence(
    *, actor: Actor, now: datetime, licence: Licence, body: Body | None, purpose: str, days: int
) -> Share:
    """
    Let one body see a licence for one purpose until a day (个人信息保护法 第十三条、第十四条).

    Refuses with ShareUnclear, LicenceLapsed.
    """
    problems = {}
    if body is None:
        problems["body"] = "请选给哪个机关看。"
    if not 2 <= len(purpose.strip()) <= 120:
        problems["purpose"] = "请写明用途，例如“办理食品经营许可”。"
    if not 1 <= days <= LONGEST_DAYS:
        problems["days"] = f"最短一天，最长 {LONGEST_DAYS} 天。"
    if problems or body is None:
        raise ShareUnclear(fields=problems)
    standing = licence.standing(clock.today(now))
    if not standing.is_in_force:
        raise LicenceLapsed(title=licence.title, number=licence.number, standing=f"现在“{standing.word}”")
    share = Share.objects.create(
        number=numbering.issue_receipt_number(
            body_code=body.code, kind="licence_share", day=clock.today(now), prefix="SQ"
        ),
        licence=licence,
        account_id=actor.account_id or 0,
        body=body,
        purpose=purpose.strip(),
        shared_at=now,
        expires_at=now + timedelta(days=days),
    )
    note(
        licence=licence.number, body=body.code, purpose=share.purpose, expires_at=share.expires_at.isoformat()
    )
    return share


@operation(
    "licences.withdraw_share",
    summary="收回证照授权",
    permission=permissions.may_withdraw_share,
    subject="share",
)
def withdraw_share(*, actor: Actor, now: datetime, share: Share) -> Share:
    """
    Take a share back at once; what was seen before stays in the list of looks (个人信息保护法 第十五条).

    Refuses with ShareEnded.
    """
    held = Share.objects.select_for_update(of=("self",)).select_related("licence").get(pk=share.pk)
    if not held.is_open(now):
        raise ShareEnded(number=held.number, how="已经收回" if held.withdrawn_at else "已经到期")
    held.withdrawn_at = now
    held.save(update_fields=["withdrawn_at"])
    note(licence=held.licence.number, share=held.number)
    return held
