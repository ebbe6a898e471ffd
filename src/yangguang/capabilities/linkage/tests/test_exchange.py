"""Eight events with a district's own system: in order, out of order, twice, wrong; ours out; batches; reconciliation."""

import json
from typing import Any

import pytest
from django.test import Client

from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given
from yangguang.capabilities.linkage.tests.given import HEALTH, later
from yangguang.foundation.files.api import digest_of
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> linkage.DistrictSystem:
    given.city()
    return given.system()


def event(kind: str, *, hours: float = 0, **changes: Any) -> dict[str, Any]:
    base = {
        "kind": kind,
        "serial": "LH202609140001",
        "version": 1,
        "step": 0,
        "matter": HEALTH,
        "matter_version": 1,
        "at": later(hours=hours).isoformat(),
        "payload": {"applicant": "李娜"} if kind == "submitted" else {},
    }
    return base | changes


LIFE = (
    "submitted",
    "pre_accepted",
    "correction_requested",
    "correction_answered",
    "accepted",
    "special",
    "step",
    "closed",
)


def send(system: linkage.DistrictSystem, *events: Any, at: float = 24) -> list[str]:
    answers = linkage.take_events(system=system, raw=events, now=later(hours=at))
    return [one.verdict if one.verdict != "refused" else one.code for one in answers]


def test_eight_events__in_order__make_a_closed_case(system: linkage.DistrictSystem) -> None:
    told = [event(kind, hours=place) for place, kind in enumerate(LIFE)]

    assert send(system, *told) == ["taken"] * 8

    case = linkage.DistrictCase.objects.get()
    assert (case.state, case.result, case.applicant_masked) == ("closed", "办结", "李*")


def test_events__out_of_order__wait_and_are_taken_when_their_turn_has_come(
    system: linkage.DistrictSystem,
) -> None:
    step, accepted, submitted = event("step", hours=2), event("accepted", hours=1), event("submitted")

    assert send(system, step) == ["held"]
    assert send(system, accepted) == ["held"]
    assert send(system, submitted) == ["taken"]

    assert set(linkage.IncomingEvent.objects.values_list("verdict", flat=True)) == {"taken"}
    assert linkage.DistrictCase.objects.get().state == "step"


def test_event__twice__is_one(system: linkage.DistrictSystem) -> None:
    assert send(system, event("submitted"), event("submitted")) == ["taken", "repeated"]
    assert linkage.IncomingEvent.objects.count() == 1


def test_event__same_version_other_content__is_refused_and_a_new_version_is_taken(
    system: linkage.DistrictSystem,
) -> None:
    send(system, event("submitted"))
    changed = event("submitted", payload={"applicant": "王芳"})

    assert send(system, changed, changed | {"version": 2}) == ["linkage.said_otherwise", "taken"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"matter": "440199999000"}, "linkage.matter_unknown"),
        ({"matter_version": 7}, "linkage.matter_version_unknown"),
        ({"at": later(2).isoformat()}, "linkage.clock_ahead"),
        ({"kind": "paid"}, "linkage.kind_unknown"),
        ({"at": "2026-09-14 10:00"}, "linkage.event_unreadable"),
        ({"version": "1"}, "linkage.event_unreadable"),
        ({"serial": "x" * 41}, "linkage.event_unreadable"),
        ({"payload": "李娜"}, "linkage.event_unreadable"),
    ],
)
def test_event__wrong__is_refused_by_name_and_leaves_nothing(
    system: linkage.DistrictSystem, changes: dict[str, Any], code: str
) -> None:
    assert send(system, event("submitted") | changes, at=24) == [code]
    assert not linkage.IncomingEvent.objects.exists()
    assert not linkage.DistrictCase.objects.exists()


def test_event__not_an_object__is_refused_beside_a_good_one(system: linkage.DistrictSystem) -> None:
    assert send(system, "？", event("submitted"), None) == [
        "linkage.event_unreadable",
        "taken",
        "linkage.event_unreadable",
    ]


def test_event__after_closing__is_refused(system: linkage.DistrictSystem) -> None:
    send(system, event("submitted"), event("accepted", hours=1), event("closed", hours=2))

    assert send(system, event("step", hours=3)) == ["linkage.already_closed"]


def batch(*events: dict[str, Any], number: str = "LH-20260914-1", **head: Any) -> bytes:
    body = "\n".join(json.dumps(one, ensure_ascii=False) for one in events).encode() + b"\n"
    first = {"wire": 1, "number": number, "count": len(events), "sm3": digest_of(body)} | head
    return json.dumps(first).encode() + b"\n" + body


def take(system: linkage.DistrictSystem, source: bytes) -> list[str]:
    _, answers = linkage.take_batch(
        actor=linkage.EXCHANGE_MACHINE, system=system, source=source, now=later(hours=24)
    )
    return [one.verdict for one in answers]


def test_batch__twice__is_one_batch_and_no_event_twice(system: linkage.DistrictSystem) -> None:
    source = batch(event("submitted"), event("accepted", hours=1))

    assert take(system, source) == ["taken", "taken"]
    assert take(system, source) == ["repeated", "repeated"]
    assert linkage.Batch.objects.get().counts["taken"] == 2


@pytest.mark.parametrize("head", [{"count": 3}, {"sm3": "0" * 64}, {"wire": 9}, {"number": ""}])
def test_batch__damaged__takes_nothing(system: linkage.DistrictSystem, head: dict[str, Any]) -> None:
    with pytest.raises(linkage.BatchDamaged):
        take(system, batch(event("submitted"), **head))
    assert not linkage.IncomingEvent.objects.exists()


def test_batch__number_used_for_another_file__is_refused(system: linkage.DistrictSystem) -> None:
    take(system, batch(event("submitted")))

    with pytest.raises(linkage.BatchNumberTaken):
        take(system, batch(event("accepted", hours=1)))


def test_reconciliation__names_what_is_only_here_and_only_there(system: linkage.DistrictSystem) -> None:
    send(system, event("submitted"), event("accepted", hours=1))
    theirs = {"submitted": ["LH202609140001/0/1", "LH202609140002/0/1"]}

    report = linkage.reconcile(system=system, day=clock.today(later()), theirs=theirs)

    assert report["only_there"]["submitted"] == ["LH202609140002/0/1"]
    assert report["only_here"]["accepted"] == ["LH202609140001/0/1"]
    assert report["agrees"] is False


def test_outgoing__our_case_in_the_district__is_told_in_order_until_acknowledged() -> None:
    city, system = given.city(), given.system()
    case = city.applied(HEALTH, district="罗湖区", area_m2=86)
    for kind in ("submitted", "submitted", "accepted"):
        linkage.tell_district(actor=given.PLATFORM, system=system, kind=kind, application=case, now=later())

    rows = linkage.list_outgoing(system=system, after=0)
    linkage.acknowledge_events(
        actor=linkage.EXCHANGE_MACHINE, system=system, until=1, refusals={2: "事项未登记"}, now=later(1)
    )

    assert [(one["sequence"], one["kind"]) for one in rows] == [(1, "submitted"), (2, "accepted")]
    assert rows[0]["payload"]["applicant"].endswith("*")
    assert linkage.OutgoingEvent.objects.get(sequence=2).refusal == "事项未登记"
    assert linkage.OutgoingEvent.objects.filter(acknowledged_at__isnull=True).count() == 1


def test_rest__wrong_secret__is_told_as_json(client: Client, system: linkage.DistrictSystem) -> None:
    answer = client.get("/exchange/v1/outgoing/", headers={"authorization": "Bearer luohu:wrong"})

    assert answer.status_code == 401
    assert answer.json()["code"] == "linkage.system_unknown"


def test_rest__events_receipts_and_reconciliation(client: Client, system: linkage.DistrictSystem) -> None:
    who = {"authorization": "Bearer luohu:secret"}
    told = {
        "wire": 1,
        "events": [event("submitted"), event("submitted") | {"matter": "440199999000", "serial": "X1"}],
    }

    with clock.fixed_at(later(hours=2)):
        answer = client.post(
            "/exchange/v1/events/", json.dumps(told), content_type="application/json", headers=who
        )
        report = client.post(
            "/exchange/v1/reconciliation/?day=2026-09-14",
            json.dumps({"events": {"submitted": ["LH202609140001/0/1"]}}),
            content_type="application/json",
            headers=who,
        )

    assert [one["verdict"] for one in answer.json()["receipts"]] == ["taken", "refused"]
    assert report.json()["agrees"] is True
    assert (
        client.post("/exchange/v1/events/", "{", content_type="application/json", headers=who).status_code
        == 400
    )


def as_system() -> dict[str, Any]:
    return {"headers": {"authorization": "Bearer luohu:secret"}, "content_type": "application/json"}


def fits(schema: dict[str, Any], value: Any, document: dict[str, Any], where: str = "") -> list[str]:
    """Hold a value against a schema of the document, as far as the document uses schemas."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    types = schema.get("type", [])
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    wrong = []
    if types and not isinstance(
        value, tuple(kinds[one] for one in ([types] if isinstance(types, str) else types))
    ):
        return [f"{where}: {value!r} is no {types}"]
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        wrong.append(f"{where}: {value!r}")
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        wrong += [f"{where}.{name} missing" for name in schema.get("required", []) if name not in value]
        wrong += [f"{where}.{name} not described" for name in value if name not in known]
        wrong += [
            one for name in value if name in known for one in fits(known[name], value[name], document, name)
        ]
    if isinstance(value, list) and "items" in schema:
        wrong += [one for row in value for one in fits(schema["items"], row, document, where)]
    return wrong


def test_openapi__describes_every_answer_the_exchange_gives(system: linkage.DistrictSystem) -> None:
    client = Client()
    with clock.fixed_at(later(hours=24)):
        document = client.get("/exchange/v1/openapi.json").json()
        told = {"wire": 1, "events": [event("submitted"), event("step", hours=2), event("nonsense")]}
        day = {"day": f"{later():%Y-%m-%d}"}
        answers = {
            ("/exchange/v1/events/", "post"): client.post(
                "/exchange/v1/events/", json.dumps(told), **as_system()
            ),
            ("/exchange/v1/outgoing/", "get"): client.get("/exchange/v1/outgoing/", **as_system()),
            ("/exchange/v1/receipts/", "post"): client.post(
                "/exchange/v1/receipts/", json.dumps({"until": 0}), **as_system()
            ),
            ("/exchange/v1/reconciliation/", "get"): client.get(
                "/exchange/v1/reconciliation/", day, **as_system()
            ),
            ("/exchange/v1/reconciliation/", "post"): client.post(
                f"/exchange/v1/reconciliation/?day={day['day']}", json.dumps({"events": {}}), **as_system()
            ),
        }

    assert document["openapi"] == "3.1.0"
    described = {(path, verb) for path, verbs in document["paths"].items() for verb in verbs}
    assert described == {*answers, ("/exchange/v1/batches/", "post")}
    for (path, verb), answer in answers.items():
        schema = document["paths"][path][verb]["responses"]["200"]["content"]["application/json"]["schema"]
        assert (answer.status_code, fits(schema, answer.json(), document, path)) == (200, [])
    refused = client.get("/exchange/v1/outgoing/")
    assert fits(document["components"]["schemas"]["Refusal"], refused.json(), document) == []


def test_reconciliation__with_differences__stays_on_the_days_page(system: linkage.DistrictSystem) -> None:
    send(system, event("submitted"), event("step", hours=1, serial="EARLY"))
    day = f"{later():%Y-%m-%d}"
    said = {"events": {"submitted": ["LH202609140001/0/1", "ONLY-THERE/0/1"]}}
    with clock.fixed_at(later(hours=30)):
        for wrong in ("[]", '{"events": 5}', '{"events": {"submitted": 5}}'):
            page = f"/exchange/v1/reconciliation/?day={day}"
            assert Client().post(page, wrong, **as_system()).json()["code"] == "linkage.body_unreadable"
        report = (
            Client().post(f"/exchange/v1/reconciliation/?day={day}", json.dumps(said), **as_system()).json()
        )
        monitor = given.signed_in("monitor")
        days = monitor.get("/desk/linkage/exchange/luohu/").content.decode()
        shown = monitor.get(f"/desk/linkage/exchange/luohu/{day}/").content.decode()

    assert (report["agrees"], report["only_there"]["submitted"]) == (False, ["ONLY-THERE/0/1"])
    assert "不一致" in days
    assert "只在区系统：ONLY-THERE/0/1" in shown and "EARLY" in shown
    assert given.signed_in("nanshan-water").get(f"/desk/linkage/exchange/luohu/{day}/").status_code == 403
