"""
Codes of bodies and enterprises: the unified social credit code (统一社会信用代码, GB 32100, since 2015-10-01)
and the organisation code it succeeded (组织机构代码, GB 11714), which files from 2009 still carry.

A wrong check character only warns: at least one real company code in use fails it.
"""

from yangguang.kernel.identifiers.check import Check, Part, normalise

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z: they look like 1 0 5 U 2
CREDIT_LENGTH = 18
ORGANISATION_LENGTH = 9

_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

HOLDER_KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "编办直接管理机构编制的群众团体",
    "19": "机构编制其他",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "54": "村民委员会、居民委员会等基层组织",
    "59": "民政其他",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N1": "集体经济组织",
    "N9": "农业其他",
    "A1": "工会",
    "Y1": "其他",
}


def check_character(body: str) -> str:
    """
    Give the mod-31 check character of a text over the GB 32100 alphabet.

    Weights 3^(i-1) for any length (GB 32100 uses seventeen); dashes are skipped, so that dashed codes of ours
    can carry one too.
    """
    text = body.replace("-", "")
    total = sum(CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(text))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """Give the check character of the eight characters of an organisation code (GB 11714)."""
    pairs = zip(_ORGANISATION_WEIGHTS, body, strict=True)
    rest = 11 - sum(weight * _ORGANISATION_ALPHABET.index(char) for weight, char in pairs) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_credit_code(text: str) -> Check:
    """Check a unified social credit code; a wrong check character warns, a wrong shape is an error."""
    value = normalise(text)
    if len(value) != CREDIT_LENGTH:
        return Check(value, (f"统一社会信用代码应为 18 位，现在是 {len(value)} 位。",))
    odd = sorted({char for char in value if char not in CREDIT_ALPHABET})
    if odd:
        return Check(value, (f"统一社会信用代码里不会出现“{'、'.join(odd)}”。{_confusion(odd)}",))
    warnings = []
    if value[:2] not in HOLDER_KINDS:
        warnings.append(f"前两位“{value[:2]}”不在登记管理部门和机构类别代码表里，请核对。")
    if check_character(value[:17]) != value[17]:
        warnings.append("最后一位校验码对不上，请对照证照核对；确认无误可以继续。")
    return Check(value, (), tuple(warnings))


def explain_credit_code(value: str) -> tuple[Part, ...]:
    """Take a well-shaped credit code apart: registering department and kind, area, organisation, check."""
    return (
        Part("登记管理部门和机构类别", value[:2], HOLDER_KINDS.get(value[:2], "未列入代码表")),
        Part("登记管理机关行政区划", value[2:8]),
        Part("主体标识码（组织机构代码）", value[8:17]),
        Part("校验码", value[17:], "相符" if check_character(value[:17]) == value[17:] else "不相符"),
    )


def compose_credit_code(body: str) -> str:
    """Complete seventeen characters with their check character."""
    if len(body) != CREDIT_LENGTH - 1:
        raise ValueError("a credit code has seventeen characters before the check character")
    return body + check_character(body)


def check_organisation_code(text: str) -> Check:
    """Check an organisation code of GB 11714, written with or without the dash."""
    value = normalise(text)
    if len(value) != ORGANISATION_LENGTH:
        return Check(value, (f"组织机构代码应为 9 位，现在是 {len(value)} 位。",))
    if any(char not in _ORGANISATION_ALPHABET for char in value[:8]) or value[8] not in "0123456789X":
        return Check(value, ("组织机构代码前 8 位是数字或大写字母，最后一位是数字或 X。",))
    if organisation_check_character(value[:8]) != value[8]:
        return Check(value, (), ("最后一位校验码对不上，请对照证书核对；确认无误可以继续。",))
    return Check(value)


def _confusion(odd: list[str]) -> str:
    alike = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}
    hints = [f"“{char}”可能是“{alike[char]}”" for char in odd if char in alike]
    return f"{'，'.join(hints)}，请核对。" if hints else "请核对。"
