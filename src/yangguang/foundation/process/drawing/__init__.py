"""
The flowchart people see, drawn on the server from the very model that runs.

`graph` leaves what a reader needs, `layout` gives every box a cell, `routing` finds a way for every arrow,
`svg` writes it down.
"""

from yangguang.foundation.process.drawing.flowchart import Flowchart, Mark, NodeFigures, draw_flow

__all__ = ["Flowchart", "Mark", "NodeFigures", "draw_flow"]
