"""The project's gazetteer files keep their own rules; files that break them say where."""

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import GazetteerError
from index.gazetteer import Gazetteer, OfficeKind, partial_day
from index.resources import data_folder
from index.text import words

FOLDER = data_folder() / "gazetteer"
FILES = ("people", "places", "topics", "sources")
SHARED = {
    "khamenei", "ayatollah khamenei", "خامنه ای", "ایت الله خامنه ای", "barzani", "بارزانی",
    "king abdullah", "ملک عبدالله", "al thani", "ال ثانی", "aoun", "عون", "rajapaksa",
    "راجاپاکسا", "shinawatra", "شیناواترا",
}  # fmt: skip
ARABIC_KEYBOARD = set("يكىةہۀ")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def written(name: str, language: str) -> Iterator[str]:
    for line in lines(name):
        for key, value in line.items():
            if key == language or key.endswith("_" + language):
                yield from value if isinstance(value, list) else [value]


def test_there_are_enough_people_places_and_topics(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.people) >= 150
    assert len(gazetteer.places) >= 250
    assert len(gazetteer.topics) >= 120
    assert len(gazetteer.sources) >= 10


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique_and_plain(name: str) -> None:
    ids = [line["id"] for line in lines(name)]
    assert [identifier for identifier, count in Counter(ids).items() if count > 1] == []
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


@pytest.mark.parametrize("name", FILES)
def test_english_names_are_in_latin_letters(name: str) -> None:
    assert [n for n in written(name, "en") if re.search(r"[\u0600-\u06ff\u0400-\u04ff]", n)] == []


@pytest.mark.parametrize("name", FILES)
def test_persian_names_are_in_persian_letters(name: str) -> None:
    names = [n for n in written(name, "fa") if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", n, re.ASCII)]
    assert [n for n in names if re.search(r"[A-Za-z]", n)] == []
    assert [n for n in names if not re.search(r"[\u0600-\u06ff]", n)] == []
    assert [n for n in names if ARABIC_KEYBOARD & set(n)] == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_names_are_trimmed_composed_and_have_a_word(name: str, language: str) -> None:
    for form in written(name, language):
        assert form == " ".join(form.split(" ")).strip()
        assert form == unicodedata.normalize("NFC", form)
        assert words(form)


def test_office_dates_are_in_order(gazetteer: Gazetteer) -> None:
    wrong = [
        (person.id, office.office_en)
        for person in gazetteer.people.values()
        for office in person.offices
        if (office.start or date.min) > (office.end or date.max)
    ]
    assert wrong == []


def test_everybody_holds_an_office_of_a_known_kind(gazetteer: Gazetteer) -> None:
    assert [p.id for p in gazetteer.people.values() if not p.offices] == []
    kinds = {o.kind for person in gazetteer.people.values() for o in person.offices}
    assert kinds <= set(get_args(OfficeKind))


def test_the_offices_of_a_country_belong_to_a_country_on_the_map(gazetteer: Gazetteer) -> None:
    codes = {o.country for p in gazetteer.people.values() for o in p.offices if o.kind != "other"}
    assert codes - gazetteer.country_of.keys() <= {"EU"}


def test_every_kind_of_place_and_topic_is_a_word() -> None:
    for name in ("places", "topics"):
        assert [
            line["id"] for line in lines(name) if not re.fullmatch("[a-z]+", line["kind"])
        ] == []


@pytest.mark.parametrize("kind", ["place", "topic"])
def test_whatever_a_concept_belongs_to_exists_and_never_leads_back(
    gazetteer: Gazetteer, kind: str
) -> None:
    concepts = gazetteer.places if kind == "place" else gazetteer.topics
    for name in concepts:
        ancestors = list(gazetteer.with_ancestors(f"{kind}:{name}"))
        assert len(set(ancestors)) == len(ancestors) < 8


def test_idlib_lies_in_syria(gazetteer: Gazetteer) -> None:
    assert {"place:idlib", "place:syria"} <= set(gazetteer.with_ancestors("place:idlib"))


def test_a_name_means_one_person_except_for_families(gazetteer: Gazetteer) -> None:
    bearers: dict[str, set[str]] = {}
    for person in gazetteer.people.values():
        for form in (person.en, person.fa, *person.forms):
            bearers.setdefault(" ".join(words(form)), set()).add(person.id)
    assert {form for form, people in bearers.items() if len(people) > 1} == SHARED


def test_a_persian_word_of_every_day_is_nobody_and_nowhere(gazetteer: Gazetteer) -> None:
    ordinary = {"اقدام", "مالی", "پرو", "دوشنبه", "امان", "ترک", "غنی", "خان", "علی", "توافق"}
    concepts = [*gazetteer.people.values(), *gazetteer.places.values()]
    for concept in concepts:
        sure = {concept.en, concept.fa, *concept.forms} - set(concept.ambiguous)
        assert not ordinary & {" ".join(words(form)) for form in sure}


@pytest.mark.parametrize(
    ("day", "country", "kind", "person"),
    [
        (date(2021, 4, 9), "RU", "head_of_state", "vladimir-putin"),
        (date(2010, 1, 1), "RU", "head_of_state", "dmitry-medvedev"),
        (date(2015, 1, 1), "FR", "head_of_state", "francois-hollande"),
        (date(2020, 6, 1), "DE", "head_of_government", "angela-merkel"),
        (date(2022, 6, 1), "IR", "head_of_state", "ebrahim-raisi"),
        (date(2018, 6, 1), "US", "head_of_state", "donald-trump"),
        (date(2023, 1, 1), "GB", "head_of_government", "rishi-sunak"),
    ],
)
def test_the_gazetteer_knows_who_was_in_office(
    gazetteer: Gazetteer, day: date, country: str, kind: str, person: str
) -> None:
    held = gazetteer.holders(country, [kind])
    assert [p.id for p, office in held if office.held_on(day)] == [person]


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_a_partial_day_covers_its_month_and_year(day: date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        first, last = partial_day(text, last=False), partial_day(text, last=True)
        assert first
        assert last
        assert first <= day <= last


def test_an_unknown_day_is_none() -> None:
    assert partial_day(None, last=True) is None


@pytest.mark.parametrize("text", ["", "soon", "2021-13", "2021-04-31", "2021-04-09-1", "۲۰۲۱-x"])
def test_a_partial_day_that_is_none_says_so(text: str) -> None:
    with pytest.raises(GazetteerError, match="is no date: write 2021-08-03"):
        partial_day(text, last=True)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the gazetteer, to be broken."""
    return shutil.copytree(FOLDER, tmp_path / "gazetteer")


def replace_line(path: Path, number: int, line: str) -> None:
    content = path.read_text("utf-8").splitlines()
    content[number - 1] = line
    path.write_text("\n".join(content), "utf-8")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("line", ["{", "[]", '"text"', "7", '{"id": "x"}', '{"en": "No id"}'])
def test_a_broken_line_is_named_with_its_file(copied: Path, name: str, line: str) -> None:
    path = copied / f"{name}.jsonl"
    replace_line(path, 3, line)
    with pytest.raises(GazetteerError, match=re.escape(f"{path}:3: ")):
        Gazetteer.load(copied)


def test_an_id_that_stands_twice_is_named_with_its_line(copied: Path) -> None:
    path = copied / "places.jsonl"
    first = path.read_text("utf-8").splitlines()[0]
    replace_line(path, 5, first)
    with pytest.raises(GazetteerError, match=re.escape(f"{path}:5: the id ") + ".* stands twice"):
        Gazetteer.load(copied)


def test_an_office_date_that_is_none_is_named_with_its_line(copied: Path) -> None:
    path = copied / "people.jsonl"
    person = lines("people")[0]
    person["offices"][0]["from"] = "long ago"
    replace_line(path, 1, json.dumps(person))
    with pytest.raises(GazetteerError, match=re.escape(f"{path}:1: ") + ".*'long ago' is no date"):
        Gazetteer.load(copied)


@pytest.mark.parametrize(("parent", "problem"), [("atlantis", "is not there"), ("", "to itself")])
def test_a_place_belongs_to_another_that_is_there(copied: Path, parent: str, problem: str) -> None:
    place = lines("places")[0]
    place["parent"] = parent or place["id"]
    replace_line(copied / "places.jsonl", 1, json.dumps(place))
    with pytest.raises(GazetteerError, match=problem):
        Gazetteer.load(copied)


@pytest.mark.parametrize("name", [*(f"{name}.jsonl" for name in FILES), "offices.json"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(GazetteerError, match=re.escape(str(copied / name))):
        Gazetteer.load(copied)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe"])
def test_a_broken_office_list_is_named(copied: Path, content: bytes) -> None:
    path = copied / "offices.json"
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=re.escape(str(path))):
        Gazetteer.load(copied)
