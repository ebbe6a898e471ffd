"""Whether what is said about a matter may be published: the flow read and linted, then every rule asked."""

from yangguang.foundation.process.api import DefinitionRefused, ModelRefused, Process, check, parse
from yangguang.reference.matters.rules import Fault, MatterEntry, VersionContent, find_faults


def examine_content(*, entry: MatterEntry, content: VersionContent) -> tuple[Process | None, list[Fault]]:
    """Give the flow, where it can be read, and everything that keeps this content from being published."""
    process, faults = _read_flow(content)
    return process, [*faults, *find_faults(entry=entry, content=content, process=process)]


def _read_flow(content: VersionContent) -> tuple[Process | None, list[Fault]]:
    if not content.flow_xml:
        return None, []
    try:
        process = parse(content.flow_xml)
    except ModelRefused as refused:
        return None, [Fault("flow_xml", str(problem)) for problem in refused.problems]
    try:
        check(process, name=content.plain_name)
    except DefinitionRefused as refused:
        return process, [Fault("flow_xml", str(problem)) for problem in refused.problems]
    return process, []
