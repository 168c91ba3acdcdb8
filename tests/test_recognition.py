"""How well calls are recognised, and the files and commands of recognition."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import index.news.commands
from index.article import article_of
from index.cli import app
from index.errors import EvaluationError
from index.linking import Linker
from index.news.judging import Weights, bundled_weights, read_item
from index.news.labelled import Labelled, figures, judge_all, read_items
from index.news.learning import LOWEST, fit, fit_weights, save
from index.news.signs import BELIEFS, Signs
from index.news.words import compiled, pattern
from index.resources import data_folder
from index.web import Page
from tests.press import PAGES

ITEMS = data_folder() / "eval" / "items.jsonl"


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    return read_items(ITEMS)


def test_the_test_items_are_recognised(linker: Linker) -> None:
    found = figures(judge_all(read_items(ITEMS, "test"), linker, bundled_weights()))
    assert found.precision >= 0.97
    assert found.recall >= 0.93
    assert found.participants >= 0.95
    assert found.day >= 0.95
    assert found.initiative >= 0.95


@pytest.mark.parametrize("name", PAGES)
def test_they_are_recognised_on_web_pages_too(name: str, linker: Linker) -> None:
    shown = [_shown(one, name) for one in read_items(ITEMS, "test")]
    found = figures(judge_all(shown, linker, bundled_weights()))
    assert found.precision >= 0.97
    assert found.recall >= 0.93
    assert found.day >= 0.95


def _shown(one: Labelled, name: str) -> Labelled:
    """A labelled item as it is read from a page."""
    item = one.item
    paragraphs = [line for line in item.text.split("\n") if line.strip()]
    content = PAGES[name](item.title, paragraphs).encode()
    article = article_of(Page(item.url, 200, content, "text/html", "utf-8"), item.title)
    assert article.text.split("\n") == [line.strip() for line in paragraphs]
    return replace(one, item=replace(item, text=article.text))


@pytest.mark.parametrize("split", ["tuning", "test"])
def test_items_are_half_calls_and_no_text_is_in_both_splits(
    labelled: list[Labelled], split: str
) -> None:
    chosen = [one for one in labelled if one.split == split]
    assert 0.4 < sum(one.is_call for one in chosen) / len(chosen) < 0.6
    others = {one.item.text for one in labelled if one.split != split}
    assert not [one.id for one in chosen if one.item.text in others]


def test_every_item_is_labelled_sensibly(labelled: list[Labelled]) -> None:
    assert len({one.id for one in labelled}) == len(labelled)
    for one in labelled:
        assert one.item.published
        assert one.is_call == (len(one.participants) >= 2) == (not one.why), one.id
        assert one.initiative is None or one.initiative in one.participants, one.id
        assert one.day is None or one.day <= one.item.published.date(), one.id


def test_named_participants_are_in_the_gazetteer(linker: Linker, labelled: list[Labelled]) -> None:
    ids = {name for one in labelled for name in one.participants if " " not in name}
    assert ids <= set(linker.gazetteer.people)


def test_the_weights_that_are_shipped_are_those_that_fit(
    linker: Linker, labelled: list[Labelled], tmp_path: Path
) -> None:
    """Without the cross-validation for the threshold, which takes eleven times as long."""
    seen = [
        (read_item(one.item, linker).signs, one.is_call)
        for one in labelled
        if one.split == "tuning"
    ]
    save(fit_weights(seen), tmp_path / "weights.json")
    fitted, shipped = Weights.load(tmp_path / "weights.json"), bundled_weights()
    assert shipped.threshold >= LOWEST
    assert fitted.weights == pytest.approx(shipped.weights, abs=0.1)


def test_a_threshold_is_fitted_on_items_that_were_left_out() -> None:
    none = Signs(*(0.0 for _ in Signs.names()))
    call = replace(none, phone_title=1.0, phone_opening=1.0, two_sides=1.0)
    denied = replace(call, denied=1.0)
    found = fit([(call, True), (denied, False), (none, False)] * 20)
    assert LOWEST <= found.threshold < found.probability(call)
    assert found.probability(denied) < found.threshold


def test_a_sign_counts_as_it_is_believed_to() -> None:
    weights = bundled_weights().weights
    assert set(BELIEFS) == set(Signs.names())
    assert [name for name, weight in weights.items() if weight * BELIEFS[name] < 0] == []


def test_weights_of_other_signs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"intercept": 0, "threshold": 0.5, "weights": {"shouting": 1}}))
    with pytest.raises(EvaluationError, match=r"shouting.*fit-recognition"):
        Weights.load(path)


@pytest.mark.parametrize("content", ["", "{}", '{"intercept": 1}'])
def test_broken_weights_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match="cannot be read"):
        Weights.load(path)


def test_persian_words_are_found_however_they_are_spelled() -> None:
    words = compiled({"fa": ["می‌کنند", "گفت‌و‌گو"]})
    assert all(
        words.search(text) for text in ("می کنند", "میکنند", "گفت وگو", "گفت و گو", "گفتوگو")
    )
    assert not words.search("نمیکنندش")


def test_a_sign_without_words_is_reported() -> None:
    with pytest.raises(EvaluationError, match=r"words\.toml.*'shouting'"):
        pattern("shouting")


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}'])
def test_a_broken_item_is_reported_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(line)
    with pytest.raises(EvaluationError, match=r"items\.jsonl:1"):
        read_items(path)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(EvaluationError, match="test, tuning or all"):
        read_items(ITEMS, "training")


def test_eval_items_prints_the_figures_and_what_is_wrong() -> None:
    assert index.news.commands.__doc__
    found = CliRunner().invoke(app, ["eval-items", "--show"])
    assert found.exit_code == 0
    assert "precision" in found.output
    assert "Persian" in found.output
