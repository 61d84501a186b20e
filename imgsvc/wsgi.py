"""The WSGI application. It refuses to exist while a system check fails."""

import os

from django.core.wsgi import get_wsgi_application

from imgsvc.bodies import bounded_bodies
from imgsvc.checks import refuse_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imgsvc.settings")

application = bounded_bodies(get_wsgi_application())
refuse_errors()
