"""
Guide and home page beside a bare view: one ORM query and a line of text, under the same server, settings and middleware.

One web process serves all of them in turns, so that what else the machine does meets them alike. The ratio of requests
per second is the claim, for a visitor without cookies; one with a cookie gets a page of their own. That of processor
time per request tells the same without the client's share.
"""

import statistics

from bench import crowd
from bench.frame import Figures, load_note, progress
from bench.served import Site, ask_for, served

MATTER = "440131016000"
GUIDE = f"/matters/{MATTER}/"
PAGES = {
    "bare": (f"/bare/{MATTER}/", ""),
    "guide": (GUIDE, ""),
    "guide_with_cookie": (GUIDE, "yg-size=large"),
    "home": ("/", ""),
}


def run(*, quick: bool) -> Figures:
    """Measure all in turns."""
    with served(crowd.build_demo, settings="bench.peers.page_settings", workers=1) as site:
        rounds, seconds = (5, 1.2) if quick else (10, 3.0)
        rates: dict[str, list[float]] = {name: [] for name in PAGES}
        spent: dict[str, list[float]] = {name: [] for name in PAGES}
        for path, cookie in PAGES.values():
            ask_for(site, [path], seconds=1, cookie=cookie)
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            for name, (path, cookie) in PAGES.items():
                rate, processor = _round(site, path, seconds, cookie)
                rates[name].append(rate)
                spent[name].append(processor)
    per_second = {name: statistics.median(values) for name, values in rates.items()}
    processor_ms = {name: 1000 * statistics.median(values) for name, values in spent.items()}
    return {
        **load_note(),
        "vs_bare_orm_view": round(per_second["guide"] / per_second["bare"], 2),
        "with_cookie_vs_bare_orm_view": round(per_second["guide_with_cookie"] / per_second["bare"], 2),
        "home_vs_bare_orm_view": round(per_second["home"] / per_second["bare"], 2),
        **{f"{name}_per_s": round(value, 0) for name, value in per_second.items()},
        **{f"{name}_cpu_ms": round(value, 2) for name, value in processor_ms.items()},
        "vs_bare_in_cpu": round(processor_ms["bare"] / processor_ms["guide"], 2),
    }


def _round(site: Site, path: str, seconds: float, cookie: str) -> tuple[float, float]:
    before = site.web_processor_seconds()
    load = ask_for(site, [path], seconds=seconds, cookie=cookie)
    processor = site.web_processor_seconds() - before
    return load.per_second, processor / len(load.times)
