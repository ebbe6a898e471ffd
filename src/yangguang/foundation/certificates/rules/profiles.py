"""Certificate profiles (证书模板): for whom, by which CA, for how long, for what; a CA writes nothing else."""

from dataclasses import dataclass
from typing import Final

from yangguang.foundation.signing import oids
from yangguang.foundation.signing.api import Name
from yangguang.foundation.signing.extensions import ENCRYPTION_USAGES, SIGNING_USAGES
from yangguang.kernel.refusals import Refusal

INTRANET: Final = "intranet"
EXTRANET: Final = "extranet"
ZONES: Final = {INTRANET: "内网", EXTRANET: "外网"}

ROOT_DAYS: Final = 7300
ISSUING_DAYS: Final = 3650
POLICY: Final = (
    "1.3.6.1.4.1.55555.29.1"  # certificates of this platform; a real deployment registers its own arc
)
TIME_STAMP_POLICY: Final = "1.3.6.1.4.1.55555.29.2"


class ProfileUnknown(Refusal):
    """No profile has this key, or not in this zone."""

    code = "certificates.profile_unknown"
    status = 404
    text = "没有这一种证书：{profile}。"
    remedy = "请从列出的证书种类里选择。"


@dataclass(frozen=True, slots=True)
class Profile:
    """What certificates of one kind hold."""

    key: str
    name: str
    zone: str
    days: int
    usages: tuple[str, ...] = SIGNING_USAGES
    purposes: tuple[str, ...] = ()
    critical_purposes: bool = False
    is_double: bool = False  # signing and encryption certificate together (GM/T 0015, GM/T 0034)
    is_personal: bool = False  # held by the account of a person, whose key never comes here


PROFILES: Final = {
    one.key: one
    for one in (
        Profile(
            "officer",
            "工作人员证书",
            INTRANET,
            730,
            purposes=(oids.CLIENT_AUTHENTICATION,),
            is_double=True,
            is_personal=True,
        ),
        Profile(
            "citizen",
            "个人证书",
            EXTRANET,
            730,
            purposes=(oids.CLIENT_AUTHENTICATION,),
            is_double=True,
            is_personal=True,
        ),
        Profile(
            "enterprise",
            "企业证书",
            EXTRANET,
            730,
            purposes=(oids.CLIENT_AUTHENTICATION,),
            is_double=True,
            is_personal=True,
        ),
        Profile("body_seal", "机关电子印章证书", EXTRANET, 1825),
        Profile("seal_maker", "印章制作证书", EXTRANET, 1825),
        Profile(
            "server",
            "网站证书",
            EXTRANET,
            365,
            usages=("digital_signature",),
            purposes=(oids.SERVER_AUTHENTICATION,),
        ),
        Profile(
            "time_stamp",
            "时间戳证书",
            EXTRANET,
            1825,
            usages=("digital_signature",),
            purposes=(oids.TIME_STAMPING,),
            critical_purposes=True,
        ),
        Profile("log", "行为记录签名证书", EXTRANET, 1825),
    )
}
ENCRYPTION: Final = ENCRYPTION_USAGES


def words_of(subject: Name) -> str:
    """Say a subject as people read it: name, unit, number."""
    parts = (subject.get("CN"), subject.get("O"), subject.get("OU"), subject.get("serialNumber"))
    return "，".join(dict.fromkeys(part for part in parts if part))[:300]


def profile_of(key: str) -> Profile:
    """Give a profile. Refuses with ProfileUnknown."""
    if key not in PROFILES:
        raise ProfileUnknown(profile=key)
    return PROFILES[key]
