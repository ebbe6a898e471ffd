"""
The demo city's licences: types put in force by two persons, old records taken in from a spreadsheet, a wallet with shares and
looks, one licence held back, one comparison to decide.
"""

import io
from datetime import datetime, timedelta

from openpyxl import Workbook

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation.api import Body
from yangguang.foundation.organisation.demo import body_code
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.operations.calling import DESK

CANTEEN = "91440300MXDEMA012F"
LEADING = (CANTEEN, "92440300MXDEMB015W")
SUPERVISION = "监督检查"
LAW = "《中华人民共和国行政许可法》第六十一条"

_TYPES = (
    (
        "营业执照",
        "3",
        licences.TypeContent(
            fields=(licences.TypeField("类型"), licences.TypeField("经营范围")),
            template="portrait",
            footnote="市场主体应当于每年 1 月 1 日至 6 月 30 日报送年度报告。",
            covers=("营业执照", "营业执照复印件"),
            uses=(
                licences.Use("办理许可核验", "《优化营商环境条例》第三十六条"),
                licences.Use(SUPERVISION, LAW),
            ),
        ),
    ),
    (
        "食品经营许可证",
        "1",
        licences.TypeContent(
            fields=(
                licences.TypeField("主体业态"),
                licences.TypeField("经营项目"),
                licences.TypeField("库房地址", is_public=False),
            ),
            number_prefix="JY",
            validity_months=60,
            covers=("食品经营许可证",),
            uses=(licences.Use(SUPERVISION, LAW),),
        ),
    ),
)
_HEADINGS = (
    "注册号", "企业名称", "统一社会信用代码", "法定代表人", "住所", "发证日期", "有效期至", "类型", "经营范围",
)  # fmt: skip
_ROWS = (
    ("440300200001", "深圳市清禾里社区食堂有限公司", "９１４４０３００mxdema012f", "张伟",
     "深圳市南山区粤海街道演示路 8 号一层", "2023年6月15日", "长期", "有限责任公司", "餐饮服务；食品销售"),
    ("440300200002", "深圳市南山区小满餐饮店", "92440300MXDEMB015W", "张伟", "深圳市南山区蛇口街道样板街 12 号",
     "2023-06-15", "长期", "个体工商户", "餐饮服务"),
    ("440300200003", "深圳市远帆货运有限公司", "91440300 MXDEMA020A", "刘洋", "深圳市宝安区沙井街道示例路 20 号",
     "2023/6/15", "长期", "有限责任公司", "普通货运；仓储服务"),
    ("440300200004", "深圳市旧码头贸易有限公司", "91440300MXDEMA0990", "王芳", "深圳市福田区福田街道虚构大厦 3 楼",
     "20230615", "长期", "有限责任公司", "国内贸易"),
    ("440300200005", "深圳市没有日期商行", "91440300MXDEMA012F", "无名", "不详", "三月一日", "", "个体工商户", ""),
    ("440300200001", "深圳市重复登记有限公司", "91440300MXDEMA020A", "无名", "不详", "2023-06-15", "长期", "", ""),
)  # fmt: skip


def build_types(*, now: datetime) -> None:
    """Put the types in force and take the old business licences in, before any case rests on them."""
    market = Body.objects.filter(code=body_code("market")).first()
    if market is None or licences.LicenceType.objects.exists():
        return
    for name, kind, content in _TYPES:
        author, reviewer = _officer("admin", now), _officer("director", now)
        made = licences.register_type(actor=author, now=now, owner=market, name=name, kind=kind)
        draft = licences.draft_type(actor=author, now=now, licence_type=made, content=content, why="首次登记")
        proposed = licences.propose_type(actor=author, now=now, version=draft)
        licences.publish_type(actor=reviewer, now=now, version=proposed)
    _take_old_records(market, now)


def build_wallets(*, now: datetime) -> None:
    """Let the canteen share, others look, one licence be held back, one comparison wait; sign the first status list."""
    own = licences.Licence.objects.filter(holder_code=CANTEEN, title="营业执照").first()
    housing = Body.objects.filter(code=body_code("housing")).first()
    if own is None or housing is None:
        return
    holder = actor_of(
        account=Account.objects.get(username="zhangwei"), on=clock.today(now), acting_for=CANTEEN
    )
    shared_at = now - timedelta(days=2)
    share = licences.share_licence(
        actor=holder, now=shared_at, licence=own, body=housing, purpose="办理施工许可", days=30
    )
    reader = _officer("housing-examiner", now)
    for purpose, number in (("办理施工许可", share.number), (SUPERVISION, ""), ("信用评价", "")):
        _look(reader, housing, own.number, purpose, number, now - timedelta(hours=5))
    _hold_one_back(now)
    comparison.compare_subjects(now=now, name="licences")
    licences.publish_status_list(actor=system_actor("证照状态清单"), now=now)


def _officer(username: str, now: datetime) -> Actor:
    return actor_of(account=Account.objects.get(username=username), on=clock.today(now))


def _take_old_records(market: Body, now: datetime) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (_HEADINGS, *_ROWS):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    maker = _officer("maker", now)
    batch = licences.upload_records(
        actor=maker,
        now=now,
        licence_type=licences.LicenceType.objects.get(name="营业执照"),
        issuer=market,
        file_name="2023 年以前的营业执照.xlsx",
        source=written.getvalue(),
    )
    batch = licences.map_records(actor=maker, now=now, batch=batch, mapping=batch.mapping)
    batch = licences.confirm_records(actor=_officer("director", now), now=now, batch=batch)
    licences.issue_batch(batch=batch, now=now)


def _look(reader: Actor, body: Body, number: str, purpose: str, share: str, now: datetime) -> None:
    call = licences.Call(number, purpose, "2026-0918-00321", share)
    try:
        licences.call_licence(actor=reader, now=now, caller=licences.Caller(body, DESK), call=call)
    except Refusal:
        return  # kept as a refused look, which is what the wallet shows


def _hold_one_back(now: datetime) -> None:
    """Not one of the leading applicants': their licences are to be changed and renewed by whoever tries the city."""
    found = licences.Licence.objects.filter(title="食品经营许可证", status="V").exclude(
        holder_code__in=LEADING
    )
    one = found.order_by("-pk").first()
    if one is not None:
        licences.suspend_licence(
            actor=_officer("director", now),
            now=now,
            licence=one,
            until=clock.today(now) + timedelta(days=30),
            reason="超出许可的经营项目经营，行政处罚决定暂扣许可证一个月",
        )
