"""Other models than the bundled one: their prompts, changing to one, and measuring them."""

import json
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from index.archive import LAST_MODEL, Archive
from index.encoder import Progress, SentenceEncoder, Vectors
from index.errors import EvaluationError, ModelError
from index.model_evaluation import (
    Contrast,
    Retrieval,
    ndcg,
    read_contrasts,
    read_parallel,
    sensitivity,
    speed,
    translation_accuracy,
    whole,
)
from index.resources import data_folder
from tests.calls import CALLS, GAZA_EN, LIBYA_EN
from tests.encoders import WordEncoder

WORDS = ["query", "passage", "search", ":", "libya", "gaza", "لیبی", "غزه"]
ASK = "What did Putin and Erdogan say about Libya?"


def small_model(folder: Path, prompts: dict[str, str] | None = None) -> str:
    """A model folder with a random direction for each of a few words."""
    vocabulary = {word: number for number, word in enumerate(["[UNK]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(1).standard_normal((len(vocabulary), 16)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], prompts=prompts, device="cpu").save(str(folder))
    return str(folder)


@pytest.mark.parametrize(
    ("name", "prompts", "question", "passage"),
    [
        ("plain", None, "libya", "libya"),
        ("told", {"query": "search: ", "document": "passage: "}, "search: libya", "passage: libya"),
        ("told-e5", {"query": "search: ", "passage": ""}, "search: libya", "libya"),
        ("some-e5-small", None, "query: libya", "passage: libya"),
        ("some-e5-large-instruct", None, "libya", "libya"),
    ],
)
def test_a_model_is_asked_with_its_own_prompts(
    name: str, prompts: dict[str, str] | None, question: str, passage: str, tmp_path: Path
) -> None:
    encoder = SentenceEncoder(small_model(tmp_path / name, prompts))
    plain = SentenceEncoder(small_model(tmp_path / "bare"))
    assert np.allclose(encoder.questions(["libya"]), plain.questions([question]), atol=1e-6)
    assert np.allclose(encoder.passages(["libya"]), plain.passages([passage]), atol=1e-2)


def test_the_facts_of_a_model(tmp_path: Path) -> None:
    facts = SentenceEncoder(small_model(tmp_path / "small")).facts
    assert facts.max_tokens is None
    assert (facts.dimensions, facts.parameters) == (16, 16 * (len(WORDS) + 1))
    assert facts.bytes_on_disk > 4 * facts.parameters


def test_the_bundled_model_is_small_and_reads_long_passages() -> None:
    facts = SentenceEncoder().facts
    assert facts.dimensions == 384
    assert (facts.max_tokens or 0) >= 256
    assert facts.bytes_on_disk <= 60_000_000


# --- changing the model -------------------------------------------------------------------------


class SlowEncoder(WordEncoder):
    """Waits in the middle of its reading until it is let go."""

    def __init__(self) -> None:
        super().__init__(dimensions=32, name="slow")
        self.begun, self.go_on = threading.Event(), threading.Event()

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.begun.set()
        assert self.go_on.wait(20)
        return super().passages(texts, progress)


class BrokenEncoder(WordEncoder):
    """Cannot be loaded."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        raise ModelError("the model 'broken' cannot be loaded")


def test_the_present_model_answers_while_another_reads(archive: Archive) -> None:
    archive.store.add_all(CALLS)
    before = archive.ask(ASK)
    slow = SlowEncoder()
    change = threading.Thread(target=archive.change_model, args=(slow,))
    change.start()
    assert slow.begun.wait(20)
    assert archive.ask(ASK) == before
    assert archive.snapshot.dense.d == 64
    slow.go_on.set()
    change.join(20)
    assert archive.encoder is slow
    assert archive.snapshot.dense.d == 32
    assert archive.ask(ASK).found == before.found


def test_a_readout_that_is_added_during_a_change_is_found_at_once_and_afterwards(
    archive: Archive,
) -> None:
    archive.add(LIBYA_EN)
    archive.refresh()
    slow = SlowEncoder()
    change = threading.Thread(target=archive.change_model, args=(slow,))
    change.start()
    assert slow.begun.wait(20)
    archive.add(GAZA_EN)
    assert archive.refresh()
    assert GAZA_EN.id in archive.snapshot.by_id
    slow.go_on.set()
    change.join(20)
    assert archive.snapshot.dense.d == 32
    assert GAZA_EN.id in archive.snapshot.by_id


def test_a_model_that_cannot_be_loaded_changes_nothing(archive: Archive) -> None:
    archive.add(LIBYA_EN)
    before = archive.encoder
    assert archive.snapshot.dense.d == 64
    with pytest.raises(ModelError):
        archive.change_model(BrokenEncoder(name="broken"))
    assert archive.encoder is before
    assert archive.ask("Libya").question.text == "Libya"


def test_an_archive_begins_with_the_model_that_last_read_it(
    archive: Archive, tmp_path: Path
) -> None:
    last = small_model(tmp_path / "last")
    archive.add(LIBYA_EN)
    archive.change_model(SentenceEncoder(last))
    again = Archive(
        archive.store,
        WordEncoder(),
        archive.linker,
        archive.ranking,
        archive.cache,
        archive.today,
    )
    again.begin_with_last_model()
    assert again.encoder.name == last
    assert again.snapshot.dense.d == 16


def test_an_archive_whose_last_model_is_gone_begins_with_the_set_one(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.cache.mkdir(parents=True)
    (archive.cache / LAST_MODEL).write_text("/gone", encoding="utf-8")
    archive.add(LIBYA_EN)
    archive.begin_with_last_model()
    assert archive.snapshot.dense.d == 64
    assert "the model '/gone' cannot be loaded" in caplog.text


# --- measuring ----------------------------------------------------------------------------------


def test_ndcg_is_one_when_all_that_is_relevant_comes_first() -> None:
    assert ndcg([True, True, False], 2) == pytest.approx(1)
    assert ndcg([False, True], 1) == pytest.approx(1 / np.log2(3))
    assert ndcg([True, False, True], 2) == pytest.approx(1.5 / (1 + 1 / np.log2(3)))
    assert ndcg([False] * 10 + [True], 1) == 0


def test_translations_are_found_among_all(tmp_path: Path) -> None:
    (tmp_path / "ntrex.en").write_text("libya\ngaza\n", encoding="utf-8")
    (tmp_path / "ntrex.fa").write_text("libya\ngaza libya libya\n", encoding="utf-8")
    found = translation_accuracy(WordEncoder(), *read_parallel(tmp_path))
    assert found == {"fa→en": 0.5, "en→fa": 1.0}


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "ntrex.fa").unlink(), r"ntrex\.fa: cannot be read"),
        (lambda folder: (folder / "ntrex.fa").write_text("یک\nدو\n"), "1 English lines and 2"),
    ],
)
def test_unusable_translations_are_named(
    break_it: Callable[[Path], object], message: str, tmp_path: Path
) -> None:
    (tmp_path / "ntrex.en").write_text("one\n", encoding="utf-8")
    (tmp_path / "ntrex.fa").write_text("یک\n", encoding="utf-8")
    break_it(tmp_path)
    with pytest.raises(EvaluationError, match=message):
        read_parallel(tmp_path)


def test_small_differences_are_counted_by_kind() -> None:
    told = Contrast("name", "Putin called", "Putin called again", "Macron called")
    not_told = Contrast("name", "he agreed", "yes", "he agreed")
    found = sensitivity(WordEncoder(), [told, not_told])["name"]
    assert (found.number, found.told_apart, found.lowered) == (2, 0.5, 0.5)
    assert found.changed > 0.5


def test_the_contrasts_change_little_and_say_what() -> None:
    contrasts = read_contrasts(data_folder() / "eval/contrasts.jsonl")
    assert {c.kind for c in contrasts} == {"negation", "number", "name", "roles"}
    assert len({c.text for c in contrasts}) == len(contrasts) == 96
    assert all(len({c.text, c.same, c.changed}) == 3 for c in contrasts)


def test_a_broken_contrast_is_named(tmp_path: Path) -> None:
    (tmp_path / "contrasts.jsonl").write_text('{"kind": "name"}', encoding="utf-8")
    with pytest.raises(EvaluationError, match="each line needs kind, text, same and changed"):
        read_contrasts(tmp_path / "contrasts.jsonl")


def test_speed_and_means() -> None:
    measured = speed(WordEncoder(), ["libya"] * 20, ["gaza"] * 3)
    assert measured.passages_a_second > 0
    assert measured.question_ms > 0
    assert measured.memory > 10_000_000
    parts = {"a": Retrieval(1, 1.0, 1.0, 1.0, 1.0), "b": Retrieval(3, 0.0, 1.0, 0.5, 0.6)}
    assert astuple(whole(parts)) == pytest.approx((4, 0.25, 1.0, 0.625, 0.7))


def test_eval_model_prints_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.test_cli import invoke

    monkeypatch.setenv("COLUMNS", "100")
    name = small_model(tmp_path / "small")
    (tmp_path / "ntrex.en").write_text("libya\ngaza\n", encoding="utf-8")
    (tmp_path / "ntrex.fa").write_text("لیبی\nغزه\n", encoding="utf-8")
    figures = tmp_path / "figures.json"
    result = invoke("eval-model", name, "--ntrex", tmp_path, "--split", "test", "--json", figures)
    assert result.exit_code == 0, result.exception
    for word in ("recall@1", "nDCG@10", "fa→en", "BM25", "negation", "told apart", "passages/s"):
        assert word in result.output
    content = json.loads(figures.read_text())[name]
    assert set(content["retrieval"]) == {"en→en", "en→fa", "fa→en", "fa→fa"}
    assert content["retrieval"]["en→en"]["BM25"]["recall_1"] > 0.5
    assert content["retrieval"]["fa→en"]["BM25"]["recall_1"] < 0.2


def test_eval_model_of_a_model_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    from tests.test_cli import invoke

    result = invoke("eval-model", str(tmp_path / "nothing"))
    assert isinstance(result.exception, ModelError)


def test_a_copied_model_folder_is_the_same_model(tmp_path: Path) -> None:
    first = small_model(tmp_path / "one/model")
    copy = shutil.copytree(first, tmp_path / "two/model")
    assert SentenceEncoder(first).fingerprint == SentenceEncoder(str(copy)).fingerprint
