"""
Public verification of licences: the page behind the QR code, for many different licences, on a really served group.

The load generator is a Python process on the same machine, so it takes a part of the two cores: sixteen kept connections,
opened one after another as people come, each asks again as soon as it has its answer. JSON at the same address is
measured beside it.
"""

import hashlib
import statistics
from datetime import timedelta

from bench import crowd
from bench.frame import Figures, load_note, progress
from bench.served import ask_for, served

LICENCES = 20_000
ASKED = 4_000
CLIENTS = 16


def run(*, quick: bool) -> Figures:
    """Measure pages and JSON per second over the asked licences in turns."""
    with served(_prepare) as site:
        rounds, seconds = (4, 3.0) if quick else (10, 5.0)
        paths = [f"/verify/{_code(number * (LICENCES // ASKED))}/" for number in range(ASKED)]
        kinds = {"requests_per_s": "text/html", "json_per_s": "application/json"}
        rates: dict[str, list[float]] = {name: [] for name in kinds}
        p95s: list[float] = []
        for accept in kinds.values():
            ask_for(site, paths, seconds=1, clients=CLIENTS, accept=accept)
        before, asked = site.web_processor_seconds(), 0
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            for name, accept in kinds.items():
                load = ask_for(site, paths, seconds=seconds, clients=CLIENTS, accept=accept)
                rates[name].append(load.per_second)
                asked += len(load.times)
                if name == "requests_per_s":
                    p95s.append(load.p95)
        processor = site.web_processor_seconds() - before
    return {
        **load_note(),
        **{name: round(statistics.median(values), 0) for name, values in rates.items()},
        "best_round_per_s": round(max(rates["requests_per_s"]), 0),
        "p95_ms": round(statistics.median(p95s), 1),
        "web_cpu_ms_per_request": round(1000 * processor / asked, 2),
        "licences": float(LICENCES),
    }


def _code(number: int) -> str:
    from yangguang.reference.licences.rules import ALPHABET, CODE_LENGTH

    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])


def _prepare() -> None:
    """Build the bodies; write licences and the acts of their issue, as they stand after years."""
    from yangguang.foundation.acts.models import Act
    from yangguang.foundation.organisation.models import Body
    from yangguang.kernel import clock
    from yangguang.reference.licences.models import HolderKind, Licence

    crowd.build_demo()
    progress(f"{LICENCES:,} licences")
    now = clock.now()
    today = clock.today(now)
    issuer = Body.objects.get(short_name="市市场监督管理局")
    content = [
        {"label": "主体业态", "value": "餐饮服务经营者"},
        {"label": "经营项目", "value": "热食类食品制售、冷食类食品制售"},
    ]
    licences = [
        Licence(
            number=f"JY2440305{number:07d}",
            title="食品经营许可证",
            holder_name=f"深圳市第{number}餐饮有限公司" if number % 2 else "欧阳若兰",
            holder_code=f"91440300MX{number:08d}",
            holder_kind=HolderKind.ENTERPRISE if number % 2 else HolderKind.PERSON,
            legal_representative="李娜",
            address="深圳市南山区粤海街道演示路 1 号",
            content=content,
            issued_on=today - timedelta(days=number % 1500),
            valid_from=today - timedelta(days=number % 1500),
            valid_until=today + timedelta(days=1800 - number % 1500),
            issuer=issuer,
            verification_code=_code(number),
        )
        for number in range(LICENCES)
    ]
    Licence.objects.bulk_create(licences, batch_size=2000)
    acts = [
        Act(
            operation="licences.issue_licence",
            summary="颁发证照",
            actor_kind="officer",
            actor_label="制证送达岗 0712 号",
            object_type="licence",
            object_number=f"{one.number}-{one.version}",
            happened_at=now,
            digest="",
        )
        for one in licences
    ]
    Act.objects.bulk_create(acts, batch_size=2000)
