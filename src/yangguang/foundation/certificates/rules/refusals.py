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


class OutsideAuthorityUnfit(Refusal):
    """What was handed in cannot stand on the trust list."""

    code = "certificates.outside_authority_unfit"
    status = 422
    text = "没有提请：{problem}。"
    remedy = "请向这个机构要它的根证书和中级证书（PEM 格式），核对指纹以后再提请。"


class OutsideAuthorityKnown(Refusal):
    """It stands on the list or waits for approval."""

    code = "certificates.outside_authority_known"
    text = "“{name}”已经在信任名单里，或者正等着批准。"
    remedy = "请在名单里看它的状态。"


class OutsideListUnfit(Refusal):
    """A revocation list that proves nothing."""

    code = "certificates.outside_list_unfit"
    status = 422
    text = "吊销列表没有收下：{problem}。"
    remedy = "请从这个机构公布的地址取最新的一份。原来的一份照旧有效到它的截止时间。"


class OutsideAnswerUnfit(Refusal):
    """What a status service sent proves nothing."""

    code = "certificates.outside_answer_unfit"
    status = 422
    text = "证书状态服务的回答没有采用：{problem}。"
    remedy = "按吊销列表判断；请把这个情况告诉发证机构。"


class CertificateNotBound(CertificateRefusal):
    """A good certificate of a trusted outside authority that no account has bound."""

    code = "certificates.not_bound"
    status = 403
    text = "这张证书由信任的机构“{authority}”签发，但没有绑定到本平台的账户。"
    remedy = "请先用密码登录，在“我的证书”里绑定，以后就能用它登录。"


class BindingWaits(CertificateRefusal):
    """An officer's binding that nobody has compared yet."""

    code = "certificates.binding_waits"
    status = 403
    text = "这张证书的绑定还没有经发证窗口核对，暂时不能用它登录。"
    remedy = "请先用密码和第二因素登录；核对由另一位工作人员在发证窗口办理。"


class BindingClosed(Refusal):
    """The binding was decided or ended before."""

    code = "certificates.binding_closed"
    text = "这项绑定{state}，不用再办。"
    remedy = "请刷新页面，看现在的状态。"


class HolderNameDiffers(CertificateRefusal):
    """The certificate names somebody else."""

    code = "certificates.holder_name_differs"
    status = 422
    text = "证书上的持有人是“{name}”，和您账户的姓名不一样，没有绑定。"
    remedy = "请用您本人的证书；姓名变更过的，请先更新账户或者换发证书。"


class OutsideCertificateTaken(CertificateRefusal):
    """Bound already, to this account or to another."""

    code = "certificates.outside_certificate_taken"
    text = "这张证书已经绑定过，没有再绑定。"
    remedy = "在别的账户绑定过的，请先在那里解除；认为是别人冒用的，请马上联系发证窗口。"
