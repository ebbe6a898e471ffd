"""Who acts: a frozen picture of the person, the posts they hold and whom they stand for, taken at the edge."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    """The four kinds of hand that can do something here."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post (岗位) an officer holds today; `kind` says which lanes of a flow it may work in."""

    code: str
    kind: str
    number: str
    name: str
    body_code: str
    body_name: str
    office_name: str
    area_code: str
    by: str = ""  # how it is held besides by appointment: "delegation" or "emergency" with its number


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or machine behind a request, as the operation sees it."""

    kind: ActorKind
    account_id: int | None = None
    number: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    enterprise_code: str = ""
    enterprise_name: str = ""
    posts: tuple[HeldPost, ...] = field(default=())
    concealed: frozenset[str] = frozenset()
    """Types of objects some of which are 敏感 and not for this officer's eyes; lists of them leave those out."""
    owes_factor: Callable[[datetime], bool] | None = field(default=None, compare=False, repr=False)
    """Whether the person at the keyboard must show a second factor first; none where no keyboard is behind."""

    def holds(self, kind: str, body_code: str | None = None) -> bool:
        """Tell whether the actor holds a post of this kind (in this body)."""
        return any(post.kind == kind and body_code in (None, post.body_code) for post in self.posts)

    def post(self, kind: str, body_code: str | None = None) -> HeldPost | None:
        """Give the post under which the actor would act, or none."""
        found = (post for post in self.posts if post.kind == kind and body_code in (None, post.body_code))
        return next(found, None)

    def with_posts(self, posts: tuple[HeldPost, ...]) -> "Actor":
        """Give the same actor with other posts."""
        return replace(self, posts=posts)

    @property
    def is_officer(self) -> bool:
        """Tell an official from everybody else."""
        return self.kind is ActorKind.OFFICER

    @property
    def is_signed_in(self) -> bool:
        """Tell whether somebody is known behind the request."""
        return self.account_id is not None

    @property
    def label(self) -> str:
        """How the public sees the actor: officers by post and number, applicants by their role only."""
        if self.kind is ActorKind.OFFICER:
            first = self.posts[0].name if self.posts else "工作人员"
            return f"{first} {self.number} 号"
        return {ActorKind.CITIZEN: "申请人", ActorKind.SYSTEM: self.name or "自动核验"}.get(self.kind, "访客")


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)


def system_actor(name: str) -> Actor:
    """Give the hand of an automatic step; *name* says which, as the public will read it."""
    return Actor(kind=ActorKind.SYSTEM, name=name)
