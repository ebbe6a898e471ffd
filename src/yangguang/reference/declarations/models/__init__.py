"""The way of a power from the unit to the public, as rows."""

from yangguang.reference.declarations.models.authority import Authority, Subscription
from yangguang.reference.declarations.models.codes import CodedThing, CodeEntry, CodeLink
from yangguang.reference.declarations.models.declaration import (
    Action,
    Campaign,
    CampaignBody,
    Comment,
    Declaration,
    Office,
    Opinion,
    PinKind,
)
from yangguang.reference.declarations.models.joint import JointRound
from yangguang.reference.declarations.models.keeping import Format, Law
from yangguang.reference.declarations.models.sheets import ColumnMapping, SheetImport, SheetRow

__all__ = [
    "Action",
    "Authority",
    "Campaign",
    "CampaignBody",
    "CodeEntry",
    "CodeLink",
    "CodedThing",
    "ColumnMapping",
    "Comment",
    "Declaration",
    "Format",
    "JointRound",
    "Law",
    "Office",
    "Opinion",
    "PinKind",
    "SheetImport",
    "SheetRow",
    "Subscription",
]
