"""A page as it was fetched, and its text in whatever alphabet it was written."""

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from charset_normalizer import from_bytes

_HEAD = 4096
_DECLARED = re.compile(
    rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
# Python also decodes by "punycode" or "idna", which take forever: these are the web's own.
_WEB = re.compile(
    r"ascii|utf-8|cp(125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-cyrillic|tis-620"
    r"|gb(2312|k|18030)|big5|euc_(jp|kr)|shift_jis"
)
# https://encoding.spec.whatwg.org/#names-and-labels: what calls itself Latin 1 is Windows' own.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MOST_DAMAGE = 0.02
_SAMPLE = 50_000


@dataclass(frozen=True)
class Page:
    """What a server gave: a page (status 200), or word that it has not changed (304, no content).

    `url` is the address after all redirects, `charset` what the header declares, or empty.
    `etag` and `modified` are what to ask with the next time.
    """

    url: str
    status: int
    content: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""

    @cached_property
    def text(self) -> str:
        """The content as text, by what it is rather than by what it says it is.

        A byte order mark decides; then what can be read as UTF-8 is UTF-8, which no other charset
        can by chance; then the header's charset counts, then the page's own, then the likeliest.
        """
        if encoding := _marked(self.content):
            return self.content.decode(encoding, "replace")
        for charset in ("utf-8", self.charset, _declared(self.content)):
            text = _fitting(self.content, charset)
            if text is not None:
                return text
        return _guessed(self.content)


def _marked(content: bytes) -> str:
    marks = _BYTE_ORDER_MARKS.items()
    return next((encoding for mark, encoding in marks if content.startswith(mark)), "")


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _fitting(content: bytes, charset: str) -> str | None:
    """The text if the charset is known and hardly a letter is lost by it."""
    encoding = _web_encoding(charset)
    if not encoding:
        return None
    text = content.decode(encoding, "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text if text.count("\ufffd") <= _MOST_DAMAGE * foreign else None


def _web_encoding(charset: str) -> str:
    """Python's name for a charset of the web; empty when there is none."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(name, name) if _WEB.fullmatch(name) else ""


def _guessed(content: bytes) -> str:
    best = from_bytes(content[:_SAMPLE]).best()
    return content.decode(best.encoding if best else "utf-8", "replace")
