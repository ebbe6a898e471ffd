"""
A process model back to BPMN 2.0 XML without loss.

The tree the file was read from is written again, so data objects, annotations, vendor extensions, comments
and every diagram bound survive; an editor changes the tree, never the model.
"""

from yangguang.foundation.process.bpmn.parse import Document
from yangguang.foundation.process.bpmn.tree import write_tree


def write(document: Document) -> bytes:
    """Serialise a document as UTF-8 XML with its author's prefixes."""
    return write_tree(document.tree)
