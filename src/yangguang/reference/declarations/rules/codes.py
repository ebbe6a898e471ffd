"""How codes are put together: the national structure and that of 2009, side by side (handbook §4.4)."""

from yangguang.kernel.identifiers import check_legacy_code, compose_catalog_code

REGION = "44"
FIRST_LOCAL = 501
"""Main items up to 500 are the province's; what the city adds itself begins here."""
LAST_LOCAL = 999

SECTORS = (
    ("市场监督", "31"), ("住房", "17"), ("交通", "18"), ("生态环境", "16"), ("公安", "06"), ("卫生", "23"),
    ("城市管理", "19"), ("文化", "22"), ("人力资源", "14"), ("应急", "25"), ("水务", "20"), ("民政", "05"),
    ("财政", "09"), ("工业", "11"), ("发展和改革", "12"), ("规划", "13"), ("税务", "33"), ("商务", "32"),
)  # fmt: skip
"""A word in the name of a body and the sector its powers are numbered under."""

ELSEWHERE = "99"


def sector_of(body_name: str) -> str:
    """Give the sector of a body by its name; 99 where no word fits."""
    return next((code for word, code in SECTORS if word in body_name), ELSEWHERE)


def local_catalog_code(*, kind: str, sector: str, serial: int) -> str:
    """Compose the catalogue code of the city's own serial: region, kind, sector, main item from 501, no sub-item."""
    return compose_catalog_code(region=REGION, matter_type=kind, sector=sector, main=FIRST_LOCAL - 1 + serial)


def legacy_code(*, area_code: str, body_code: str, serial: int) -> str:
    """Compose the matter number of 2009: area (6), organisation code (9, inside the credit code), serial (3)."""
    code = f"{area_code[:6]}{body_code[8:17]}{serial:03d}"
    check = check_legacy_code(code)
    if check.errors:
        raise ValueError(check.errors[0])
    return code
