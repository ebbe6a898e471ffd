"""
What the machine can compare before an officer looks: check characters, the registers we hold, the form with itself.

Where there is nothing to compare with, the line says so: an empty comparison never counts as a match.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.queries.coverage import materials_relied_on
from yangguang.capabilities.approval.queries.demands import (
    form_of,
    materials_asked,
    materials_missing,
    problems_with,
)
from yangguang.capabilities.approval.rules.applicants import problem_with_credit_code, problem_with_id_number
from yangguang.foundation.identity.models import Enterprise
from yangguang.kernel.clock import today
from yangguang.kernel.identifiers import check_credit_code
from yangguang.reference.comparison import api as comparison
from yangguang.reference.matters.models import MaterialSpec

MATCHES, DIFFERS, NOTHING = "ok", "warn", "void"
NO_DATA = "没有可比对的数据，请人工核对"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line: what was compared, whether it matches (ok), differs (warn) or could not be compared (void), and with what."""

    name: str
    lamp: str
    text: str
    address: str = ""


def compare(*, application: Application, now: datetime) -> list[Comparison]:
    """Compare what can be compared, in four queries beyond the case and its materials."""
    enterprise = (
        Enterprise.objects.filter(credit_code=application.enterprise_code).first()
        if application.enterprise_code
        else None
    )
    relied = materials_relied_on(application=application)
    present = {one.material_code for one in application.files.all()} | set(relied)
    kept = _kept(application)
    lines = [_identity(application)]
    lines += [one for one in _enterprise(application, enterprise) if one.name not in kept]
    lines += [one for one in _licence(application, now) if one.name not in kept]
    lines += [*kept.values(), _form(application), _materials(application, present)]
    lines += [
        Comparison(spec.name, NOTHING, f"{_source(spec)}的数据还没有接通，{NO_DATA}")
        for spec in materials_asked(version=application.version, fields=application.fields)
        if spec.form_kind == "shared" and not _is_business_licence(spec) and spec.code not in relied
    ]
    return lines


def _kept(application: Application) -> dict[str, Comparison]:
    """Give what the registers said when the case was last compared, each with the page where a person decides."""
    checks = comparison.list_checks_of(subject_type="application", subject_number=application.number)
    return {one.item: _line(one) for one in checks}


def _line(check: comparison.Check) -> Comparison:
    if check.decided is not None:
        text = f"{check.sentence}。已判断：{check.decided.get_verdict_display()}（{check.decided.by}）"
        return Comparison(check.item, MATCHES, text, check.get_absolute_url())
    return Comparison(check.item, check.result.lamp, check.sentence, check.get_absolute_url())


def _identity(application: Application) -> Comparison:
    problem = problem_with_id_number(value=application.person_number)
    if problem:
        return Comparison("证件号码", DIFFERS, problem)
    return Comparison("证件号码", MATCHES, "校验位正确；人证是否一致没有可比对的数据")


def _enterprise(application: Application, enterprise: Enterprise | None) -> Iterator[Comparison]:
    if not application.enterprise_code:
        return
    problem = problem_with_credit_code(value=application.enterprise_code)
    if problem:
        yield Comparison("统一社会信用代码", DIFFERS, problem)
        return
    warnings = check_credit_code(application.enterprise_code).warnings
    if warnings:
        yield Comparison("统一社会信用代码", DIFFERS, " ".join(warnings))
    if enterprise is None:
        yield Comparison("营业执照", NOTHING, f"登记信息里没有这家企业，{NO_DATA}")
        return
    pairs = [("名称", application.applicant_name, enterprise.name)]
    pairs += _answers_known(application, enterprise)
    wrong = [f"{word}：申请“{said}”，登记“{known}”" for word, said, known in pairs if not _same(said, known)]
    if wrong:
        yield Comparison("营业执照", DIFFERS, "；".join(wrong))
    else:
        yield Comparison("营业执照", MATCHES, f"与企业登记信息一致，比对 {len(pairs)} 项")


def _answers_known(application: Application, enterprise: Enterprise) -> list[tuple[str, str, str]]:
    return [
        (field.label, str(application.fields[field.id]), known)
        for field in form_of(version=application.version).fields()
        if field.prefill.startswith("enterprise.")
        and field.id in application.fields
        and (known := str(getattr(enterprise, field.prefill.removeprefix("enterprise."), "") or ""))
    ]


def _same(said: Any, known: Any) -> bool:
    return "".join(str(said).split()) == "".join(str(known).split())


def _licence(application: Application, now: datetime) -> Iterator[Comparison]:
    licence = application.target_licence
    if licence is None:
        return
    until = licence.valid_until
    if until is not None and until < today(now):
        yield Comparison("原证照", DIFFERS, f"{licence.number}，有效期到 {until:%Y-%m-%d}，已过期")
    else:
        yield Comparison("原证照", MATCHES, f"{licence.number}，有登记")


def _form(application: Application) -> Comparison:
    problems = problems_with(version=application.version, fields=application.fields)
    if problems:
        return Comparison(
            "申请表",
            DIFFERS,
            f"{len(problems)} 处不合要求：{'；'.join(one.rstrip('。') for one in list(problems.values())[:3])}",
        )
    return Comparison("申请表", MATCHES, "各栏齐全，前后一致")


def _materials(application: Application, present: set[str]) -> Comparison:
    missing = materials_missing(version=application.version, fields=application.fields, present=present)
    if missing:
        return Comparison("材料", DIFFERS, f"缺 {len(missing)} 份：{'、'.join(one.name for one in missing)}")
    return Comparison("材料", MATCHES, "必交的都有；内容是否合格要您看")


def _is_business_licence(spec: MaterialSpec) -> bool:
    return "营业执照" in spec.name


def _source(spec: MaterialSpec) -> str:
    return spec.source.split("，", maxsplit=1)[0] or "来源单位"
