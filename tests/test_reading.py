"""Files as people have them become readouts; a bad one says why and the rest go in."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.linking import Linker
from index.reading import Failure, Reader, Result
from index.readout import LARGEST_BYTES, Readout
from index.recognise import Recognised
from index.resources import data_folder
from tests.calls import TODAY

HEAD = """---
title: Call of two presidents
date: 2021-04-09
participants: [vladimir-putin, recep-tayyip-erdogan]
source: Kremlin
source_url: http://en.kremlin.ru/events/president/news/65328
language: en
licence: CC-BY-4.0
kind: summary
---
"""
MARKDOWN = HEAD + "\nThe presidents spoke of Libya.\n\nThey agreed.\n"
PLAIN = "Putin called Erdogan\r\n\r\nThey spoke on 9 April 2021.\r\n"


def read(linker: Linker, *paths: Path, on: date | None = None) -> list[Result]:
    return list(Reader(linker, TODAY, on).read(paths))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def readout(linker: Linker, path: Path, on: date | None = None) -> Readout:
    (result,) = read(linker, path, on=on)
    assert isinstance(result, Recognised), result
    return result.readout


def failure(linker: Linker, path: Path) -> Failure:
    (result,) = read(linker, path)
    assert isinstance(result, Failure), result
    return result


# --- Markdown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [MARKDOWN, "\ufeff" + MARKDOWN, MARKDOWN.replace("\n", "\r\n")])
def test_front_matter_says_everything(linker: Linker, tmp_path: Path, content: str) -> None:
    found = readout(linker, written(tmp_path, "call.md", content))
    assert found.id == "call"
    assert found.title == "Call of two presidents"
    assert found.date == date(2021, 4, 9)
    assert found.participants == ("vladimir-putin", "recep-tayyip-erdogan")
    assert (found.source, found.language, found.kind) == ("Kremlin", "en", "summary")
    assert found.licence == "CC-BY-4.0"
    assert found.text.replace("\r", "") == "The presidents spoke of Libya.\n\nThey agreed."


def test_what_front_matter_leaves_out_is_read_from_the_text(linker: Linker, tmp_path: Path) -> None:
    text = "---\ndate: 2021-04-09\n---\n# Putin and Erdogan talk\n\nThey spoke.\n"
    found = readout(linker, written(tmp_path, "short.md", text))
    assert found.title == "Putin and Erdogan talk"
    assert found.participants == ("vladimir-putin", "recep-tayyip-erdogan")
    assert found.language == "en"


@pytest.mark.parametrize(
    "names",
    [
        "[Vladimir Putin, رجب طیب اردوغان]",
        "Putin, Erdoğan",
        "پوتین، اردوغان",
        "پوتین؛ اردوغان",
        "[vladimir-putin, اردوغان, Putin]",
    ],
)
def test_participants_are_named_in_any_way(linker: Linker, tmp_path: Path, names: str) -> None:
    content = MARKDOWN.replace("[vladimir-putin, recep-tayyip-erdogan]", names)
    found = readout(linker, written(tmp_path, "call.md", content))
    assert found.participants == ("vladimir-putin", "recep-tayyip-erdogan")


def test_a_participant_nobody_knows_keeps_the_name(linker: Linker, tmp_path: Path) -> None:
    content = MARKDOWN.replace("recep-tayyip-erdogan", "Jane Q. Public")
    found = readout(linker, written(tmp_path, "call.md", content))
    assert found.participants == ("vladimir-putin", "Jane Q. Public")


def test_the_date_given_by_hand_wins(linker: Linker, tmp_path: Path) -> None:
    path = written(tmp_path, "call.md", MARKDOWN)
    assert readout(linker, path, on=date(2020, 1, 2)).date == date(2020, 1, 2)


# --- plain text -------------------------------------------------------------------------------


def test_a_plain_text_is_stored_as_it_is(linker: Linker, tmp_path: Path) -> None:
    found = readout(linker, written(tmp_path, "news.txt", "\ufeff" + PLAIN))
    assert found.text == PLAIN
    assert found.date == date(2021, 4, 9)
    assert found.kind == "news"


def test_a_date_given_by_hand_is_enough(linker: Linker, tmp_path: Path) -> None:
    path = written(tmp_path, "news.txt", "Putin called Erdogan.")
    assert readout(linker, path, on=date(2021, 4, 10)).date == date(2021, 4, 10)


# --- JSON Lines -------------------------------------------------------------------------------


def test_json_lines_name_leaders_in_both_languages(linker: Linker, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "text": "They spoke.",
            "leaders": ["Putin", "Erdoğan"],
            "date": "2021-04-09",
            "lang": "en",
        },
        {
            "text": "گفت‌وگو کردند.",
            "leaders": ["پوتین", "اردوغان"],
            "date": "2021-04-09",
            "lang": "fa",
        },
        {"text": "صحبت کردند.", "leaders": "پوتین، اردوغان", "date": "2021-04-09T10:00:00Z"},
    ]
    lines = "\n\n".join(
        json.dumps(row, ensure_ascii=number % 2 == 0) for number, row in enumerate(rows)
    )
    results = read(linker, written(tmp_path, "calls.JSONL", lines + "\n"))
    found = [result.readout for result in results if isinstance(result, Recognised)]
    assert [r.language for r in found] == ["en", "fa", "fa"]
    assert [r.text for r in found] == [row["text"] for row in rows]
    assert len({r.id for r in found}) == 3
    assert {r.call for r in found} == {"2021-04-09_recep-tayyip-erdogan_vladimir-putin"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{bad", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"text": "half \\ud83d", "date": "2021-04-09"}', "no JSON"),
        ("null", 'no object with a "text"'),
        ('["text"]', 'no object with a "text"'),
        ('{"text": 5}', 'no object with a "text"'),
        ('{"text": "", "date": "2021-04-09"}', "the text is empty"),
        ('{"text": "They spoke."}', "--date 2021-04-09"),
        ('{"text": "They spoke.", "date": "soon"}', "'soon' is no day"),
        ('{"text": "They spoke.", "date": {"y": 2021}}', "is no day"),
        ('{"text": "They spoke.", "date": "2021-04-09", "lang": "de"}', "not one of: fa, en"),
        ('{"text": "They spoke.", "date": "2021-04-09", "leaders": 5}', "write a list of names"),
        ('{"text": "They \\u0000.", "date": "2021-04-09"}', "NUL"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_in(
    linker: Linker, tmp_path: Path, line: str, reason: str
) -> None:
    good = '{"text": "They spoke.", "date": "2021-04-09"}'
    results = read(linker, written(tmp_path, "calls.jsonl", f"{good}\n{line}\n{good}\n"))
    first, bad, last = results
    assert isinstance(first, Recognised)
    assert isinstance(last, Recognised)
    assert isinstance(bad, Failure)
    assert bad.name == "calls.jsonl:2"
    assert reason in bad.reason


# --- folders and bad files --------------------------------------------------------------------


def test_a_folder_is_read_in_order_with_all_below(linker: Linker, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    for name in ("b.md", "a.md", "inside/c.MD", "left-out.png", ".hidden.md"):
        written(tmp_path, name, MARKDOWN)
    results = read(linker, tmp_path)
    assert [r.readout.id for r in results if isinstance(r, Recognised)] == ["a", "b", "c"]
    assert [r.name for r in results if isinstance(r, Failure)] == ["left-out.png"]


def test_the_starter_corpus_is_read_whole(linker: Linker) -> None:
    results = read(linker, data_folder() / "readouts")
    assert [result for result in results if isinstance(result, Failure)] == []
    assert all(len(r.readout.participants) >= 2 for r in results if isinstance(r, Recognised))
    assert len(results) >= 200


def test_an_empty_folder_is_a_failure(linker: Linker, tmp_path: Path) -> None:
    assert "empty" in failure(linker, tmp_path).reason


BAD = {
    "arabic.txt": ("سلام ۲۰ فروردین".encode("utf-16"), "save it as UTF-8"),
    "windows.txt": ("پوتين".encode("cp1256"), "not UTF-8 (byte 0): save it as UTF-8"),
    "empty.txt": (b"", "the file is empty"),
    "blank.md": (b"\xef\xbb\xbf \n\n", "the file is empty"),
    "scan.txt": (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF: copy its text"),
    "page.txt": (b"<!DOCTYPE html>\n<html><body>", "this is a web page: copy its text"),
    "huge.txt": (b"a" * 3_000_000, "3.0 MB is too large for a readout (at most 2 MB)"),
    "binary.txt": (b"PK\3\4\0\0", "a binary file"),
    "unclosed.md": (b"---\ntitle: x\nThey spoke.", "the front matter is not closed"),
    "broken.md": (b"---\ntitle: [a\n---\nText", "the front matter is broken"),
    "colon.md": (b"---\ntitle: Call: a\n---\nText", "the front matter is broken"),
    "list.md": (b"---\n- a\n---\nText", "no `key: value` lines"),
    "code.md": (b"---\na: !!python/name:os.system\n---\nText", "the front matter is broken"),
    "april.md": (b"---\ndate: 2021-04-31\n---\nText", "the front matter is broken: day is out"),
    "day.md": (b"---\ndate: 9 April\n---\nText", "date '9 April' is no day"),
    "jalali.md": (b"---\ndate: 1400-01-20\n---\nText", "is no Gregorian day"),
    "language.md": (MARKDOWN.replace("language: en", "language: de").encode(), "fa, en"),
    "kind.md": (MARKDOWN.replace("kind: summary", "kind: rumour").encode(), "kind 'rumour'"),
    "who.md": (MARKDOWN.replace("[vladimir", "[[vladimir]").encode(), "front matter is broken"),
    "dict.md": (HEAD.replace("[vladimir-putin, recep", "{a: b} #").encode(), "list of names"),
    "url.md": (MARKDOWN.replace("http://", "ftp://").encode(), "no http(s) address"),
    "body.md": (HEAD.encode(), "the text is empty"),
    "nodate.txt": (b"Putin called Erdogan.", "--date 2021-04-09"),
    "lines.jsonl": (b"\xff\xfe", "save it as UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_failure_with_its_reason(
    linker: Linker, tmp_path: Path, name: str
) -> None:
    content, reason = BAD[name]
    found = failure(linker, written(tmp_path, name, content))
    assert found.name == name
    assert reason in found.reason
    assert "\n" not in found.reason


def test_bad_files_do_not_keep_good_ones_out(linker: Linker, tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        written(tmp_path, name, content)
    written(tmp_path, "good.md", MARKDOWN)
    written(tmp_path, "news.txt", PLAIN)
    results = read(linker, tmp_path)
    assert {result.name for result in results if isinstance(result, Failure)} == set(BAD)
    assert len(results) == len(BAD) + 2


def test_a_missing_file_is_a_failure_too(linker: Linker, tmp_path: Path) -> None:
    missing, good = read(linker, tmp_path / "gone.md", written(tmp_path, "here.md", MARKDOWN))
    assert missing == Failure("gone.md", "cannot be read: No such file or directory")
    assert isinstance(good, Recognised)


def test_one_byte_too_many_is_too_large(linker: Linker, tmp_path: Path) -> None:
    path = written(tmp_path, "long.txt", b"a" * (LARGEST_BYTES + 1))
    assert "is too large for a readout" in failure(linker, path).reason
