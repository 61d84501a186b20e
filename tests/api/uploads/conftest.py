"""Who uploads: a key with the scope, over an API whose files lie in a folder of the test's own."""

from pathlib import Path

import pytest
from django.test import Client

from tests.api.uploads.desk import Desk
from tests.people import bearing, new_key, person


@pytest.fixture
def desk(transactional_db: None, files_folder: Path) -> Desk:
    """Ann's, with her key."""
    return Desk(Client(raise_request_exception=False), **bearing(new_key("files", owner=person("ann"))[1]))
