"""Files that users and the bot sent, and the little that Telegram checks in a picture."""

from __future__ import annotations

import mimetypes
import struct
from dataclasses import dataclass, field
from itertools import count

from tests.botapi.wire import Json, Upload, bad_request

PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file on the server; ``path`` is where it downloads from."""

    id: str
    name: str
    path: str
    content: bytes

    def card(self) -> Json:
        """Return the fields that every kind of file has."""
        unique = self.id.removeprefix("file-")
        return {"file_id": self.id, "file_unique_id": unique, "file_size": len(self.content)}

    def document(self) -> Json:
        """Return the ``Document``."""
        mime = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return {**self.card(), "file_name": self.name, "mime_type": mime}

    def photo(self) -> list[Json]:
        """Return the ``PhotoSize`` list (one size).

        Raises:
            ApiError: 400 where it is no PNG or JPEG, too large, or too long and thin.
        """
        if len(self.content) > PHOTO_BYTES:
            raise bad_request("file is too big")
        width, height = picture_size(self.content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return [{**self.card(), "width": width, "height": height}]


@dataclass
class FileStore:
    """All files, by id and by path."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def add(self, folder: str, name: str, content: bytes) -> StoredFile:
        """Keep a file under ``folder/file_<n>.<suffix>``."""
        number = next(self._numbers)
        suffix = name.rpartition(".")[2]
        path = f"{folder}/file_{number}.{suffix}"
        stored = StoredFile(f"file-{folder}-{number:06}", name, path, content)
        self.by_id[stored.id] = self.by_path[path] = stored
        return stored

    def resolve(self, given: Upload | str | None, kind: str) -> StoredFile:
        """Return the file that a request uploads or names by id.

        Raises:
            ApiError: 400 where there is none. URLs are refused: this server fetches nothing.
        """
        if given is None or given == "" or (isinstance(given, Upload) and not given.content):
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(given, Upload):
            return self._upload(given, kind)
        if given not in self.by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.by_id[given]

    def _upload(self, given: Upload, kind: str) -> StoredFile:
        if len(given.content) > DOCUMENT_BYTES:
            raise bad_request("file is too big")
        return self.add(f"{kind}s", given.name, given.content)


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a PNG or JPEG.

    Raises:
        ApiError: 400 where it is neither.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the start-of-frame marker (C0-CF but C4, C8, CC)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    raise bad_request("IMAGE_PROCESS_FAILED")
