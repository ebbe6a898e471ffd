"""The door of organisation."""

from yangguang.foundation.organisation.models import PostKind
from yangguang.foundation.organisation.queries import find_body, list_posts_of

__all__ = ["PostKind", "find_body", "list_posts_of"]
