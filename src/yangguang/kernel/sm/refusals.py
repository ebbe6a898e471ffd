"""What the cryptography says no to. Wrong signatures are an answer (False), not a refusal."""

from yangguang.kernel.refusals import Refusal


class KeyRefused(Refusal):
    """The key is no SM2 key, not on the curve, or its two halves do not belong together."""

    code = "sm.key_refused"
    status = 400
    text = "这把密钥不能用：{problem}。"
    remedy = "请重新导出密钥文件；如果仍不能用，请到发证窗口更换证书。"


class PasswordRefused(Refusal):
    """The key file is encrypted and this password does not open it."""

    code = "sm.password_refused"
    status = 403
    text = "口令打不开这个密钥文件。"
    remedy = "请核对口令后再试；密钥文件没有被改动。"


class CiphertextRefused(Refusal):
    """The ciphertext was changed, cut off, or made for another key."""

    code = "sm.ciphertext_refused"
    status = 400
    text = "密文打不开：{problem}。"
    remedy = "请核对文件是否完整、是否发给本人；原文件没有被改动。"


class SignatureFailed(Refusal):
    """A signature just made does not verify: the machine or the library is at fault, nothing was issued."""

    code = "sm.signature_failed"
    status = 500
    text = "签名后的复核没有通过，签名已作废。"
    remedy = "请再办一次；若再次出现，请联系系统管理员检查密码模块。"
