"""
A register of invented bodies and what clerks make of them: the data the comparison is measured on.

It knows nothing of the rules it is used against: mistakes are drawn from lists of what people do (full-width input, blanks,
confused letters, swapped and lost characters, homophones, short forms, old names, new representatives, moved premises, other
ways to write a day), each with a chance of its own, and the truth is kept apart.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.kernel.identifiers import CREDIT_ALPHABET, check_character

FIELDS = ("code", "name", "representative", "address", "registered_on", "phone")
_WORDS = [
    "鸿运",
    "兴达",
    "恒泰",
    "金源",
    "华盛",
    "瑞丰",
    "嘉和",
    "天成",
    "明德",
    "永信",
    "诚志",
    "顺通",
    "联创",
    "博雅",
    "中科",
    "新远",
    "盛世",
    "宏图",
    "长青",
    "四海",
    "汇智",
    "佳美",
    "万象",
    "启航",
    "云峰",
    "海纳",
    "东升",
    "南粤",
    "鹏程",
    "湾创",
    "科苑",
    "蓝天",
    "绿源",
    "红日",
    "白云",
    "星河",
    "光华",
    "安泰",
    "康健",
    "乐居",
    "百味",
    "千禧",
    "卓越",
    "优品",
    "精工",
    "凯旋",
    "飞扬",
    "腾跃",
    "智联",
    "数码",
    "晨光",
    "暮云",
    "清泉",
    "碧海",
    "青山",
    "翠竹",
    "松柏",
    "梅香",
    "兰亭",
    "菊苑",
    "竹韵",
    "荷塘",
]
_SINGLES = (
    "鑫淼森焱垚德福禄寿喜财旺昌隆盛茂荣华富贵吉祥如意平安健康美满和谐友爱诚信敬业勤奋创新卓越领先精益求实"
)
_TRADES = [
    "餐饮",
    "食品",
    "贸易",
    "科技",
    "物流",
    "货运",
    "建筑",
    "装饰",
    "电子",
    "软件",
    "广告",
    "文化传播",
    "酒店管理",
    "物业管理",
    "供应链",
    "医疗器械",
    "教育咨询",
    "人力资源",
    "环保工程",
    "机械设备",
    "新能源",
    "生物技术",
    "网络技术",
    "投资咨询",
    "国际货代",
    "五金制品",
    "塑胶制品",
    "服装",
    "家具",
    "珠宝",
]
_FORMS = ("有限公司",) * 14 + ("有限责任公司",) * 2 + ("股份有限公司", "合伙企业（有限合伙）", "个体工商户")
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红鹏飞宇浩轩子涵梓欣怡雨晨思远若曦嘉怡文博俊熙诗琪"
)
_ROADS = [
    "深南",
    "滨河",
    "北环",
    "南海",
    "科苑",
    "创业",
    "民治",
    "龙岗",
    "宝安",
    "沙河",
    "红荔",
    "笋岗",
    "爱国",
    "文锦",
    "布吉",
    "梅林",
    "香蜜湖",
    "侨城",
    "学府",
    "前进",
]
_DISTRICTS = ["福田区", "罗湖区", "南山区", "宝安区", "龙岗区", "龙华区", "光明区", "坪山区", "盐田区"]
_HOMOPHONES = {
    "鸿": "宏", "达": "大", "源": "元", "盛": "胜", "丰": "峰", "信": "鑫", "诚": "成", "海": "洋", "远": "元", "德": "得",
    "佳": "嘉", "美": "镁", "智": "志", "联": "连", "伟": "玮", "娜": "那", "静": "婧", "磊": "垒", "涛": "滔", "明": "铭",
    "华": "花", "平": "萍", "宇": "雨", "浩": "皓", "欣": "新", "怡": "宜", "晨": "辰", "思": "斯", "文": "雯", "英": "瑛",
}  # fmt: skip
_CONFUSED = {"0": "O", "1": "I", "2": "Z", "8": "B", "5": "S", "U": "V"}
_FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Subject:
    """One body as the register holds it."""

    key: str
    fields: dict[str, str]


def register(size: int, *, seed: int) -> list[Subject]:
    """Invent a register."""
    chance = random.Random(seed)
    return [_subject(chance, number) for number in range(size)]


def incoming(
    known: list[Subject], size: int, *, seed: int, with_codes: bool, strangers: float = 0.1
) -> Iterator[tuple[dict[str, str], str]]:
    """
    Write down what came in, with the truth beside it: the key of the body meant, or nothing for a body not registered.

    *with_codes* keeps codes (12 in a hundred missing, 10 wrong); without, no code is there at all.
    """
    chance = random.Random(seed)
    for number in range(size):
        is_stranger = chance.random() < strangers
        meant = _subject(chance, 10_000_000 + number) if is_stranger else chance.choice(known)
        yield _written(chance, meant.fields, with_codes), "" if is_stranger else meant.key


def _subject(chance: random.Random, number: int) -> Subject:
    code = _code(chance)
    place = chance.choice(
        ("深圳市", "深圳市", "深圳市", "深圳", "深圳市" + chance.choice(_DISTRICTS), "广东")
    )
    core = chance.choice(_WORDS) + "".join(chance.choice(_SINGLES) for _ in range(chance.randint(0, 2)))
    core += chance.choice(_TRADES)
    day = date(2001, 1, 1) + timedelta(days=chance.randrange(8900))
    return Subject(
        str(number),
        {
            "code": code,
            "name": place + core + chance.choice(_FORMS),
            "representative": _person(chance),
            "address": _address(chance),
            "registered_on": day.isoformat(),
            "phone": f"1{chance.choice('35789')}{chance.randrange(10**9):09d}",
        },
    )


def _code(chance: random.Random) -> str:
    body = f"9144{chance.choice(('0300', '0303', '0304', '0305', '0306', '0307'))}"
    body += "".join(chance.choice(CREDIT_ALPHABET) for _ in range(9))
    return body + check_character(body)


def _person(chance: random.Random) -> str:
    return chance.choice(_FAMILY) + "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2))))


def _address(chance: random.Random) -> str:
    return (
        f"深圳市{chance.choice(_DISTRICTS)}{chance.choice(_ROADS)}{chance.choice(('路', '大道', '一路', '东路'))}"
        f"{chance.randint(1, 2999)}号{chance.choice(('创新', '国际', '商务', '科技', '华强'))}大厦"
        f"{chance.choice('ABCD')}座{chance.randint(1, 40)}楼{chance.randint(1, 40):02d}{chance.randint(1, 9)}"
    )


def _written(chance: random.Random, true: dict[str, str], with_codes: bool) -> dict[str, str]:
    """Write a body down as a clerk would, with the mistakes of the day."""
    said = dict(true)
    said["code"] = _code_as_written(chance, true["code"]) if with_codes else ""
    _change_names(chance, said, true)
    if chance.random() < 0.08:  # moved
        said["address"] = _address(chance)
    elif chance.random() < 0.4:
        said["address"] = _address_as_written(chance, true["address"])
    said["registered_on"] = _day_as_written(chance, true["registered_on"])
    if chance.random() < 0.15:  # another telephone
        said["phone"] = f"1{chance.choice('35789')}{chance.randrange(10**9):09d}"
    elif chance.random() < 0.3:
        said["phone"] = chance.choice(("+86 {}", "0086-{}", "（手机）{}", "{} ")).format(true["phone"])
    for name in ("representative", "address", "registered_on", "phone"):
        if chance.random() < 0.07:
            said[name] = ""
    return said


def _change_names(chance: random.Random, said: dict[str, str], true: dict[str, str]) -> None:
    if chance.random() < 0.06:  # renamed since: another name altogether
        said["name"] = _subject(chance, 0).fields["name"]
    elif chance.random() < 0.35:
        said["name"] = _name_as_written(chance, true["name"])
    if chance.random() < 0.08:  # a new representative
        said["representative"] = _person(chance)
    elif chance.random() < 0.06:
        said["representative"] = _typo(chance, true["representative"])


def _code_as_written(chance: random.Random, code: str) -> str:
    draw = chance.random()
    if draw < 0.12:
        return ""
    if draw < 0.22:
        place = chance.randrange(8, 18)
        return code[:place] + chance.choice(CREDIT_ALPHABET) + code[place + 1 :]
    if draw < 0.32:
        return "".join(_FULL_WIDTH.get(char, char) for char in code)
    if draw < 0.40:
        return code.lower()
    if draw < 0.46:
        return f"{code[:8]} {code[8:12]} {code[12:]}"
    if draw < 0.49:
        return "".join(_CONFUSED.get(char, char) if chance.random() < 0.3 else char for char in code)
    return code


def _name_as_written(chance: random.Random, name: str) -> str:
    draw = chance.random()
    if draw < 0.2:
        return name.replace("深圳市", "", 1) if name.startswith("深圳市") else "深圳市" + name
    if draw < 0.35:
        return name.replace("有限责任公司", "有限公司").replace("有限公司", "公司")
    if draw < 0.5:
        return name.replace("深圳市", "", 1).replace("有限", "（深圳）有限", 1)
    if draw < 0.6:
        return " ".join((name[:3], name[3:]))
    return _typo(chance, name)


def _typo(chance: random.Random, text: str) -> str:
    """One slip: a homophone, two characters swapped, one lost, one doubled, or a wrong one."""
    place = chance.randrange(max(len(text) - 1, 1))
    draw = chance.random()
    if draw < 0.4:
        for at in range(place, len(text)):
            if text[at] in _HOMOPHONES:
                return text[:at] + _HOMOPHONES[text[at]] + text[at + 1 :]
    if draw < 0.6 and len(text) > 3:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if draw < 0.75 and len(text) > 3:
        return text[:place] + text[place + 1 :]
    if draw < 0.85:
        return text[:place] + text[place] + text[place:]
    return text[:place] + chance.choice(_SINGLES) + text[place + 1 :]


def _address_as_written(chance: random.Random, address: str) -> str:
    draw = chance.random()
    if draw < 0.25:
        return "广东省" + address
    if draw < 0.45:
        return address.replace("深圳市", "", 1)
    if draw < 0.6:
        return address.replace("楼", "层")
    if draw < 0.7:
        return "".join(_FULL_WIDTH.get(char, char) for char in address)
    if draw < 0.85:
        return address.split("大厦", maxsplit=1)[0] + "大厦"
    return _typo(chance, address)


def _day_as_written(chance: random.Random, day: str) -> str:
    year, month, number = day.split("-")
    draw = chance.random()
    if draw < 0.03:  # month or day mistaken
        return (
            date.fromisoformat(day) + timedelta(days=chance.choice((1, -1, 10, 30, -31, 365)))
        ).isoformat()
    if draw < 0.3:
        return f"{year}年{int(month)}月{int(number)}日"
    if draw < 0.4:
        return f"{year}/{int(month)}/{int(number)}"
    if draw < 0.5:
        return f"{year}{month}{number}"
    if draw < 0.55:
        return (
            "".join(_DIGITS[int(char)] if char.isdigit() else char for char in f"{year}年")
            + f"{int(month)}月{int(number)}日"
        )
    return day
