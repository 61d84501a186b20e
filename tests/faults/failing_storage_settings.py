"""The settings of a service whose storage of files fails when it is told to."""

from imgsvc.settings import *  # noqa: F403
from imgsvc.settings import STORAGES as WORKING

STORAGES = WORKING | {"files": WORKING["files"] | {"BACKEND": "tests.faults.failing_storage.FailingStorage"}}
