"""Which made-up facts a trial needs: the variables that conditions read and no step gives."""

from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression
from yangguang.foundation.process.bpmn import Process

_GIVEN = frozenset(
    {
        "acceptance",
        "opinion",
        "visit",
        "decision",
        "results",
        "nrOfInstances",
        "nrOfCompletedInstances",
        "nrOfActiveInstances",
    }
)


def facts_in(process: Process) -> list[str]:
    """List them in alphabetical order; a condition that cannot be read asks for nothing."""
    names: set[str] = set()
    texts = [flow.condition for flow in process.flows.values()]
    for node in process.nodes.values():
        if node.loop is not None:
            texts += [node.loop.collection, node.loop.cardinality, node.loop.completion_condition]
    for text in texts:
        try:
            names |= compile_expression(text).names if text else frozenset()
        except ExpressionRefused:
            continue
    made = {node.result_variable for node in process.nodes.values()} | set(process.nodes)
    items = {node.loop.element_variable for node in process.nodes.values() if node.loop}
    return sorted(names - _GIVEN - made - items)
