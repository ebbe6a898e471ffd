"""What can be wrong with a document."""

from yangguang.kernel.refusals import Refusal


class DocumentNumberTaken(Refusal):
    """The number has been given to another document of the same kind."""

    code = "documents.number_taken"
    text = "文号 {number} 已经用在另一份《{title}》上，没有再出一份。"
    remedy = "请刷新页面看看是不是刚才已经出过；需要重出的，另取一个文号。"
