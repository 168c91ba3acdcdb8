"""Bodies of answers: read as they come, never more of them than the limit."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 65_536


class BodyError(Exception):
    """A body not worth reading on. The message goes on after the page's address."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The whole body, decompressed.

    Raises:
        BodyError: it has more than `most` bytes, or is compressed wrongly.
    """
    body = bytearray()
    for part in _decompressed(chunks, encoding.strip().lower()):
        body += part
        if len(body) > most:
            raise BodyError(f"has more than {most:,} bytes; give a shorter page")
    return bytes(body)


def _decompressed(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding in {"", "identity"}:
        return chunks
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(chunks)
    raise BodyError(f"is compressed by {encoding[:40]!r}, which was not asked for; tell its owner")


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small steps: a kilobyte of a bomb would otherwise become a megabyte before it is counted."""
    stream = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            while chunk and not stream.eof:
                yield stream.decompress(chunk, _STEP)
                chunk = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error as error:
        raise BodyError("is compressed wrongly; tell its owner") from error
    if not stream.eof:
        raise BodyError("breaks off before its end; try again later")
