"""The catalog shows every operation and format."""

import pytest

from filters.engine import OPERATIONS
from filters.engine.formats import FORMATS
from filters.services.catalog import format_list, generator_list, operation_entry, operation_list


def test_it_lists_every_operation_in_the_order_of_the_registry() -> None:
    assert [entry["name"] for entry in operation_list()] == list(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_describes_an_operation(name: str) -> None:
    entry = operation_entry(OPERATIONS[name])
    assert entry["title"] and entry["family"] and entry["description"].endswith(".")
    assert entry["schema"]["additionalProperties"] is False
    assert set(entry["schema"]["properties"]) == set(OPERATIONS[name].model_fields)


def test_it_says_which_formats_can_be_written() -> None:
    formats = {entry["name"]: entry for entry in format_list()}
    assert list(formats) == list(FORMATS)
    assert formats["avif"] == {"name": "avif", "label": "AVIF", "media_type": "image/avif", "writable": True}
    assert formats["heic"]["writable"] is False


def test_an_entry_is_made_once() -> None:
    assert operation_entry(OPERATIONS["resize"]) is operation_entry(OPERATIONS["resize"])
    assert generator_list() is generator_list()
