"""One believable context per document template, in the words of the demo city."""

from datetime import UTC, date, datetime
from typing import Any

APPLICATION: dict[str, Any] = {
    "number": "2026-0910-02954",
    "matter_name": "食品经营许可（新办）",
    "applicant_name": "深圳市清禾里社区食堂有限公司",
    "is_enterprise": True,
    "applicant_code": "91440300MXDEMA012F",
    "legal_representative": "许晴川",
    "agent_name": "何小满",
    "contact_phone": "138****0921",
    "address": "深圳市南山区海月路18号一楼",
    "submitted_at": datetime(2026, 9, 10, 8, 42, tzinfo=UTC),
    "accepted_at": datetime(2026, 9, 11, 1, 20, tzinfo=UTC),
}
CONTACT = {
    "office": "食品经营安全监管处",
    "phone": "0755-0000 1266",
    "address": "深圳市福田区深南大道7010号",
}
REMEDIES = {"review_body": "深圳市人民政府", "court": "深圳市盐田区人民法院"}
LICENCE = {"title": "食品经营许可证", "number": "JY14403050012345"}

SAMPLES: list[tuple[str, str, str, dict[str, Any], str]] = [
    (
        "application_form",
        "行政许可申请书",
        "",
        {
            "groups": [
                {
                    "title": "经营信息",
                    "rows": [
                        ("主体业态", "单位食堂"),
                        ("经营项目", "热食类食品制售，冷食类食品制售"),
                        ("经营面积", "126 平方米"),
                    ],
                },
                {"title": "食品安全管理人员", "rows": [("姓名", "许晴川"), ("健康证明", "有效")]},
            ],
            "materials": [
                {"name": "平面布局图", "form": "电子件"},
                {"name": "营业执照", "form": "电子证照", "source": "市市场监督管理局共享"},
            ],
        },
        "对申请材料实质内容的真实性负责",
    ),
    (
        "receipt",
        "材料接收凭证",
        "2026-0910-02954",
        {
            "materials": [
                {"name": "平面布局图", "form": "电子件"},
                {"name": "食品安全管理制度", "form": "复印件", "copies": 2},
            ],
            "answer_by": date(2026, 9, 17),
            "progress_url": "http://127.0.0.1:8000/track/",
        },
        "不表示已经受理",
    ),
    (
        "correction_notice",
        "补正材料一次性告知书",
        "深市监许补〔2026〕312号",
        {
            "items": [
                {
                    "material": "平面布局图",
                    "problem": "没有标注冷藏设备位置",
                    "remedy": "在图上标出冷藏、冷冻设备并注明容积",
                },
                {"material": "食品安全管理制度", "problem": "缺第三页", "remedy": "重新上传完整的一份"},
            ],
            "correct_by": date(2026, 10, 12),
        },
        "需要补正的全部内容一次告知",
    ),
    (
        "acceptance_notice",
        "受理通知书",
        "深市监许受〔2026〕1187号",
        {
            "accepted_at": date(2026, 9, 11),
            "statutory_days": 20,
            "statutory_on": date(2026, 10, 15),
            "promised_days": 7,
            "promised_on": date(2026, 9, 21),
        },
        "承诺在七个工作日内",
    ),
    (
        "rejection_decision",
        "不予受理决定书",
        "深市监许不受〔2026〕8号",
        {
            "reasons": "申请事项属于渔业捕捞许可，依法不属于本机关职权范围",
            "proper_body": "深圳市海洋渔业行政主管部门",
            "remedies": REMEDIES,
        },
        "不予受理。",
    ),
    (
        "not_required_notice",
        "不受理告知书",
        "深市监许告〔2026〕21号",
        {
            "reasons": ["你单位只销售预包装食品，已经办理备案"],
            "basis": "《中华人民共和国食品安全法》第三十五条第一款",
            "remedies": REMEDIES,
        },
        "不需要取得行政许可",
    ),
    (
        "hearing_right_notice",
        "听证告知书",
        "深市监许听告〔2026〕3号",
        {
            "addressee_is_enterprise": False,
            "addressee_is_applicant": False,
            "facts": "拟设经营场所的排烟口距你家窗户不足十米",
            "request_by": date(2026, 9, 28),
        },
        "享有要求听证的权利",
    ),
    (
        "hearing_notice",
        "听证通知书",
        "深市监许听〔2026〕3号",
        {
            "addressee_is_enterprise": False,
            "hearing": {
                "at": datetime(2026, 10, 20, 1, 30, tzinfo=UTC),
                "place": "深圳市福田区深南大道7010号三楼听证室",
                "host": "罗知秋",
                "host_post": "法规处",
                "recorder": "唐一诺",
                "subject": "油烟排放对相邻住户的影响",
            },
        },
        "2026年10月20日09:30",
    ),
    (
        "special_procedure_notice",
        "特别程序所需时间告知书",
        "深市监许特〔2026〕14号",
        {
            "procedure": "专家评审",
            "reasons": "申请采用新的冷链工艺，需要专家评审其安全性",
            "days_needed": 15,
            "from_on": date(2026, 9, 16),
            "expected_on": date(2026, 10, 14),
            "new_due_on": date(2026, 11, 5),
        },
        "不计算在作出行政许可决定的期限内",
    ),
    (
        "extension_notice",
        "延长办理期限通知书",
        "深市监许延〔2026〕5号",
        {
            "days": 10,
            "reasons": "经营场所改造尚未完工，需要再次现场核查",
            "original_on": date(2026, 10, 15),
            "new_on": date(2026, 10, 29),
        },
        "延长十个工作日",
    ),
    (
        "grant_decision",
        "准予行政许可决定书",
        "深市监许准〔2026〕1187号",
        {
            "findings": [
                "经审查，申请材料齐全，符合法定形式",
                "经两名执法人员于2026年9月17日现场核查，经营场所布局、设施设备和食品安全管理制度符合要求",
            ],
            "basis": "《中华人民共和国食品安全法》第三十五条",
            "decision_text": "准予食品经营许可",
            "content": [
                ("经营项目", "热食类食品制售，冷食类食品制售"),
                ("经营场所", "南山区海月路18号一楼"),
            ],
            "valid_from": date(2026, 9, 21),
            "valid_until": date(2031, 9, 20),
            "licence_title": "食品经营许可证",
        },
        "准予食品经营许可。",
    ),
    (
        "refusal_decision",
        "不予行政许可决定书",
        "深市监许不准〔2026〕17号",
        {
            "reasons": ["经营场所没有与经营品种相适应的冷藏设备", "食品处理区与卫生间直接相通"],
            "basis": "《食品经营许可和备案管理办法》第十二条",
            "remedies": REMEDIES,
            "advice": "整改以后可以重新提出申请",
        },
        "六个月内",
    ),
    (
        "service_proof",
        "送达回证",
        "",
        {
            "served": {"title": "准予行政许可决定书", "number": "深市监许准〔2026〕1187号"},
            "served_to": "深圳市清禾里社区食堂有限公司",
            "method": "电子送达",
            "place": "申请人在本平台的账户",
            "served_at": datetime(2026, 9, 21, 8, 5, tzinfo=UTC),
            "servers": ["制证送达岗 0512 号"],
        },
        "电子送达",
    ),
    (
        "visit_record",
        "现场核查记录",
        "",
        {
            "address": "深圳市南山区海月路18号一楼",
            "visited_on": date(2026, 9, 17),
            "officers": ["核查岗 0631 号", "核查岗 0648 号"],
            "findings": "布局与平面图一致。\n冷藏、清洗消毒 14 项全部符合。",
            "is_passed": True,
        },
        "由两名以上工作人员进行",
    ),
    (
        "hearing_record",
        "听证笔录",
        "",
        {
            "record": "主持人宣布听证开始。\n相邻住户陈述油烟影响。\n申请人说明净化设备。",
            "chair": "罗知秋",
            "held_at": datetime(2026, 10, 20, 1, 30, tzinfo=UTC),
            "place": "深圳市福田区深南大道7010号三楼听证室",
        },
        "不是审查本申请的工作人员",
    ),
    (
        "withdrawal_note",
        "撤回申请确认书",
        "",
        {"reason": "经营场所另有安排"},
        "可以随时重新申请",
    ),
    (
        "deemed_renewal",
        "视为准予延续告知书",
        "深市监许延续〔2026〕7号",
        {
            "licence": LICENCE | {"valid_until": date(2026, 9, 20)},
            "valid_from": date(2026, 9, 21),
            "valid_until": date(2031, 9, 20),
        },
        "视为准予延续。",
    ),
    *[
        (
            "licence_decision",
            title,
            number,
            {
                "act": act,
                "licence": LICENCE,
                "is_enterprise": True,
                "reasons": reason,
                "effective_on": date(2026, 9, 21),
                "remedies": REMEDIES,
                **extra,
            },
            expected,
        )
        for act, title, number, reason, extra, expected in (
            (
                "change",
                "准予变更行政许可决定书",
                "深市监许变〔2026〕40号",
                "",
                {
                    "changes": [{"label": "法定代表人", "before": "许晴川", "after": "何小满"}],
                },
                "准予变更。",
            ),
            (
                "renew",
                "准予延续行政许可决定书",
                "深市监许延续〔2026〕6号",
                "",
                {"valid_from": date(2026, 9, 21), "valid_until": date(2031, 9, 20)},
                "准予延续。",
            ),
            ("cancel", "注销行政许可决定书", "深市监许销〔2026〕11号", "", {}, "注销该行政许可。"),
            (
                "withdraw",
                "撤回行政许可决定书",
                "深市监许撤回〔2026〕1号",
                "所依据的规章已经修改",
                {"application": None},
                "撤回该行政许可。",
            ),
            (
                "revoke",
                "撤销行政许可决定书",
                "深市监许撤销〔2026〕2号",
                "被许可人以虚假材料取得许可",
                {"application": None, "basis": "第六十九条第二款"},
                "撤销该行政许可。",
            ),
        )
    ],
]
