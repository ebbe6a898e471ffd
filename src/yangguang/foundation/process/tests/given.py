"""Cases in business words: publish, start, do — each inside one operation, as capabilities do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, operation
from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Definition, Instance, Subscription, Task, Timer, Token
from yangguang.foundation.process.states import RowState

NOW = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)  # a Monday morning in Shenzhen
BODY = "11440300MB2C00001X"


class Nothing:
    """An object acts can name."""

    act_object = ("test", "1")


@operation("process_tests.act", summary="测试", permission=lambda: True, subject="target")
def act(*, actor: Actor, now: datetime, deed: Callable[[], Any], target: Any = None) -> Any:
    """Run a deed inside an operation."""
    return deed()


def officer(account_id: int, kind: str = "accept", body: str = BODY) -> Actor:
    """Make an officer who holds one post."""
    post = HeldPost(f"{body}-{kind}", kind, "01", kind, body, "某局", "某科", "440305")
    return Actor(kind=ActorKind.OFFICER, account_id=account_id, number=str(account_id), posts=(post,))


CLERK = officer(1)
OTHER = officer(2)


def inside(deed: Callable[[], Any], *, now: datetime = NOW) -> Any:
    """Run a deed inside an operation of the clerk."""
    return act(actor=CLERK, now=now, deed=deed, target=Nothing())


def published(xml: str, *, key: str = "demo", decisions: dict[str, str] | None = None) -> Definition:
    """Publish a flow."""
    return inside(lambda: process.publish_definition(key=key, xml=xml, now=NOW, decisions=decisions))


def started(flow: str | Definition, *, now: datetime = NOW, **variables: Any) -> Instance:
    """Start a case of a flow."""
    definition = published(flow) if isinstance(flow, str) else flow
    return inside(
        lambda: process.start_instance(
            definition=definition,
            business_type="test",
            business_number="T1",
            body_code=BODY,
            now=now,
            variables=variables,
        )
    )


def waiting(instance: Instance) -> list[str]:
    """List the nodes of the open steps."""
    return [task.node_id for task in process.open_tasks_of(instance)]


def task_at(instance: Instance, node_id: str) -> Task:
    """Give the first open step at a node."""
    return process.open_tasks_of(instance).filter(node_id=node_id).first()


def done(
    instance: Instance, *nodes: str, now: datetime = NOW, actor: Actor = CLERK, **variables: Any
) -> Instance:
    """Do the open steps at the nodes, one after the other."""
    for node in nodes:
        finish(task_at(instance, node), now=now, actor=actor, **variables)
    instance.refresh_from_db()
    return instance


def finish(
    task: Task, *, now: datetime = NOW, actor: Actor = CLERK, outcome: dict | None = None, **variables: Any
):
    """Do one step."""
    who = actor if task.assignee_account_id in (None, actor.account_id) else officer(task.assignee_account_id)
    return inside(
        lambda: process.complete_task(
            task_id=task.pk, actor=who, now=now, variables=variables, outcome=outcome
        ),
        now=now,
    )


def returned(instance: Instance, at: str, to: str, **more: Any) -> Task:
    """Send a case back."""
    task = task_at(instance, at)
    return inside(
        lambda: process.return_to(
            task_id=task.pk, actor=CLERK, to_node_id=to, reason="材料不符", now=NOW, **more
        )
    )


def later(**delta: float) -> datetime:
    """Give an instant after the beginning."""
    return NOW + timedelta(**delta)


def nothing_waits(instance: Instance) -> bool:
    """Say whether no live row of a case is left."""
    return not any(
        rows.exists()
        for rows in (
            process.open_tasks_of(instance),
            Token.objects.filter(instance=instance, state=RowState.LIVE),
            Timer.objects.filter(instance=instance, state=RowState.LIVE),
            Subscription.objects.filter(instance=instance, state=RowState.LIVE),
        )
    )
