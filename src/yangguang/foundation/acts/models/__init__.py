"""The record of acts, and the verifiable log over it."""

from yangguang.foundation.acts.models.act import SALT_OCTETS, Act, new_salt
from yangguang.foundation.acts.models.log import (
    LogAlarm,
    LogCheckpoint,
    LogCosignature,
    LogEntry,
    LogPublication,
    PendingAct,
)

__all__ = [
    "SALT_OCTETS",
    "Act",
    "LogAlarm",
    "LogCheckpoint",
    "LogCosignature",
    "LogEntry",
    "LogPublication",
    "PendingAct",
    "new_salt",
]
