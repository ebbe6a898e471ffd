"""The rules and samples that come with the platform: loaded with the tables, as the tables are, so that nothing is uncompared."""

from typing import Any

from django.db import transaction

from yangguang.kernel import clock
from yangguang.reference.comparison.models import RegressionSample, RulesVersion
from yangguang.reference.comparison.queries.keeping import KINDS
from yangguang.reference.comparison.rules.regression import shipped_samples
from yangguang.reference.comparison.rules.rule_set import digest_of, first_rules
from yangguang.reference.comparison.states import RulesStatus

BY = "随平台提供"


def load_first_rules(**_signal: Any) -> None:
    """Put version 1 of each kind in where there is none; tests hold it against its samples."""
    now = clock.now()
    known = set(RulesVersion.objects.values_list("kind", flat=True))
    with transaction.atomic():
        for kind in set(KINDS) - known:
            samples = shipped_samples(kind)
            RegressionSample.objects.bulk_create(
                RegressionSample(
                    kind=kind,
                    title=one.title,
                    claim=one.claim,
                    record=one.record,
                    lapsed=one.lapsed,
                    expected=one.expected.value,
                    added_at=now,
                )
                for one in samples
            )
            content = first_rules()[kind]
            RulesVersion.objects.create(
                kind=kind,
                number=1,
                content=content,
                digest=digest_of(content),
                why=BY,
                drafted_label=BY,
                drafted_at=now,
                reviewed_label=BY,
                published_at=now,
                status=RulesStatus.PUBLISHED,
                regression={"total": len(samples), "wrong": []},
            )
