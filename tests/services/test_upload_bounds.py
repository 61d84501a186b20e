"""How long an upload may be: told at once or later, and what one owner may have under way."""

from typing import Any

import pytest

from filters.engine.errors import UploadTooLarge
from filters.models import Blob, Upload
from filters.services import resumable
from filters.services.access import Caller
from filters.services.errors import QuotaExceeded
from filters.services.resumable import LengthInvalid, upload_delete
from tests.people import person
from tests.services.sending import DATA, begin, content, offset, send, stale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]


@pytest.fixture
def ann() -> Caller:
    return Caller(user=person("ann"))


class TestLengthToldLater:
    """Upload-Defer-Length."""

    def test_it_may_be_told_with_any_chunk(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA[:10])
        send(upload, ann, DATA[10:20], length=len(DATA))
        assert content(send(upload, ann, DATA[20:])) == DATA

    def test_it_may_be_told_after_the_last_byte(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA)
        stale(upload)
        assert content(send(upload, ann, b"", length=len(DATA))) == DATA

    @pytest.mark.parametrize("length", [len(DATA) + 1, 0])
    def test_it_stays(self, ann: Caller, length: int) -> None:
        with pytest.raises(LengthInvalid, match="stays"):
            send(begin(ann), ann, b"a", length=length)

    def test_it_is_not_less_than_what_has_come(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA)
        with pytest.raises(LengthInvalid, match="come already"):
            send(upload, ann, b"", length=len(DATA) - 1)

    def test_it_is_not_more_than_a_file_may_have(self, ann: Caller, settings: Any) -> None:
        settings.IMGSVC_MAX_FILE_MB = 1
        upload = begin(ann, None)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", length=(1 << 20) + 1)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", size=(1 << 20) + 1)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", size=None, pieces=[b"a" * (1 << 20), b"a"])
        assert offset(upload, ann) == 0


class TestQuota:
    """What uploads will take counts from their beginning on."""

    @pytest.fixture(autouse=True)
    def _quota(self, settings: Any) -> None:
        settings.IMGSVC_FILES_QUOTA_MB = 1

    def test_one_that_is_too_long_is_not_begun(self, ann: Caller) -> None:
        with pytest.raises(QuotaExceeded):
            begin(ann, (1 << 20) + 1)
        assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)

    def test_what_is_under_way_counts(self, ann: Caller) -> None:
        first = begin(ann, 1 << 19)
        begin(ann, 1 << 19)
        with pytest.raises(QuotaExceeded):
            begin(ann, 1)
        upload_delete(upload=first)
        begin(ann, 1)

    def test_what_is_done_counts_once(self, ann: Caller) -> None:
        send(begin(ann), ann, DATA)
        begin(ann, (1 << 20) - len(DATA))

    def test_others_do_not_count(self, ann: Caller) -> None:
        begin(Caller(user=person("bob")), 1 << 20)
        begin(Caller(address="192.0.2.1"), 1 << 20)
        begin(ann, 1 << 20)

    @pytest.mark.parametrize("size", [(1 << 20) - 9, None], ids=["announced", "not announced"])
    def test_one_whose_length_is_told_later_is_held_to_it(self, ann: Caller, size: int | None) -> None:
        upload = begin(ann, None)
        send(upload, ann, b"a" * 10)
        data = b"a" * ((1 << 20) - 9)
        with pytest.raises((QuotaExceeded, UploadTooLarge)):
            send(upload, ann, data, size=size)
        with pytest.raises(QuotaExceeded):
            send(upload, ann, b"", length=(1 << 20) + 1)
        assert offset(upload, ann) == 10

    def test_there_is_an_end_of_uploads(self, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resumable, "MOST_UPLOADS", 2)
        begin(ann, 1), begin(ann, 1)
        with pytest.raises(QuotaExceeded, match="2 uploads"):
            begin(ann, 1)
