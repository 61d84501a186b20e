"""The WSGI application. It refuses to exist while a system check fails."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from filters.engine.warmup import warm_up
from imgsvc.bodies import bounded_bodies
from imgsvc.checks import refuse_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imgsvc.settings")

django.setup(set_prefix=False)
refuse_errors()
warm_up()
refused_when_full = import_string("imgsvc.full.refused_when_full")  # it needs the models, which are there only now
application = bounded_bodies(refused_when_full(WSGIHandler()))
