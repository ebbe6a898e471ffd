"""
What the public sees of a person: names, numbers and addresses with the middle taken out.

Masking happens on the server, before anything leaves a query (Personal Information Protection Law art. 51,
73; Shenzhen Social Credit Regulation art. 38). It de-identifies, it does not anonymise.
"""

import re

from yangguang.kernel.identifiers.check import normalise

STAR = "*"
_PLACES = ("社区", "街道", "新区", "镇", "乡", "区", "县", "市")
_CITIZEN_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_PHONE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


def mask_name(name: str) -> str:
    """
    Keep the first character of a person's name and one star for each other.

    A compound surname keeps its first character only (欧阳修 → 欧**): a rare surname shown whole names the
    person.
    """
    text = name.strip()
    return text[:1] + STAR * (len(text) - 1) if len(text) > 1 else STAR * len(text)


def mask_citizen_number(number: str) -> str:
    """Keep the first four and the last four characters of an identity number."""
    return _middle_out(normalise(number), head=4, tail=4)


def mask_citizen_number_strictly(number: str) -> str:
    """Keep the first three and the last two characters, where nobody needs to recognise the number."""
    return _middle_out(normalise(number), head=3, tail=2)


def mask_phone(number: str) -> str:
    """Keep the first three and the last four digits of a mobile number; of a landline the last four."""
    text = normalise(number)
    return _middle_out(text, head=3 if len(text) == 11 and text[0] == "1" else 0, tail=4)


def mask_permit(number: str) -> str:
    """Keep the leading letters of a passport or permit (at most two, else one digit) and the last two."""
    text = normalise(number)
    letters = len(text) - len(text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return _middle_out(text, head=min(max(letters, 1), 2), tail=2)


def mask_account(number: str) -> str:
    """Keep the last four digits of a bank account; four stars for the rest, so its length says nothing."""
    text = normalise(number)
    return STAR * 4 + text[-4:] if len(text) > 4 else STAR * 4


def mask_plate(number: str) -> str:
    """Keep the province, the letter and the last two characters of a vehicle plate."""
    return _middle_out(normalise(number).replace("·", ""), head=2, tail=2)


def mask_address(address: str) -> str:
    """Keep an address down to the community or, failing that, the sub-district, district or city."""
    text = address.strip()
    for place in _PLACES:
        at = text.rfind(place)
        if at > 0:
            end = at + len(place)
            return text[:end] + (STAR * 3 if text[end:] else "")
    return STAR * 3 if text else ""


def mask_in_text(text: str) -> str:
    """Mask identity and mobile numbers inside free text, such as a request that is published."""
    masked = _CITIZEN_IN_TEXT.sub(lambda match: mask_citizen_number(match[0]), text)
    return _PHONE_IN_TEXT.sub(lambda match: mask_phone(match[0]), masked)


def _middle_out(text: str, *, head: int, tail: int) -> str:
    # A text too short to hide anything between its ends is hidden whole.
    if len(text) <= head + tail:
        return STAR * len(text)
    return text[:head] + STAR * (len(text) - head - tail) + text[-tail:]
