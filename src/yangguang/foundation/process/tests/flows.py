"""Flows used by the tests, composed in Python."""

from yangguang.foundation.process.bpmn import Composer


def composer(process_id: str = "demo") -> Composer:
    """Begin a flow with one lane `l` (受理岗), a start and an end."""
    composer = Composer(process_id, "演示流程")
    composer.lane("l", "受理岗", "accept")
    composer.start()
    composer.end()
    return composer


def users(composer: Composer, *names: str) -> None:
    """Add human steps in the lane."""
    for name in names:
        composer.user(name, lane="l")


def sequence(*names: str, process_id: str = "demo") -> str:
    """Write start → the named steps → end."""
    made = composer(process_id)
    users(made, *names)
    made.chain("start", *names, "end")
    return made.xml()


def parallel(*names: str, split: str = "parallel", join: str = "parallel", process_id: str = "demo") -> str:
    """Write start → split → the named steps side by side → join → `last` → end."""
    made = composer(process_id)
    users(made, *names, "last")
    made.gateway(split, "split")
    made.gateway(join, "join")
    made.flow("start", "split")
    for name in names:
        conditional = split in ("exclusive", "inclusive")
        made.flow("split", name, when=f"{name} = true" if conditional else "")
        made.flow(name, "join")
    made.chain("join", "last", "end")
    return made.xml()


def bordered(interrupting: bool, event=None) -> str:
    """Write a step with an event on its border that leads to a reminder."""
    made = composer()
    users(made, "a", "remind")
    inner = event(made) if event else made.timer_event("P5D", unit="wd")
    made.boundary("b", "a", inner, interrupting=interrupting)
    made.end("e2")
    made.chain("start", "a", "end")
    made.chain("b", "remind", "e2")
    return made.xml()


def nested(error: bool = False) -> str:
    """Write a sub-process in a sub-process, an error on the border of the outer one."""
    made = composer()
    users(made, "before", "after", "rescue")
    with made.subprocess("outer", lane="l"):
        made.start("so")
        made.gateway("parallel", "s")
        made.gateway("parallel", "j")
        made.user("x")
        with made.subprocess("inner"):
            made.start("si")
            made.user("y")
            made.error_end("ei", "E1") if error else made.end("ei")
            made.chain("si", "y", "ei")
        made.end("eo")
        made.chain("so", "s", "x", "j", "eo")
        made.chain("s", "inner", "j")
    made.boundary("b", "outer", made.error_event("E1"))
    made.gateway("exclusive", "m")
    made.chain("start", "before", "outer", "after", "m", "end")
    made.chain("b", "rescue", "m")
    return made.xml()


def several(**loop) -> str:
    """Write a step several people do (会签)."""
    made = composer()
    made.user("jury", "会签", lane="l", loop=made.multi("专家", element="expert", **loop))
    users(made, "last")
    made.chain("start", "jury", "last", "end")
    return made.xml()
