"""The ten-task process in viewflow 2.4: handle nodes, no forms, the lock it recommends for PostgreSQL."""

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class TenTasks(flow.Flow):
    """Start, t1, correction loop round t2/t3, three tasks in parallel, four more."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.t1)
    t1 = flow.Handle(this.work).Next(this.t2)
    t2 = flow.Handle(this.work).Next(this.correct)
    correct = (
        flow.If(lambda activation: (activation.process.data or {}).get("again"))
        .Then(this.t3)
        .Else(this.split)
    )
    t3 = flow.Handle(this.work).Next(this.t2)
    split = flow.Split().Next(this.t4).Next(this.t5).Next(this.t6)
    t4 = flow.Handle(this.work).Next(this.join)
    t5 = flow.Handle(this.work).Next(this.join)
    t6 = flow.Handle(this.work).Next(this.join)
    join = flow.Join().Next(this.t7)
    t7 = flow.Handle(this.work).Next(this.t8)
    t8 = flow.Handle(this.work).Next(this.t9)
    t9 = flow.Handle(this.work).Next(this.t10)
    t10 = flow.Handle(this.work).Next(this.end)
    end = flow.End()

    def begin(self, activation):
        """Start a case."""
        return activation.process

    def work(self, activation):
        """Do a step."""
        return activation.process
