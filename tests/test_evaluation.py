"""Evaluation: figures that can be checked by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import EvaluationError
from index.evaluation import Bench, one_language_each, read_questions
from index.features import Features
from index.fitting import (
    MOST_REFUSED,
    examples,
    fit,
    fit_sentences,
    sentence_examples,
    threshold,
)
from index.linking import Linker
from index.quoting import SENTENCE_FEATURES, softmax
from index.scoring import Asked, Outcome, calibration, score, summarise
from index.text import Language
from tests.calls import (
    CALLS,
    GAZA_EN,
    GAZA_FA,
    LIBYA_EN,
    LIBYA_FA,
    NUCLEAR_EN,
    PLAIN_RANKING,
    TODAY,
)
from tests.encoders import WordEncoder

LINE = '{"qid": "q1", "lang": "en", "question": "Libya?", "relevant": ["libya.en"]}'


def asked(
    question: str, *relevant: str, language: Language = "en", kind: str = "topic", part: str = ""
) -> Asked:
    """A question whose answer is `part` of the text of a relevant readout."""
    texts = {readout.id: readout.text for readout in CALLS}
    spans = [(r, texts[r].find(part), texts[r].find(part) + len(part)) for r in relevant]
    answers = tuple(span for span in spans if part and span[1] >= 0)
    return Asked(question, language, question, relevant, answers, kind, f"{language}→{language}")


FIGHTERS = asked("foreign fighters in Libya", LIBYA_EN.id, part="withdrawal")
VACCINES = asked("deliveries of the vaccine Sputnik", LIBYA_EN.id, part="Tourism")
AID = asked("کمک به مردم غزه", GAZA_FA.id, language="fa", part="کمک بیشتری")
WRONG = asked("aid for Gaza", NUCLEAR_EN.id, kind="said_by")
TAIWAN = asked("What did Putin say about Taiwan?")


@pytest.fixture(scope="module")
def bench(linker: Linker) -> Bench:
    return Bench(WordEncoder(), linker, PLAIN_RANKING, TODAY)


@pytest.fixture(scope="module")
def outcomes(bench: Bench) -> list[Outcome]:
    readouts = [LIBYA_EN, LIBYA_FA, GAZA_EN, GAZA_FA, NUCLEAR_EN]
    return bench.run(readouts, [FIGHTERS, VACCINES, AID, TAIWAN])


def test_the_right_readout_is_first(outcomes: list[Outcome]) -> None:
    assert [outcome.rank for outcome in outcomes] == [1, 1, 1, None]
    assert [outcome.top for outcome in outcomes[:3]] == [LIBYA_EN.id, LIBYA_EN.id, GAZA_FA.id]


def test_a_quote_hits_when_it_overlaps_a_marked_answer(outcomes: list[Outcome]) -> None:
    assert [outcome.quote_hit for outcome in outcomes] == [True, False, True, False]


def test_what_is_improbable_is_refused(outcomes: list[Outcome]) -> None:
    assert [outcome.refused for outcome in outcomes] == [False, False, False, True]
    for outcome in outcomes:
        assert outcome.refused == (outcome.probability < PLAIN_RANKING.threshold)


def test_bm25_finds_shared_words_only(outcomes: list[Outcome]) -> None:
    assert [outcome.bm25_rank for outcome in outcomes] == [1, 1, 1, None]


def test_figures_are_those_computed_by_hand() -> None:
    ranks = [(1, 2), (2, None), (4, 1), (None, None)]
    outcomes = [
        Outcome(FIGHTERS, rank, bm25, quote_hit=rank == 1, refused=rank is None, probability=0.5)
        for rank, bm25 in ranks
    ]
    found = score(outcomes)
    assert (found.number, found.recall_1, found.recall_3) == (4, 1 / 4, 2 / 4)
    assert found.mrr == (1 + 1 / 2 + 1 / 4 + 0) / 4
    assert (found.quote_hit, found.refused) == (1 / 4, 1 / 4)
    assert (found.bm25_recall_1, found.bm25_recall_3) == (1 / 4, 2 / 4)
    assert found.bm25_mrr == (1 / 2 + 0 + 1 + 0) / 4


def test_figures_are_grouped_and_refusals_stand_apart(outcomes: list[Outcome]) -> None:
    figures = summarise(outcomes)
    assert figures["all"].number == 3
    assert {name: one.number for name, one in figures["direction"].items()} == {
        "en→en": 2,
        "fa→fa": 1,
    }
    assert (figures["unanswerable"], figures["unanswerable_refused"]) == (1, 1)
    assert figures["answerable_refused"] == 0


def test_without_unanswerable_questions_their_share_is_unknown(outcomes: list[Outcome]) -> None:
    assert summarise(outcomes[:3])["unanswerable_refused"] is None
    with pytest.raises(EvaluationError, match="no question has a relevant readout"):
        summarise(outcomes[3:])


def test_a_relevant_readout_must_be_in_the_corpus(bench: Bench) -> None:
    with pytest.raises(EvaluationError, match=r"nuclear\.en"):
        bench.run([GAZA_EN], [WRONG])


def test_questions_are_read_with_or_without_what_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    full = LINE[:-1] + ', "answers": [["libya.en", 1, 9]], "kind": "k", "direction": "en->fa"}'
    path.write_text(f"{LINE}\n\n{full}\n", "utf-8")
    short, long = read_questions(path)
    assert short == Asked("q1", "en", "Libya?", ("libya.en",), (), "what", "")
    answers = (("libya.en", 1, 9),)
    assert long == replace(short, answers=answers, kind="k", direction="en→fa")


@pytest.mark.parametrize(
    "line",
    ["no JSON", "[]", "3", "null", "{}", LINE.replace("lang", "language"),
     LINE[:-1] + ', "answers": [["libya.en"]]}', LINE.replace('["libya.en"]', "5"),
     LINE.replace('"en"', '"de"'), LINE.replace('"Libya?"', "7")],
)  # fmt: skip
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{LINE}\n{line}\n", "utf-8")
    with pytest.raises(EvaluationError, match=r"^questions.jsonl:2: a question needs qid, lang"):
        read_questions(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(EvaluationError, match=r"questions\.jsonl: cannot be read"):
        read_questions(path)


@pytest.mark.parametrize("swapped", [False, True])
def test_each_call_is_kept_in_one_language(swapped: bool) -> None:
    pairs = [LIBYA_EN, LIBYA_FA, GAZA_EN, GAZA_FA]
    both = replace(FIGHTERS, relevant=(LIBYA_EN.id, LIBYA_FA.id))
    kept, questions = one_language_each(pairs, [both, AID, TAIWAN], swapped=swapped)
    first, second = ("en", "fa") if swapped else ("fa", "en")
    assert [readout.id for readout in kept] == [f"libya.{first}", f"gaza.{second}"]
    assert [(q.relevant, q.direction) for q in questions] == [
        ((f"libya.{first}",), f"en→{first}"),
        *([((GAZA_FA.id,), "fa→fa")] if swapped else []),
        ((), ""),
    ]
    assert questions[0].answers == (both.answers if swapped else ())


def test_fitting_learns_what_tells_right_from_wrong(bench: Bench) -> None:
    seen = list(examples(bench, CALLS, [FIGHTERS, VACCINES, AID]))
    assert [right for _, right in seen].count(True) == 3
    ranking = fit(seen)
    assert list(ranking.weights) == list(Features.names())
    chances = [(ranking.probability(Features(*values)), right) for values, right in seen]
    assert min(p for p, right in chances if right) > max(p for p, right in chances if not right)


def test_the_threshold_refuses_few_answerable_questions() -> None:
    some = [Outcome(FIGHTERS, 1, 1, True, False, n / 100) for n in range(100)]
    limit = threshold([*some, Outcome(TAIWAN, None, None, False, False, 0.0)])
    refused = sum(outcome.probability < limit for outcome in some)
    assert refused == MOST_REFUSED * 100


def test_the_brier_score_and_the_curve_are_those_computed_by_hand() -> None:
    said = [(0.95, 1), (0.93, 2), (0.15, None), (1.0, 1)]
    outcomes = [Outcome(FIGHTERS, rank, 1, True, False, chance) for chance, rank in said]
    found = calibration(outcomes)
    assert found.brier == pytest.approx((0.05**2 + 0.93**2 + 0.15**2 + 0) / 4)
    assert found.base == pytest.approx(1 / 4)
    assert [(one.number, one.right) for one in found.bins] == [(1, 0), (3, pytest.approx(2 / 3))]
    assert found.bins[1].probability == pytest.approx((0.95 + 0.93 + 1.0) / 3)


def test_sentence_weights_make_the_marked_sentence_likely(bench: Bench) -> None:
    readouts = [LIBYA_EN, LIBYA_FA, GAZA_EN, GAZA_FA, NUCLEAR_EN]
    seen = list(sentence_examples(bench, readouts, [FIGHTERS, AID, TAIWAN]))
    assert [marked.sum() for _, marked in seen] == [1, 1]
    assert all(features.shape == (len(m), len(SENTENCE_FEATURES)) for features, m in seen)
    weights = fit_sentences(seen)
    for features, marked in seen:
        chances = softmax(features @ np.array(list(weights.values())))
        assert chances.sum() == pytest.approx(1)
        assert marked[chances.argmax()]
