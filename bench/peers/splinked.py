"""
The peer of comparison: Splink 5 on DuckDB, given the same records in the same forms, trained on the spot without labels.

Its blocking rules and comparisons are those its documentation recommends for such data; it says which pairs belong together
with more than .95, of several the likeliest.
"""

import logging
import time
import warnings
from collections.abc import Mapping, Sequence

Row = Mapping[str, str]
COLUMNS = ("code", "name", "core", "representative", "address", "registered_on", "phone")
LIKELY = 0.95


def link(known: Sequence[Row], incoming: Sequence[Row]) -> tuple[dict[int, int], float, float]:
    """Give place in incoming → place in known, and the seconds to train and to predict."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    import pyarrow
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def table(rows: Sequence[Row]) -> "pyarrow.Table":
        columns = {name: [row[name] or None for row in rows] for name in COLUMNS}
        return pyarrow.table({"unique_id": list(range(len(rows))), **columns})

    blocks = [
        block_on("code"),
        block_on("core"),
        block_on("representative", "registered_on"),
        block_on("phone"),
        block_on("address"),
    ]
    has_codes = any(row["code"] for row in incoming)
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.9, 0.8]),
        cl.LevenshteinAtThresholds("representative", 1),
        cl.JaroWinklerAtThresholds("address", [0.93, 0.85]),
        cl.LevenshteinAtThresholds("registered_on", 1),
        cl.LevenshteinAtThresholds("phone", 1),
    ]
    if has_codes:
        comparisons.append(cl.LevenshteinAtThresholds("code", 2))
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=blocks if has_codes else blocks[1:],
        comparisons=comparisons,
    )
    database = DuckDBAPI()
    began = time.perf_counter()
    tables = [
        database.register(table(known), dataset_display_name="known"),
        database.register(table(incoming), dataset_display_name="said"),
    ]
    linker = Linker(tables, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("phone")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000)
    for rule in (block_on("phone"), block_on("core"), block_on("address")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=LIKELY).as_record_list()
    best: dict[int, tuple[float, int]] = {}
    for pair in found:
        place, other = pair["unique_id_l"], pair["unique_id_r"]
        if pair["source_dataset_l"] != "known":
            place, other = other, place
        likely = pair["match_probability"], place
        best[other] = max(best.get(other, likely), likely)
    done = time.perf_counter()
    logging.disable(logging.NOTSET)
    return {said: place for said, (_, place) in best.items()}, trained - began, done - trained
