"""Files to readouts: Markdown with front matter, plain text, JSON Lines, folders of them.

A file that cannot be read becomes one `Failure`; the others go in.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from index.errors import ReadoutError
from index.linking import Linker, people_in
from index.readout import LARGEST_BYTES, Readout, as_language, day
from index.recognise import (
    Recognised,
    conclude_date,
    make_id,
    participants_in,
    recognise,
    source_in,
    title_of,
)
from index.text import language_of

SUFFIXES = (".md", ".markdown", ".txt", ".jsonl", ".ndjson")
LARGEST_LINES_FILE = 200_000_000
_NAME_BREAK = re.compile(r"[,،;؛]")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Failure:
    """Why one file, or one line of it, is not a readout."""

    name: str
    reason: str


Result: TypeAlias = Recognised | Failure


@dataclass(frozen=True)
class Part:
    """A text and what is said of it: in a front matter, in a line of JSON, or by a person.

    Attributes:
        name: of its file, with the line where that has several.
        head: by the names of a readout's fields; what is left out is recognised from the text.
    """

    name: str
    text: str
    head: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Reads files with a linker (who is named?), a clock's day, and a date given by hand."""

    linker: Linker
    today: date
    on: date | None = None

    def read(self, paths: Iterable[Path]) -> Iterator[Result]:
        """The readouts of files and folders, in order; nothing raises for a bad file."""
        for path in paths:
            files = sorted(self._inside(path)) if path.is_dir() else [path]
            if not files:
                yield Failure(str(path), "this folder is empty")
            for file in files:
                if path.is_dir() and file.suffix.lower() not in SUFFIXES:
                    yield Failure(file.name, f"not one of {', '.join(SUFFIXES)}: left out")
                else:
                    yield from self._read_file(file)

    def recognise(self, part: Part) -> Recognised:
        """The readout of a text and of what is said of it.

        Raises:
            DateUnknown: neither says when the call was.
            ReadoutError: something that is said cannot be used.
        """
        if not part.head:
            found = recognise(part.text, self.linker, self.today, self.on)
        else:
            found = self._fields(part.head, part.text)
        return replace(found, name=part.name)

    @staticmethod
    def _inside(folder: Path) -> Iterator[Path]:
        return (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))

    def _read_file(self, path: Path) -> Iterator[Result]:
        try:
            text = _text(path, LARGEST_LINES_FILE if _has_lines(path.name) else LARGEST_BYTES)
        except ReadoutError as error:
            yield Failure(path.name, str(error))
            return
        yield from map(self._attempt, parts_of(text, path.name))

    def _attempt(self, part: Part | Failure) -> Result:
        if isinstance(part, Failure):
            return part
        try:
            return self.recognise(part)
        except ReadoutError as error:
            return Failure(part.name, str(error))

    def _fields(self, head: Mapping[str, Any], text: str) -> Recognised:
        """A readout from named fields; what they leave out is recognised from the text."""
        given = self.on or (day(head["date"]) if head.get("date") else None)
        when, why = conclude_date(text, self.today, given)
        title = str(head.get("title") or "").strip() or title_of(text)
        language = as_language(head.get("language") or language_of(text))
        people = self._people(head.get("participants"))
        people = people or participants_in(text, self.linker, when, title)
        source = str(head.get("source") or head.get("source_url") or "")
        known = source_in(source or text, self.linker.gazetteer)
        readout = Readout(
            id=str(head.get("id") or make_id(when, people, language, text)),
            title=title,
            text=text,
            date=when,
            participants=tuple(people),
            language=language,
            source=str(head.get("source") or (known.label(language) if known else "")),
            source_url=str(head.get("source_url") or (known.url if known else "")),
            licence=str(head.get("licence") or ""),
            kind=head.get("kind") or "readout",
        )
        why = "as the file says" if given and not self.on else why
        return Recognised(readout, (f"date {when.isoformat()}: {why}",))

    def _people(self, named: object) -> list[str]:
        """Person ids for ids and names; a name the gazetteer lacks is kept as it is."""
        names = _NAME_BREAK.split(named) if isinstance(named, str) else named or []
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ReadoutError(f"participants {named!r}: write a list of names or person ids")
        return list(dict.fromkeys(self._person(n.strip()) for n in names if n.strip()))

    def _person(self, name: str) -> str:
        if name in self.linker.gazetteer.people:
            return name
        people = people_in(self.linker.link(name))
        if len(people) == 1 and len(people[0]) == 1:
            return next(iter(people[0])).removeprefix("person:")
        return name


def parts_of(content: str, name: str) -> Iterator[Part | Failure]:
    """What a file of a name holds: a text with or without front matter, or one a line of JSON."""
    if _has_lines(name):
        yield from _lines(content, name)
    elif content.startswith("---"):
        yield _part(name, content, _document)
    else:
        yield Part(name, content)


def _has_lines(name: str) -> bool:
    return Path(name).suffix.lower() in {".jsonl", ".ndjson"}


def _lines(content: str, name: str) -> Iterator[Part | Failure]:
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield _part(f"{name}:{number}", line, _line)


def _part(name: str, content: str, read: Callable[[str, str], Part]) -> Part | Failure:
    try:
        return read(name, content)
    except ReadoutError as error:
        return Failure(name, str(error))


def _document(name: str, content: str) -> Part:
    """A text under its front matter; its id is that of the file, unless it says another."""
    match = _FRONT_MATTER.match(content)
    if not match:
        raise ReadoutError("the front matter is not closed: end it with a line of ---")
    try:
        head = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError) as error:
        # A ValueError is a date that does not exist, such as 2021-04-31.
        problem = getattr(error, "problem", None) or error
        raise ReadoutError(f"the front matter is broken: {problem}") from error
    if not isinstance(head, dict):
        raise ReadoutError("the front matter has no `key: value` lines")
    named = {"id": head.get("id") or Path(name).stem}
    return Part(name, content[match.end() :].strip(), head | named)


def _line(name: str, line: str) -> Part:
    try:
        head = json.loads(line)
        json.dumps(head, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise ReadoutError(f"no JSON: {error}") from error
    if not isinstance(head, dict) or not isinstance(head.get("text"), str):
        raise ReadoutError('no object with a "text"')
    names = {"lang": "language", "leaders": "participants", "url": "source_url"}
    fields = {names.get(str(key), str(key)): value for key, value in head.items()}
    return Part(name, head["text"], fields)


def _text(path: Path, most: int) -> str:
    """The text of a UTF-8 file of at most `most` bytes.

    Raises:
        ReadoutError: it is missing, too large, a PDF, binary or in another encoding, or a web page.
    """
    try:
        check_size(path.stat().st_size, most)
        content = path.read_bytes()
    except OSError as error:
        raise ReadoutError(f"cannot be read: {error.strerror}") from error
    return decoded(content)


def check_size(size: int, most: int = LARGEST_BYTES) -> None:
    """Refuse what is too large to be a readout.

    Raises:
        ReadoutError: it has more than `most` bytes.
    """
    if size > most:
        raise ReadoutError(
            f"{size / 1e6:.1f} MB is too large for a readout (at most {most / 1e6:.0f} MB)"
        )


def decoded(content: bytes) -> str:
    """The text of a file's content.

    Raises:
        ReadoutError: it is a PDF, binary, empty or in another encoding, or a web page.
    """
    if content.startswith(b"%PDF"):
        raise ReadoutError("this is a PDF: copy its text into a .txt or .md file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadoutError("not UTF-8 but UTF-16: save it as UTF-8")
    if b"\0" in content:
        raise ReadoutError("this is a binary file, not text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadoutError(f"not UTF-8 (byte {error.start}): save it as UTF-8") from error
    if not text.strip():
        raise ReadoutError("the file is empty")
    if _WEB_PAGE.match(text):
        raise ReadoutError("this is a web page: copy its text into a .txt or .md file")
    return text
