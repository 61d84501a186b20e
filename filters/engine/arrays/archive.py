"""The one array in an `.npz`: a ZIP of `.npy` members, read from memory, sizes judged before they are inflated.

NumPy writes plain ZIP files; whatever else a ZIP may be is refused: comments, ZIP64 directories, encryption, paths.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filters.engine.arrays.form import HEADER, Form, read_form
from filters.engine.errors import DAMAGED, FormatUnsupported, ImageUnreadable
from filters.engine.limits import Limits

END, END_SIZE = b"PK\5\6", 22  # of the directory's end record, without a comment
MEMBERS = 16
DIRECTORY = 16 * 1024  # bytes of the directory
CHOSEN = "image.npy"
ENCRYPTED = 1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An array in an archive, known by its header, not inflated yet."""

    archive: bytes
    name: str
    form: Form

    def read(self) -> bytes:
        """The bytes of the `.npy`, never more than its header speaks of. Raises `ImageUnreadable`."""
        with _damage(), zipfile.ZipFile(io.BytesIO(self.archive)) as archive, archive.open(self.name) as file:
            length = self.form.offset + self.form.nbytes
            data = file.read(length)
            if len(data) != length or file.read(1):
                raise ValueError("a member of another size than its header says")
            return data


def find_member(data: bytes, limits: Limits) -> Member:
    """The picture of an archive: its only array, or the one called `image`.

    Raises `ImageUnreadable`, `FormatUnsupported`, `ImageTooLarge` and `TooManyFrames`.
    """
    _require_small_directory(data)
    with _damage(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = _chosen(archive.infolist())
        with archive.open(info) as file:
            head = file.read(HEADER)
        form = read_form(head, info.file_size, limits)
    return Member(archive=data, name=info.filename, form=form)


def _require_small_directory(data: bytes) -> None:
    """The end record says how large the directory is that reading begins with."""
    end = data[-END_SIZE:]
    members, size = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if not end.startswith(END) or end[-2:] != b"\0\0":
        raise ImageUnreadable("The .npz is cut short, or something follows it. Send the file as NumPy wrote it.")
    if members > MEMBERS or size > DIRECTORY:
        raise FormatUnsupported(f"The .npz has {members} members; at most {MEMBERS} are read.")


def _chosen(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    names = [member.filename for member in members]
    for member in members:
        if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
            raise FormatUnsupported("The .npz is encrypted or packed in an unusual way. Save it with numpy.savez.")
    if len(set(names)) < len(names) or not all(_is_plain(name) for name in names):
        raise FormatUnsupported("The .npz has members that numpy.savez does not write. Save it with numpy.savez.")
    if len(members) == 1:
        return members[0]
    chosen = next((member for member in members if member.filename == CHOSEN), None)
    if chosen is None:
        known = ", ".join(name.removesuffix(".npy")[:40] for name in names)
        raise FormatUnsupported(f"The .npz holds {len(names)} arrays ({known}). Send one, or call the picture image.")
    return chosen


def _is_plain(name: str) -> bool:
    return name.endswith(".npy") and name.isprintable() and not set(name) & set("/\\:")


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (*DAMAGED, zipfile.BadZipFile, zlib.error) as error:
        raise ImageUnreadable("The .npz is damaged and cannot be unpacked. Send the whole file.") from error
