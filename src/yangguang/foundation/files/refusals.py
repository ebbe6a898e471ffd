"""How a file is turned away: what is wrong with it, and that nothing else was lost."""

from yangguang.kernel.refusals import Refusal


class FileRefused(Refusal):
    """A file cannot be taken; parent of every reason, so that a form can show any of them under its field."""

    code = "files.refused"
    status = 422
    text = "没有收下《{name}》。"


class FileEmpty(FileRefused):
    """Nothing is in it."""

    code = "files.empty"
    text = "没有收下《{name}》：这份文件是空的。"
    remedy = "请检查原文件能否打开，再重新上传；已经上传的其他材料都在。"


class FileTooLarge(FileRefused):
    """Longer than the limit of this place."""

    code = "files.too_large"
    status = 413
    text = "没有收下《{name}》：超过了 {limit}。"
    remedy = "请压缩或分成几份再上传，扫描时选 200 dpi 一般就够；已经上传的其他材料都在。"


class TooManyFiles(FileRefused):
    """More pieces than this place takes."""

    code = "files.too_many"
    text = "这里最多放 {limit} 份文件，加上这次的一共有 {count}。"
    remedy = "请合并成较少的几份，或先删去不用的再上传。"


class FileTypeNotTaken(FileRefused):
    """A type this place does not take, or one nobody can read safely."""

    code = "files.type_not_taken"
    status = 415
    text = "没有收下《{name}》：这里只收 {kinds}。"
    remedy = "请另存为可以收的格式再上传；带密码的文件请先去掉密码。"


class FileTypeMismatch(FileRefused):
    """The content is not what the name or the sender says."""

    code = "files.type_mismatch"
    status = 415
    text = "没有收下《{name}》：名称写的是 {claimed}，内容其实是 {found}。"
    remedy = "请不要只改扩展名；用原来的软件另存为需要的格式，再重新上传。"


class FileDamaged(FileRefused):
    """Begins like its type but does not hold together; often a copy that was cut off."""

    code = "files.damaged"
    text = "《{name}》打不开，可能不完整或已损坏。"
    remedy = "请重新扫描或另存后再上传，也可以到窗口交纸质件；已经上传的其他材料都在。"


class FileUnsafe(FileRefused):
    """The scanner found something harmful."""

    code = "files.unsafe"
    text = "没有收下《{name}》：安全检查发现其中有有害内容（{finding}）。"
    remedy = "请先用杀毒软件检查您的电脑，再上传一份干净的；已经上传的其他材料都在。"


class UploadCutOff(FileRefused):
    """The connection ended before the file did."""

    code = "files.cut_off"
    status = 400
    text = "上传到一半断开了，这次的文件没有保存。"
    remedy = "请检查网络后重新上传；之前保存的内容都在。"


class StorageFull(FileRefused):
    """The disk took no more; nothing is kept of the file."""

    code = "files.storage_full"
    status = 507
    text = "没有收下《{name}》：本站的存储空间满了，不是您的文件有问题。"
    remedy = "已经通知值班人员。请稍后再试，急办请到窗口交纸质件；已经上传的其他材料都在。"


class FileNotReady(FileRefused):
    """Kept, but the safety check has not been made yet."""

    code = "files.not_ready"
    status = 409
    text = "《{name}》还在等安全检查，暂时不能打开。"
    remedy = "安全检查恢复后会自动补做，您不用重新上传。"


class FileMissing(FileRefused):
    """The row is there, the content is not (or no longer the same)."""

    code = "files.missing"
    status = 500
    text = "《{name}》的内容现在取不出来。"
    remedy = "已经记录，值班人员会从备份恢复。请稍后再试。"
