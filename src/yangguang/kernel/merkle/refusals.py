"""What the tree says no to."""

from yangguang.kernel.refusals import Refusal


class ProofRefused(Refusal):
    """A proof was asked for something the tree does not hold."""

    code = "merkle.proof_refused"
    status = 404
    text = "不能给出这份证明：{problem}。"
    remedy = "请核对日志序号；刚办的事项要等下一次签署后才有证明。"


class MalformedTile(Refusal):
    """A tile or entry bundle is not the size its place in the tree demands."""

    code = "merkle.malformed_tile"
    status = 500
    text = "日志文件 {path} 已损坏或不完整。"
    remedy = "请联系日志管理员核对备份。"


class MalformedNote(Refusal):
    """The text is no signed note, or no checkpoint."""

    code = "merkle.malformed_note"
    status = 400
    text = "这不是完整的签署文本：{problem}。"
    remedy = "请重新下载原文件，不要改动其中的换行和空格。"
