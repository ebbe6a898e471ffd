"""Why a request, a log-in or a signature is not taken; the reasons that lie in the certificate itself are signing's."""

from yangguang.kernel.refusals import NotFound, Refusal


class CertificateRefusal(Refusal):
    """What all refusals of a signature by challenge, holder or standing have in common."""


class AuthorityMissing(Refusal):
    """The zone has no CA yet."""

    code = "certificates.authority_missing"
    status = 503
    text = "{zone}还没有建立发证机构。"
    remedy = "请系统管理员运行 yangguang ca init，再来办理。"


class AuthorityExists(Refusal):
    """The zone has a CA already; a second one would split trust."""

    code = "certificates.authority_exists"
    text = "{zone}已经有发证机构。"
    remedy = "需要更换机构密钥的，请按更换流程办理，原机构签发的证书继续有效。"


class KeyStoreUnavailable(Refusal):
    """The key store or the hardware module does not answer; nothing was signed."""

    code = "certificates.key_store_unavailable"
    status = 503
    text = "密码设备现在不能签名：{problem}。"
    remedy = "没有签发任何东西。请稍后再试；一直这样，请联系系统管理员检查密码设备。"


class CertificateNotFound(NotFound):
    """No such certificate, or not one of yours."""

    code = "certificates.not_found"


class RequestClosed(Refusal):
    """The request was decided or withdrawn already."""

    code = "certificates.request_closed"
    text = "这份证书申请已经办结（{state}）。"
    remedy = "请刷新页面看结果。"


class RequestOpen(Refusal):
    """One request at a time for the same thing."""

    code = "certificates.request_open"
    text = "您已有一份{what}申请（{number} 号）在办。"
    remedy = "请等它办结，或者先撤回。"


class SamePerson(Refusal):
    """Two persons must look (GM/T 0034: 双人控制); nobody approves what is theirs or what they proposed."""

    code = "certificates.same_person"
    status = 403
    text = "审核和批准必须是两个人，也不能办自己的申请。"
    remedy = "请由另一位有发证权限的同事办理。"


class NotProposed(Refusal):
    """The first of the two has not looked yet."""

    code = "certificates.not_proposed"
    text = "这份申请还没有人审核，不能批准。"
    remedy = "请先由一位同事核对身份并提出意见。"


class StandingWrong(Refusal):
    """The certificate does not stand where this step needs it."""

    code = "certificates.standing_wrong"
    text = "这张证书现在是“{standing}”，不能{what}。"
    remedy = "请刷新页面看证书现在的状态。"


class KeyReused(Refusal):
    """The key is bound to another certificate; keys are never shared (电子签名法 §13, 专有)."""

    code = "certificates.key_reused"
    text = "这把密钥已经用在别的证书上，不能再用。"
    remedy = "请重新生成密钥再申请。"


class HolderWrong(Refusal):
    """This kind of certificate is not for this kind of person."""

    code = "certificates.holder_wrong"
    status = 403
    text = "您不能申请{profile}：{reason}。"
    remedy = "请选适合您的证书种类。"


class RecordTampered(CertificateRefusal):
    """The row of the certificate was changed behind the platform's back."""

    code = "certificates.record_tampered"
    status = 503
    text = "证书 {serial} 的登记被人改动过，暂停使用。"
    remedy = "请联系安全管理员核对；没有办成任何事。"


class ChallengeUnknown(CertificateRefusal):
    """The challenge was not made here, or not for this browser."""

    code = "certificates.challenge_unknown"
    status = 422
    text = "这道签名题不是给这个浏览器出的。"
    remedy = "请刷新页面，再签一次。"


class ChallengeExpired(CertificateRefusal):
    """Signed too late."""

    code = "certificates.challenge_expired"
    status = 422
    text = "签名题已经过期。"
    remedy = "请刷新页面，再签一次；您填的内容都还在。"


class ChallengeReplayed(CertificateRefusal):
    """The answer was used already; somebody may have copied it."""

    code = "certificates.challenge_replayed"
    status = 422
    text = "这个签名已经用过一次，不能再用。"
    remedy = "请刷新页面，重新签名。"


class SignatureForOther(CertificateRefusal):
    """The signature covers another document, act, object or an old version."""

    code = "certificates.signature_for_other"
    status = 422
    text = "签名签的是{what}，不是现在这一件，没有办成。"
    remedy = "请重新核对现在的内容，再签一次。"


class SignerNotHolder(CertificateRefusal):
    """The certificate belongs to somebody else."""

    code = "certificates.signer_not_holder"
    status = 403
    text = "签名的证书不是您本人的。"
    remedy = "请换用您自己的证书。"


class SignatureNeeded(CertificateRefusal):
    """An act with legal force by an officer needs a certificate signature in service."""

    code = "certificates.signature_needed"
    status = 422
    text = "这一步有法律效力，要用您的证书签名。"
    remedy = "请在“我的证书”里申请或导入证书，再来签署；您填的内容都还在。"


class AccountNotOpen(Refusal):
    """The holder's account is closed."""

    code = "certificates.account_not_open"
    status = 403
    text = "证书持有人的账户已经停用。"
    remedy = "请联系本单位管理员。"


class SealExists(Refusal):
    """The body has a seal in force, on hold or proposed."""

    code = "certificates.seal_exists"
    text = "{body}已有一枚电子印章（{number}，{state}）。"
    remedy = "需要换章的，请先注销原来的一枚。"


class SealStateWrong(Refusal):
    """The seal does not stand where this step needs it."""

    code = "certificates.seal_state_wrong"
    text = "这枚印章现在是“{state}”，不能{what}。"
    remedy = "请刷新页面看印章现在的状态。"


class SealNotFound(NotFound):
    """No such seal."""

    code = "certificates.seal_not_found"


class ShareWrong(Refusal):
    """The custodian's passphrase does not open the share."""

    code = "certificates.share_wrong"
    status = 403
    text = "口令打不开您保管的那一份。"
    remedy = "请核对口令后再试。"


class NotRecoverable(Refusal):
    """The key was issued before enough custodians were appointed, or is a signing key, which is never kept."""

    code = "certificates.not_recoverable"
    text = "这把密钥没有托管，不能恢复。"
    remedy = "签名密钥从不托管，丢了只能重新申请证书；加密密钥须在发证前设好保管人。"
