"""The settings of a service with one view more, which fails."""

from imgsvc.settings import *  # noqa: F403

ROOT_URLCONF = "tests.project.failing"
