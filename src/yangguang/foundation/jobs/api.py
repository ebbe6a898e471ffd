"""The door of jobs: declare a task, defer it with the data, run one by the calendar."""

from yangguang.foundation.jobs.schedule import defer, every, task

__all__ = ["defer", "every", "task"]
