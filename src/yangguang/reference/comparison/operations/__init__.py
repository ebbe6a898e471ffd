"""Everything comparison writes."""

from yangguang.reference.comparison.operations.checking import compare_claims, judge_check, note_source
from yangguang.reference.comparison.operations.keeping import (
    connect_source,
    draft_rules,
    propose_rules,
    publish_rules,
    return_rules,
)
from yangguang.reference.comparison.operations.runs import compare_batch, compare_subjects, register_subjects

__all__ = [
    "compare_batch",
    "compare_claims",
    "compare_subjects",
    "connect_source",
    "draft_rules",
    "judge_check",
    "note_source",
    "propose_rules",
    "publish_rules",
    "register_subjects",
    "return_rules",
]
