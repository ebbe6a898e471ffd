"""
One form for each value: full-width and half-width, code variants, forms of a name, of an address, of a day.

Each function takes what people type and gives what machines may compare; what is left empty says nothing.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_BLANKS = re.compile(r"\s+")
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_MARKS = re.compile(r"[\s·•・‧∙.,，。、；;：:'\"“”‘’《》<>〈〉\-—－_/]+")
_BRACKETS = str.maketrans(
    {"（": "(", "）": ")", "【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")"}
)
# GB 32100 has no I, O, Z, S, V: a reader who writes one has mistaken a digit, or U.
_MISREAD = str.maketrans("IOZSV", "1025U")
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TEN = re.compile(r"([1-9]?)十([1-9]?)")
_DISTRICTS = (
    "罗湖区|福田区|南山区|宝安区|龙岗区|盐田区|龙华区|坪山区|光明区|大鹏新区|坪山新区|光明新区|龙华新区|前海"
)
_PLACES = re.compile(rf"^(?:中国|广东省?|深圳市?|(?:{_DISTRICTS}))+")
_PLACE_IN_BRACKETS = re.compile(r"\((?:中国|广东省?|深圳市?|集团)\)")
_SUFFIX = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|有限合伙|合伙企业|分公司|个体工商户|公司|\(有限合伙\)|\(普通合伙\))+$"
)
_FULL_ADDRESS = re.compile(r"^(?:广东省?)?(?:深圳市?)?")
_FLOOR = re.compile(r"(\d+)(?:楼|F)(?!宇)")


def plain(text: str) -> str:
    """Half-width, upper case, no blanks."""
    return text if text.isascii() and text.isalnum() and text.isupper() else _plain(text)


def _plain(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def code(text: str) -> str:
    """A number or code: letters and digits only."""
    found = _plain(text)
    return found if found.isascii() and found.isalnum() else _NOT_CODE.sub("", found)


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100), letters it does not have taken for what they were mistaken for."""
    found = code(text)
    return found.translate(_MISREAD) if len(found) == 18 else found


def person_name(text: str) -> str:
    """A person's name without blanks and middle dots (买买提·吐尔逊)."""
    return _MARKS.sub("", _plain(text))


@lru_cache(maxsize=200_000)
def company_name(text: str) -> str:
    """A body's name: one kind of bracket, no blanks, no marks."""
    return _MARKS.sub("", _plain(text).translate(_BRACKETS).replace("有限责任公司", "有限公司"))


@lru_cache(maxsize=200_000)
def core_name(text: str) -> str:
    """
    What is left of a body's name without place and legal form: 深圳市清禾里社区食堂有限公司 → 清禾里社区食堂.

    A name that is nothing but place and form stays whole.
    """
    whole = company_name(text)
    bare = _PLACE_IN_BRACKETS.sub("", whole)
    core = _SUFFIX.sub("", _PLACES.sub("", bare)) or bare
    return core.replace("(", "").replace(")", "")


@lru_cache(maxsize=200_000)
def address(text: str) -> str:
    """An address without province and city, floors and numbers in digits."""
    found = _FULL_ADDRESS.sub("", _MARKS.sub("", _plain(text)))
    found = _TEN.sub(lambda match: f"{match[1] or '1'}{match[2] or '0'}", found.translate(_NUMERALS))
    return _FLOOR.sub(r"\1层", found).replace("(", "").replace(")", "")


def day(text: str) -> str:
    """A day in digits: 2023年6月15日, 2023-6-15, 20230615 → 20230615; 长期 stays as it is."""
    found = _plain(text)
    match = _DAY.search(found)
    return f"{match[1]}{int(match[2]):02d}{int(match[3]):02d}" if match else found


def phone(text: str) -> str:
    """A telephone number in digits, without the country's code."""
    found = re.sub(r"\D", "", _plain(text))
    return found[2:] if len(found) == 13 and found.startswith("86") else found


FORMS: dict[str, Callable[[str], str]] = {
    "plain": plain,
    "code": code,
    "credit_code": credit_code,
    "person_name": person_name,
    "company_name": company_name,
    "core_name": core_name,
    "address": address,
    "day": day,
    "phone": phone,
}
"""The forms a rule may name."""
