"""The WSGI application. It refuses to exist while a system check fails."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

from filters.engine.warmup import warm_up
from imgsvc.bodies import bounded_bodies
from imgsvc.checks import refuse_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imgsvc.settings")

django.setup(set_prefix=False)
refuse_errors()
warm_up()
application = bounded_bodies(WSGIHandler())
