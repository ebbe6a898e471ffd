"""Why a certificate, signature, time stamp or envelope is not accepted; one class per reason, codes are published."""

from yangguang.kernel.refusals import Refusal


class SigningRefusal(Refusal):
    """What all of these have in common."""

    code = "signing.refused"
    status = 422
    text = "这份签名或证书不能接受。"
    remedy = "请换用有效的证书重新签名；如需换发证书，请到发证窗口办理。"


class CertificateMalformed(SigningRefusal):
    """The structure is DER but no certificate, list, request or signed data as the standards write it."""

    code = "signing.malformed"
    status = 400
    text = "文件的内容不合标准：{problem}。"
    remedy = "请重新导出原文件后再试。"


class AlgorithmNotAccepted(SigningRefusal):
    """The algorithm or key size is too weak or not known here."""

    code = "signing.algorithm_not_accepted"
    text = "不接受这种密码算法：{algorithm}。"


class SignatureWrong(SigningRefusal):
    """The signature does not belong to this content and key."""

    code = "signing.signature_wrong"
    text = "签名与内容不符，内容或签名可能被改动过。"
    remedy = "请用原文件重新签名。"


class CertificateExpired(SigningRefusal):
    """The time asked for lies after the validity."""

    code = "signing.certificate_expired"
    text = "证书“{subject}”已在 {until} 到期。"


class CertificateNotYetValid(SigningRefusal):
    """The time asked for lies before the validity."""

    code = "signing.certificate_not_yet_valid"
    text = "证书“{subject}”要到 {since} 才生效。"
    remedy = "请核对电脑时间；如时间无误，请在生效后再签。"


class CertificateRevoked(SigningRefusal):
    """The certificate was revoked before the time asked for."""

    code = "signing.certificate_revoked"
    text = "证书“{subject}”已在 {revoked} 吊销（{reason}）。"


class CertificateSuspended(SigningRefusal):
    """The certificate is on hold."""

    code = "signing.certificate_suspended"
    text = "证书“{subject}”自 {revoked} 起暂停使用。"
    remedy = "请到发证窗口办理恢复，或换用有效的证书。"


class CertificateUsageWrong(SigningRefusal):
    """The certificate may not be used for this."""

    code = "signing.certificate_usage_wrong"
    text = "证书“{subject}”不能用于{usage}。"


class CertificateUntrusted(SigningRefusal):
    """No path leads to a CA accepted here; self-made certificates end here."""

    code = "signing.certificate_untrusted"
    text = "证书“{subject}”不是本平台认可的机构签发的。"


class CertificateExtensionUnknown(SigningRefusal):
    """A critical extension is not understood, so the certificate must not be relied on (RFC 5280 §4.2)."""

    code = "signing.certificate_extension_unknown"
    text = "证书“{subject}”含有本平台不认识的关键扩展 {oid}。"


class CertificateNameNotAllowed(SigningRefusal):
    """A name lies outside what the CA above may certify (RFC 5280 §4.2.1.10)."""

    code = "signing.certificate_name_not_allowed"
    text = "证书“{subject}”的名称 {name} 超出上级机构的签发范围。"


class CertificatePathTooLong(SigningRefusal):
    """More CAs below than the path length allows."""

    code = "signing.certificate_path_too_long"
    text = "证书“{subject}”下面的签发层级超过了允许的数目。"


class RevocationUnknown(SigningRefusal):
    """Nothing fresh says whether the certificate was revoked."""

    code = "signing.revocation_unknown"
    status = 503
    text = "现在查不到证书“{subject}”是否已吊销。"
    remedy = "请稍后再试；您填的内容都还在。"


class TimeStampWrong(SigningRefusal):
    """The time stamp is for something else, or its authority may not issue it."""

    code = "signing.time_stamp_wrong"
    text = "时间戳不能接受：{problem}。"


class EnvelopeNotForYou(SigningRefusal):
    """None of the recipients is this certificate."""

    code = "signing.envelope_not_for_you"
    status = 403
    text = "这份加密文件不是发给这张证书的。"
    remedy = "请换用收件的证书打开。"
