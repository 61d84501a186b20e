"""The settings under test: the project's own, in an environment that no one else's variables reach."""

import os
from tempfile import TemporaryDirectory

from imgsvc.env import Environment
from imgsvc.variables import variables

for _variable in variables(Environment):
    os.environ.pop(_variable.name, None)

_data_dir = TemporaryDirectory(prefix="imgsvc-tests-")  # lives as long as this process
os.environ["IMGSVC_DATA_DIR"] = _data_dir.name

from imgsvc.settings import *  # noqa: E402, F403 -- once the environment is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
