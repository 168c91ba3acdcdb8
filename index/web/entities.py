"""What XML may not contain before a parser is let near it."""

from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from index.errors import FetchError


def refuse_entities(content: bytes) -> None:
    """Make sure that XML defines no entities of its own: "a billion laughs", files read from disk.

    XML that is not well-formed passes if nothing in it looks like such a definition: it is the
    parser's to refuse.

    Raises:
        FetchError: it defines one.
    """
    parser = ParserCreate()
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (ExpatError, LookupError, ValueError):
        # Null bytes: UTF-16 that a more lenient parser might still make out.
        if b"<!ENTITY" in content.replace(b"\0", b"").upper():
            _refuse()


def _refuse(*_: object) -> NoReturn:
    raise FetchError("the feed defines XML entities, which can be used to do harm: use another one")
