"""Pages and static files under WSGI."""

import os

from django.core.wsgi import get_wsgi_application

from yangguang.config.static import StaticPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
application = StaticPages(get_wsgi_application())
