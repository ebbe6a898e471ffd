"""The rows of the hall: fees, parcels, questions, volumes, what agents may do."""

from yangguang.capabilities.hall.models.agents import AgentScope
from yangguang.capabilities.hall.models.charges import Charge, HoldRule
from yangguang.capabilities.hall.models.parcels import Parcel, ParcelEvent, PublicNotice
from yangguang.capabilities.hall.models.questions import Question
from yangguang.capabilities.hall.models.volumes import Volume, VolumeEntry

__all__ = [
    "AgentScope",
    "Charge",
    "HoldRule",
    "Parcel",
    "ParcelEvent",
    "PublicNotice",
    "Question",
    "Volume",
    "VolumeEntry",
]
