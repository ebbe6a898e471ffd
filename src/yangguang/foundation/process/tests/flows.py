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
