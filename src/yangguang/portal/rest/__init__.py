"""
The public interface for programs: matters, progress, verification, and one's own cases, each as JSON.

One table describes it: routes, the OpenAPI document and the page for people are made from the same rows, and a test holds
every answer against its described shape. Answers show what the pages show, masked alike.
"""

from yangguang.portal.rest.document import openapi, urlpatterns
from yangguang.portal.rest.table import ENDPOINTS

__all__ = ["ENDPOINTS", "openapi", "urlpatterns"]
