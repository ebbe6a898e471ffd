"""
The smoke test: the whole main job over HTTP, as a citizen and the officers, against a running demo server.

Prints each step with its number in the record and its time; the first deviation ends it with 1.
"""

from yangguang.config.smoke.play import play

__all__ = ["play"]
