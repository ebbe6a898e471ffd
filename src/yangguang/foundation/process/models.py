"""
The rows of a running flow. A token is a row: at a step for people it is the task itself, elsewhere a
`Token`.

Nothing is kept in a blob: who waits where, since when and until when can be asked in SQL. Rows of the past
stay: done tasks, fired timers and taken messages hold the trail of nodes and flows passed at that moment.
"""

from typing import ClassVar

from django.db import models

from yangguang.foundation.process.states import InstanceState, RowState, ScopeKind, TaskState


class Definition(models.Model):
    """
    One published version of a flow: its BPMN text and the decision tables it asks. Never changed (database trigger).
    """

    personal_data = "none"

    key = models.CharField("流程编号", max_length=100)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=200)
    xml = models.TextField("BPMN 2.0")
    hash = models.CharField("SM3", max_length=64)
    decisions = models.JSONField("决策表", default=dict)
    status = models.CharField(max_length=10, default="published")
    published_at = models.DateTimeField()

    class Meta:
        """One row per version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="process_definition_version")
        ]

    def __str__(self) -> str:
        """Key and version."""
        return f"{self.key} v{self.version}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return "process_definition", f"{self.key}@{self.version}"


class Instance(models.Model):
    """
    One case in its flow, on the version it began with. This row is locked before anything of the case is touched.

    A case begun by a call activity has a `root`; then the root's row is the lock. `inner_count` counts the live
    scopes and tokens, so that a case without any reads none.
    """

    personal_data = "variables hold what conditions need from the form; kept as long as the case file"

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="instances")
    business_type = models.CharField(max_length=40)
    business_number = models.CharField(max_length=80)
    body_code = models.CharField(max_length=18, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    variables = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=InstanceState.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    inner_count = models.PositiveIntegerField(default=0)
    trail = models.JSONField(default=list)
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="descendants")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    parent_scope = models.ForeignKey("Scope", null=True, on_delete=models.PROTECT, related_name="called")

    class Meta:
        """Found by the business object."""

        indexes: ClassVar = [
            models.Index(fields=["business_type", "business_number"], name="process_instance_business"),
            models.Index(fields=["definition", "state"], name="process_instance_definition"),
        ]

    def __str__(self) -> str:
        """The business number."""
        return f"{self.business_type} {self.business_number}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the business object."""
        return self.business_type, self.business_number

    @property
    def is_live(self) -> bool:
        """Whether the case has not ended."""
        return InstanceState(self.state).is_live


class Scope(models.Model):
    """
    The inside of one activity: a sub-process run, a multi-instance activity, or a call waiting for its case.

    For kind multi: `total` instances, `items` still to come (sequential), `results` so far.
    """

    personal_data = "the element of a list a step is done for, such as an expert's account; with the case"

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="scopes")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="inner")
    node_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=5, default=RowState.LIVE)
    local = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    items = models.JSONField(default=list)
    results = models.JSONField(default=list)
    mi_index = models.PositiveIntegerField(null=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trail = models.JSONField(default=list)

    class Meta:
        """Read with the case."""

        indexes: ClassVar = [
            models.Index(
                fields=["instance"], name="process_scope_live", condition=models.Q(state=RowState.LIVE)
            )
        ]

    def __str__(self) -> str:
        """Node and kind."""
        return f"{self.node_id} ({ScopeKind(self.kind)})"


class Token(models.Model):
    """A token that waits at something other than a step for people: a join, an event, an event gateway."""

    personal_data = "none"

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="tokens")
    scope = models.ForeignKey(Scope, null=True, on_delete=models.CASCADE, related_name="tokens")
    node_id = models.CharField(max_length=100)
    flow_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=5, default=RowState.LIVE)
    arrived_at = models.DateTimeField()

    class Meta:
        """Read with the case."""

        indexes: ClassVar = [
            models.Index(
                fields=["instance"], name="process_token_live", condition=models.Q(state=RowState.LIVE)
            )
        ]

    def __str__(self) -> str:
        """The node it waits at."""
        return self.node_id


class Task(models.Model):
    """
    One step for one person: token and task in one row. Done rows are the history of the case.

    `outcome` holds what the person decided; `local` the element of the list it is done for; a signer's task
    (加签) points to the task it was added to by `signs_for`.
    """

    personal_data = "who did a step (account id) and the opinion given; kept as long as the case file"

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="tasks")
    scope = models.ForeignKey(Scope, null=True, on_delete=models.CASCADE, related_name="tasks")
    node_id = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    step = models.CharField(max_length=1, blank=True)
    post_kind = models.CharField(max_length=20, blank=True)
    body_code = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    assignee_account_id = models.BigIntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    local = models.JSONField(default=dict)
    mi_index = models.PositiveIntegerField(null=True)
    is_signer = models.BooleanField(default=False)
    signs_for = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="signers")
    trail = models.JSONField(default=list)

    class Meta:
        """
        The inbox of a post and what is free in it, the inbox of a person and what they have done, the tasks of a case.

        Inboxes are counted and put in order from the index alone.
        """

        indexes: ClassVar = [
            models.Index(fields=["body_code", "post_kind", "state", "due_on"], name="process_task_post"),
            models.Index(
                fields=["body_code", "post_kind", "due_on", "id"],
                name="process_task_free",
                condition=models.Q(state=TaskState.OPEN, assignee_account_id__isnull=True),
            ),
            models.Index(fields=["assignee_account_id", "state", "due_on", "id"], name="process_task_person"),
            models.Index(
                fields=["assignee_account_id", "-done_at", "-id"],
                name="process_task_done",
                condition=models.Q(state=TaskState.DONE),
            ),
            models.Index(fields=["instance", "state"], name="process_task_instance"),
        ]

    def __str__(self) -> str:
        """The name of the step."""
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether the step still waits, taken or not."""
        return self.state in (TaskState.OPEN, TaskState.CLAIMED, TaskState.SUSPENDED)


class Waiting(models.Model):
    """What timers and subscriptions share: which event they fire, and what they hang on."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="%(class)ss")
    node_id = models.CharField(max_length=100)
    task = models.ForeignKey(Task, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    scope = models.ForeignKey(Scope, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    token = models.ForeignKey(Token, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    state = models.CharField(max_length=5, default=RowState.LIVE)
    fired_at = models.DateTimeField(null=True)
    trail = models.JSONField(default=list)

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """The event node."""
        return self.node_id


class Timer(Waiting):
    """An armed timer event. Found by its due time alone; `interval` and `repeats` re-arm a cycle."""

    personal_data = "none"

    due_at = models.DateTimeField()
    interval = models.CharField(max_length=60, blank=True)
    repeats = models.PositiveIntegerField(null=True)

    class Meta:
        """The poller reads the live ones in order of time."""

        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="process_timer_due", condition=models.Q(state=RowState.LIVE)
            ),
            models.Index(
                fields=["instance"], name="process_timer_live", condition=models.Q(state=RowState.LIVE)
            ),
        ]


class Subscription(Waiting):
    """An event that waits for a message or a signal by name."""

    personal_data = "none"

    kind = models.CharField(max_length=7)
    name = models.CharField(max_length=200)

    class Meta:
        """Signals are found by name, messages within their case."""

        indexes: ClassVar = [
            models.Index(
                fields=["kind", "name"],
                name="process_subscription_name",
                condition=models.Q(state=RowState.LIVE),
            ),
            models.Index(
                fields=["instance"], name="process_subscription_live", condition=models.Q(state=RowState.LIVE)
            ),
        ]
