"""Everything joint approval keeps."""

from yangguang.capabilities.joint.models.applications import (
    JointCase,
    JointDraft,
    Part,
    PoolFile,
    Reliance,
)
from yangguang.capabilities.joint.models.rooms import (
    Consultation,
    Contradiction,
    EarlyAdvice,
    Invitee,
    Remark,
)
from yangguang.capabilities.joint.models.scenarios import Scenario, ScenarioVersion

__all__ = [
    "Consultation",
    "Contradiction",
    "EarlyAdvice",
    "Invitee",
    "JointCase",
    "JointDraft",
    "Part",
    "PoolFile",
    "Reliance",
    "Remark",
    "Scenario",
    "ScenarioVersion",
]
