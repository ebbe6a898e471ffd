"""What an acknowledgement can say, for the wire's description; the rows keep the same words (`states.Verdict`)."""

VERDICTS = {
    "taken": "已接收",
    "repeated": "重复，未再记入",
    "held": "前面的还没到，先存着",
    "refused": "退回",
}
