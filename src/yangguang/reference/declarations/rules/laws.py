"""
Laws in force: a basis must point to an article that exists on the day (权力法定, handbook §4.5).

The table ships with the platform and is kept by the legal office. Counts of articles that ship are from memory: `checked`
in `laws.csv` says where somebody has compared one with the text, and nowhere has anybody. A count nobody has checked refuses no
citation and vouches for none: pages say 待法制机构核对. What the legal office records is checked. The full registry comes later.
"""

import csv
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from yangguang.kernel.refusals import Refusal

RANKS = ("法律", "行政法规", "地方性法规", "部门规章", "地方政府规章")
_ARTICLE = re.compile(
    r"第([零〇一二三四五六七八九十百千]+)条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十]+款)?(?:第[（(]?[一二三四五六七八九十]+[）)]?项)?"
)
_CITATION = re.compile(r"^《(?P<law>[^》]+)》\s*(?P<article>.+)$")
_DIGITS = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}


class BasisNotInForce(Refusal):
    """A power stands on an article that holds today (权力法定)."""

    code = "declarations.basis_not_in_force"
    status = 422
    text = "没有登记：{problem}。"
    remedy = "请核对法律名称和条款；法规库里没有的，请法制部门先登记。"


@dataclass(frozen=True, slots=True)
class LawText:
    """One text of law from a day until a day (excluded); `is_checked`: somebody has compared the count with the text."""

    name: str
    rank: str
    article_count: int | None
    valid_from: date
    valid_until: date | None = None
    is_checked: bool = True

    @property
    def vouches(self) -> bool:
        """Whether an article can be judged by the count."""
        return self.is_checked and self.article_count is not None

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


@functools.cache
def shipped_laws() -> tuple[LawText, ...]:
    """Read the table that ships."""
    text = files(__package__).joinpath("laws.csv").read_text(encoding="utf-8")
    return tuple(
        LawText(
            line["name"],
            line["rank"],
            int(line["articles"]) if line["articles"] else None,
            date.fromisoformat(line["valid_from"]),
            date.fromisoformat(line["valid_until"]) if line["valid_until"] else None,
            bool(line["checked"]),
        )
        for line in csv.DictReader(text.splitlines())
    )


def article_number(article: str) -> int | None:
    """Read 第一百二十二条 as 122; None where the citation has another shape."""
    found = _ARTICLE.fullmatch(article.strip())
    if found is None:
        return None
    total, digit = 0, 0
    for sign in found.group(1):
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def read_citation(line: str) -> dict[str, str] | None:
    """Read 《law》article from one line; None where it has another shape."""
    found = _CITATION.fullmatch(line.strip())
    if found is None:
        return None
    return {"law": found["law"].strip(), "article": found["article"].strip(), "text": ""}


def find_citation_fault(*, law: str, article: str, laws: Iterable[LawText], on: date) -> str:
    """Say what is wrong with a citation on a day; nothing if it points to an article in force."""
    name = law.strip().strip("《》")
    texts = _texts(name, laws)
    if not texts:
        return f"《{name}》不在法规库里，请核对名称，或请法制部门登记"
    running = next((one for one in texts if one.is_in_force(on)), None)
    if running is None:
        past = max(texts, key=lambda one: one.valid_from)
        if past.valid_until is not None and past.valid_until <= on:
            return f"《{name}》{_words(past.valid_until)}起已经废止，不能再作依据"
        return f"《{name}》{_words(past.valid_from)}才施行"
    number = article_number(article)
    if number is None:
        return f"《{name}》后面要写成“第三十五条”的样子，现在是“{article}”"
    if number == 0 or (running.vouches and number > (running.article_count or 0)):
        return f"《{name}》现行文本一共 {running.article_count} 条，没有{article}"
    return ""


def find_citation_doubt(*, law: str, article: str, laws: Iterable[LawText], on: date) -> str:
    """Say what about a citation without fault still waits for the legal office; nothing where the table vouches for it."""
    name = law.strip().strip("《》")
    running = next((one for one in _texts(name, laws) if one.is_in_force(on)), None)
    if running is None or running.vouches:
        return ""
    number = article_number(article)
    if running.article_count is not None and number is not None and number > running.article_count:
        return f"《{name}》{article}：法规库记的一共 {running.article_count} 条，这个条数待法制机构核对"
    return f"《{name}》{article}：条款待法制机构核对"


def _texts(name: str, laws: Iterable[LawText]) -> list[LawText]:
    return [one for one in laws if name in (one.name, one.name.removeprefix("中华人民共和国"))]


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
