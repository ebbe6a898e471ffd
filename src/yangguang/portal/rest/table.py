"""The interface as rows: routes, the OpenAPI document and the page for people are made from these."""

from yangguang.portal.rest.answers import (
    PAGE_SIZE,
    find_progress,
    get_case,
    get_flow,
    get_matter,
    list_cases,
    list_matters,
    verify_licence,
)
from yangguang.portal.rest.shapes import DAY, TEXT, WHOLE, Endpoint, Parameter, Shape, list_of, object_of

MATTER = {
    "code": TEXT,
    "catalog_code": TEXT,
    "name": TEXT,
    "summary": TEXT,
    "body": TEXT,
    "promise_days": WHOLE,
    "statutory_days": WHOLE,
    "is_online": {"type": "boolean"},
}
CASE = {
    **dict.fromkeys(("number", "matter", "matter_code", "applicant", "body", "state", "state_text"), TEXT),
    **dict.fromkeys(("received_on", "accepted_on", "decided_on", "closed_on"), DAY),
}
STEP = {
    "code": TEXT,
    "node": TEXT,
    "name": TEXT,
    "post": TEXT,
    "limit": {"type": ["integer", "null"]},
    "unit": TEXT,
}
PAGED: dict[str, Shape] = {"page": WHOLE, "has_next": {"type": "boolean"}}
CODE = Parameter("code", "path", "实施编码或者 12 位基本编码")
PAGE = Parameter("page", "query", f"第几页，每页 {PAGE_SIZE} 条", WHOLE)

ENDPOINTS = (
    Endpoint(
        "list_matters",
        "GET",
        "api/matters/",
        "查找正在施行的事项",
        list_matters,
        object_of(**PAGED, matters=list_of(object_of(**MATTER))),
        (Parameter("q", "query", "名称或者平常的说法"), PAGE),
    ),
    Endpoint(
        "get_matter",
        "GET",
        "api/matters/<str:code>/",
        "看一个事项的办事指南",
        get_matter,
        object_of(
            **MATTER,
            version=WHOLE,
            effective_from=DAY,
            for_whom=TEXT,
            conditions=list_of(TEXT),
            materials=list_of(
                object_of(code=TEXT, name=TEXT, necessity=TEXT, form=TEXT, accept_standard=TEXT)
            ),
            by_law=list_of(object_of(law=TEXT, article=TEXT)),
            fee_fen=WHOLE,
            result=TEXT,
            content_sm3=TEXT,
        ),
        (CODE,),
    ),
    Endpoint(
        "get_flow",
        "GET",
        "api/matters/<str:code>/flow/",
        "看这个事项正在执行的流程",
        get_flow,
        object_of(
            code=TEXT,
            version=WHOLE,
            flow_sm3=TEXT,
            is_what_runs={"type": "boolean"},
            steps=list_of(object_of(**STEP)),
        ),
        (CODE,),
    ),
    Endpoint(
        "find_progress",
        "POST",
        "api/progress/",
        "凭办件编号和手机号查进度",
        find_progress,
        object_of(
            number=TEXT,
            matter=TEXT,
            applicant=TEXT,
            sentence=TEXT,
            body=TEXT,
            steps=list_of(object_of(name=TEXT, state=TEXT)),
        ),
        (
            Parameter("number", "body", "办件编号"),
            Parameter("phone", "body", "申请时留的手机号，或者后四位"),
        ),
    ),
    Endpoint(
        "verify_licence",
        "GET",
        "api/verify/<str:code>/",
        "查验证照真伪",
        verify_licence,
        object_of(title=TEXT, number=TEXT, status=TEXT, status_text=TEXT, is_valid={"type": "boolean"}),
        (Parameter("code", "path", "二维码里的验证码，或者证照编号"),),
    ),
    Endpoint(
        "list_cases",
        "GET",
        "api/my/cases/",
        "列出自己的办件",
        list_cases,
        object_of(**PAGED, cases=list_of(object_of(**CASE))),
        (PAGE,),
        is_own=True,
    ),
    Endpoint(
        "get_case",
        "GET",
        "api/my/cases/<str:number>/",
        "看自己的一件",
        get_case,
        object_of(
            **CASE,
            steps=list_of(object_of(name=TEXT, post=TEXT, state=TEXT, due_on=DAY)),
            documents=list_of(object_of(title=TEXT, number=TEXT, sm3=TEXT)),
        ),
        (Parameter("number", "path", "办件编号"),),
        is_own=True,
    ),
)
