"""gunicorn.conf.py with less patience, so that tests of slow clients are quick."""

import runpy

from imgsvc.serving import patience
from tests.fixtures.servers import ROOT

globals().update(runpy.run_path(str(ROOT / "gunicorn.conf.py")))

patience.HEAD_S = 1.0
patience.GRACE_S = 1.0
patience.IDLE_S = 1.0
patience.LONGEST_S = 6.0
patience.TICK_S = 0.1
