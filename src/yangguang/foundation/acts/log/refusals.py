"""What the log says no to."""

from yangguang.kernel.refusals import Refusal


class LogUnavailable(Refusal):
    """The log cannot take acts; nobody may bind anybody without leaving a provable trace (GB/T 22239 8.1.4.3)."""

    code = "acts.log_unavailable"
    status = 503
    text = "存证日志暂时不能入账，有法律效力的步骤先不办理：{problem}。您填的内容都还在。"
    remedy = "已经通知管理员，恢复以后可以接着办，不用重填。期限不因此受影响，受影响的日子会另行扣除。"


class LogStoreFailed(Refusal):
    """The public files of the log cannot be written or read."""

    code = "acts.log_store_failed"
    status = 503
    text = "存证日志的文件写不进去：{problem}。"
    remedy = "请检查磁盘空间和 VAR/log 的权限；写好以前不再签署新的内容，恢复后自动接着写。"


class LogClockSetBack(Refusal):
    """The machine's clock stands before the last signed checkpoint."""

    code = "acts.log_clock_set_back"
    text = "服务器时钟被拨回：现在是 {now}，上一次签署在 {before}。在时钟走过那一刻以前不再签署。"
    remedy = "请校准时钟。签署时间不能倒退，否则先后顺序无从证明。"


class LogRolledBack(Refusal):
    """The published files know more than, or other than, the database."""

    code = "acts.log_rolled_back"
    text = "数据库里的日志与已经公布的签署不符：{problem}。"
    remedy = "可能是恢复了旧备份，或者有人改了记录。请运行 yangguang log audit 查明，不要删除公布的文件。"


class LogKeyMissing(Refusal):
    """The log was signed with a key that is not here."""

    code = "acts.log_key_missing"
    text = "找不到签署日志的密钥 {path}，而日志已经用它签署过。"
    remedy = "请从备份恢复密钥文件。不会自动换新密钥，因为那样外面的人无法分辨真假。"


class NotInLogYet(Refusal):
    """The act waits for the next signing."""

    code = "acts.not_in_log_yet"
    status = 409
    text = "第 {number} 条记录还在等待签署入账，现在给不出证明。"
    remedy = "入账通常只要几秒钟，请稍后再下载。"


class NoSuchAct(Refusal):
    """No act of this number that this person may see."""

    code = "acts.no_such_act"
    status = 404
    text = "没有找到第 {number} 条记录。"
    remedy = "请核对编号。"


class BadProofFile(Refusal):
    """The file is no proof file of ours, or was changed so that it cannot be read."""

    code = "acts.bad_proof_file"
    status = 400
    text = "这不是完整的证明文件：{problem}。"
    remedy = "请重新下载原文件，不要改动其中的内容。"


class CosignatureRefused(Refusal):
    """The line is by no witness of this log, or not under one of its checkpoints."""

    code = "acts.cosignature_refused"
    status = 422
    text = "不能收下这份见证：{problem}。"
    remedy = "请核对见证人的公钥是否已在 YANGGUANG_LOG_WITNESSES 登记。"
