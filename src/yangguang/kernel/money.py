"""
Money is integer fen (分) everywhere; here it becomes text and text becomes money.

The capital form follows the rules for bills (票据和结算凭证填写规范, 支付结算办法 annex 1).
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from yangguang.kernel.refusals import Refusal

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_LARGEST = 10**16 * 100  # below ten thousand billion-wan yuan (一万万亿元): more has no name in use
_AMOUNT = re.compile(r"(?P<sign>-?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d{1,2}))?")


class InvalidAmount(Refusal):
    """The text is no amount of money."""

    code = "money.invalid_amount"
    status = 422
    text = "“{given}”不是一笔金额。"
    remedy = "请用数字填写，以元为单位，最多两位小数，例如 1280.50。"


def parse_yuan(text: str) -> int:
    """
    Read an amount in yuan as fen.

    Takes full-width digits, thousands separators, ¥ and 元. Refuses with InvalidAmount, also more than two
    decimals: money is never rounded on the way in.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("¥￥元")
    match = _AMOUNT.fullmatch(plain)
    if not match or not plain.isascii():
        raise InvalidAmount(given=text)
    fen = int(match["yuan"].replace(",", "")) * 100 + int((match["fen"] or "0").ljust(2, "0"))
    if fen >= _LARGEST:
        raise InvalidAmount(given=text)
    return -fen if match["sign"] else fen


def yuan_text(fen: int, *, thousands: bool = True) -> str:
    """Write an amount in yuan with two decimals: 1,234.50."""
    yuan, rest = divmod(abs(fen), 100)
    digits = f"{yuan:,}" if thousands else str(yuan)
    return f"{'-' if fen < 0 else ''}{digits}.{rest:02d}"


def short_yuan_text(fen: int) -> str:
    """
    Write a large amount as people say it: 1.28 亿元, 350 万元, 99.50 元; exact up to two decimals of the unit.
    """
    for unit, name in ((10**8 * 100, "亿元"), (10**4 * 100, "万元")):
        if abs(fen) >= unit:
            amount = (Decimal(fen) / unit).quantize(Decimal("0.01"), ROUND_HALF_UP)
            return f"{f'{amount:,.2f}'.rstrip('0').rstrip('.')} {name}"
    return f"{yuan_text(fen)} 元"


def capital_text(fen: int) -> str:
    """
    Write an amount in capitals, as in decisions and receipts: 人民币壹仟零玖元伍角整.

    整 ends an amount without fen; 零 stands for zeros inside, and before fen without jiao.
    """
    if abs(fen) >= _LARGEST:
        raise ValueError("no name in use for so large an amount")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = f"{_capital_number(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    if cents:
        text += ("零" if yuan and not jiao else "") + f"{_CAPITALS[cents]}分"
    else:
        text = (text or "零元") + "整"
    return f"人民币{'负' if fen < 0 else ''}{text}"


def part_of(fen: int, share: Fraction | Decimal | int) -> int:
    """Take a share of an amount, rounded half up to the fen: the three per cent a day of a late fine."""
    try:
        exact = Fraction(share) * fen
    except (InvalidOperation, OverflowError) as error:
        raise ValueError("a share is a finite number") from error
    doubled = 2 * exact
    rounded = (abs(doubled) + 1) // 2
    return int(rounded if exact >= 0 else -rounded)


def _capital_number(number: int) -> str:
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            text = _capital_number(high) + name
            return text + ("零" if low < unit // 10 else "") + _capital_number(low) if low else text
    text, is_gap = "", False
    for value, name in _PLACES:
        digit = number // value % 10
        if digit:
            text += ("零" if is_gap else "") + _CAPITALS[digit] + name
            is_gap = False
        else:
            is_gap = bool(text)
    return text
