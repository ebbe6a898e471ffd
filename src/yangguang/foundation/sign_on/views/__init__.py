"""The endpoints of OpenID Connect, and the pages people see on the way."""
