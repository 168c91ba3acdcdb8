"""The training recipe, whole, on a teacher of a few thousand weights."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.sparse import csr_matrix
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.errors import TrainingError
from index.evaluation import read_questions
from index.gazetteer import Gazetteer
from index.linking import Linker, people_in
from index.reading import Failure, Reader
from index.text import fold
from index.training import Corpus, Plan, collect, course, make, read_calls
from index.training.alignment import translation_probabilities
from index.training.calls import Lessons
from index.training.card import TITLES
from index.training.course import Batches, Rates
from index.training.pairs import SENTENCES, WORDS, Pair, Pairs, gazetteer_pairs, read_pairs
from index.training.recipe import contrast
from index.training.student import TABLE, Student, initial_embeddings
from index.training.tokenizer import (
    SPECIAL,
    extend_tokenizer,
    keep_english_pieces,
    learn_persian_pieces,
    persian_normalizer,
)
from index.training.whitening import evened, whiten

DATA = Path(__file__).parent.parent / "data"
PAIRS = [
    Pair("the president called the king", "رئیس‌جمهور با پادشاه تماس گرفت"),
    Pair("they talked about the war in Syria", "درباره جنگ سوریه گفت‌وگو کردند"),
    Pair("the king thanked the president", "پادشاه از رئیس‌جمهور تشکر کرد"),
    Pair("the war must end", "جنگ باید تمام شود"),
] * 30
NAME_PAIRS = [Pair("Syria", "سوریه"), Pair("the king", "پادشاه"), Pair("war", "جنگ")] * 70


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An English SentenceTransformer folder with random weights."""
    folder = tmp_path_factory.mktemp("teacher")
    words = Tokenizer(WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer(lowercase=True)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = WordPieceTrainer(vocab_size=200, special_tokens=list(SPECIAL), show_progress=False)
    words.train_from_iterator((pair.english for pair in PAIRS), trainer)
    ends = [(name, words.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=ends
    )
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=words, **dict(zip(names, SPECIAL, strict=True))
    )
    torch.manual_seed(0)
    body = BertModel(
        BertConfig(
            vocab_size=words.get_vocab_size(),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
        )
    )
    body.save_pretrained(folder / "body")
    tokenizer.save_pretrained(folder / "body")
    transformer = Transformer(str(folder / "body"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(32), Normalize()], device="cpu").save(
        str(folder / "teacher")
    )
    return folder / "teacher"


CALLS = [
    ("a", ("King", "Queen"), "war", "جنگ"),
    ("b", ("Tsar", "Khan"), "bread", "نان"),
    ("c", ("Pope", "Shah"), "ships", "کشتی‌ها"),
]
PLAN = Plan(
    english_pieces=150,
    persian_pieces=120,
    translating=Rates(40, 1e-2, 5e-5, warmup=5),
    answering=Rates(6, 1e-3, 5e-5, warmup=2),
)


def written_calls(folder: Path) -> Path:
    """A folder of three small calls with two passages each."""
    folder.mkdir()
    lines: list[str] = []
    for name, leaders, english, persian in CALLS * 2:
        passages = [
            {
                "en": f"They talked about the {topic}.",
                "fa": f"آن‌ها درباره {subject} گفت‌وگو کردند.",
                "questions": {"en": [f"what about {topic}?"], "fa": [f"درباره {subject} چه؟"]},
            }
            for topic, subject in ((english, persian), ("Syria", "سوریه"))
        ]
        call = {
            "id": f"{name}{len(lines)}",
            "leaders": leaders,
            "date": "2020-01-01",
            "title": {
                "en": f"{leaders[0]} calls {leaders[1]}, no. {len(lines)}",
                "fa": f"گفت‌وگوی تلفنی شماره {len(lines)}",
            },
            "passages": passages,
        }
        lines.append(json.dumps(call, ensure_ascii=False))
    (folder / "calls.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Corpus:
    """Few pairs and few calls."""
    folder = written_calls(tmp_path_factory.mktemp("text") / "calls")
    pairs = Pairs(sentences=PAIRS, words=NAME_PAIRS, held_out=PAIRS[:4])
    return Corpus(pairs, *read_calls(folder, Linker(gazetteer)))


@pytest.fixture(scope="module")
def made(teacher: Path, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder, made without interruption."""
    folder = tmp_path_factory.mktemp("made")
    make(teacher, corpus, PLAN, folder / "work", folder / "model")
    return folder / "model"


def test_a_student_learns_to_put_persian_where_it_puts_english(made: Path) -> None:
    student = SentenceTransformer(str(made), device="cpu", model_kwargs={"dtype": torch.float32})
    pairs = PAIRS[:4]
    persian_vectors = student.encode([pair.persian for pair in pairs])
    target = student.encode([pair.english for pair in pairs])
    assert persian_vectors.dtype == np.float32
    assert (persian_vectors @ target.T).argmax(1).tolist() == [0, 1, 2, 3]
    other_spelling = student.encode("رئيس جمهور با پادشاه تماس گرفت")
    assert np.allclose(other_spelling, persian_vectors[0], atol=1e-5)


@pytest.mark.parametrize("power", [0.0, 0.4, 1.0])
def test_whitening_evens_out_how_much_directions_vary(power: float) -> None:
    chance = np.random.default_rng(1)
    vectors = chance.standard_normal((500, 6)) * [9, 5, 3, 2, 1, 0.5] + 4
    matrix, middle = evened(vectors, power)

    def spread(of: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.linalg.svd(of - of.mean(0), compute_uv=False)

    before, after = spread(vectors), spread((vectors - middle) @ matrix)
    assert np.allclose(after / after[0], (before / before[0]) ** (1 - power))


def test_a_whitened_model_has_a_linear_layer_more_and_unit_vectors(
    teacher: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(teacher, tmp_path / "model"))
    texts = [pair.english for pair in PAIRS]
    whiten(folder, texts, 0.5)
    plain, whitened = (SentenceTransformer(str(f), device="cpu") for f in (teacher, folder))
    assert len(list(whitened)) == len(list(plain)) + 2
    vectors = whitened.encode(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert not np.allclose(vectors, plain.encode(texts), atol=0.01)


def test_the_same_text_gives_the_same_pieces_each_time() -> None:
    pairs = (p for f in sorted((DATA / "training/words").glob("*.tsv")) for p in read_pairs(f))
    texts = [pair.persian for pair in pairs]
    assert learn_persian_pieces(texts, 4000) == learn_persian_pieces(texts, 4000)


def test_the_made_folder_holds_half_precision_and_nothing_unneeded(made: Path) -> None:
    weights = load_file(made / "model.safetensors")
    assert {weight.dtype for weight in weights.values()} == {torch.float16}
    assert len(weights[TABLE]) == json.loads((made / "config.json").read_text())["vocab_size"]
    unneeded = {"vocab.txt", "checkpoint.pt", "held_out.json"}
    assert not unneeded & {file.name for file in made.iterdir()}


def test_the_card_says_what_the_model_was_made_of(made: Path, corpus: Corpus) -> None:
    card = (made / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlanguage: [fa, en]\n")
    assert "all-MiniLM-L6-v2" in card
    assert "Translations, 40 steps" in card
    assert f"passages of `data/training/calls/` (this project) | {len(corpus.taught)} |" in card
    assert "translations " in card
    assert "$" not in card


@pytest.mark.parametrize("at", ["translating", "answering"])
def test_an_interrupted_training_goes_on_to_the_same_weights(
    at: str,
    teacher: Path,
    corpus: Corpus,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.training.course.SAVE_STEPS", 3)
    keep = course._keep

    def pull_the_plug(
        checkpoint: Path, student: Student, optimizer: torch.optim.Optimizer, taken: int
    ) -> None:
        keep(checkpoint, student, optimizer, taken)
        if checkpoint.parent.name == f"{at}.part" and taken == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(course, "_keep", pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        make(teacher, corpus, PLAN, tmp_path / "work", tmp_path / "model")
    assert not (tmp_path / "model").exists()
    monkeypatch.setattr(course, "_keep", keep)
    make(teacher, corpus, PLAN, tmp_path / "work", tmp_path / "model")
    assert (tmp_path / "model/model.safetensors").read_bytes() == (
        made / "model.safetensors"
    ).read_bytes()


def test_a_work_folder_of_another_training_is_left_alone(
    teacher: Path, corpus: Corpus, made: Path, tmp_path: Path
) -> None:
    work = made.parent / "work"
    with pytest.raises(TrainingError, match="another plan or other text"):
        make(teacher, corpus, replace(PLAN, seed=2), work, tmp_path / "model")
    fewer = replace(corpus, taught=corpus.taught[:-1])
    with pytest.raises(TrainingError, match="another plan or other text"):
        make(teacher, fewer, PLAN, work, tmp_path / "model")


def test_the_teachers_pieces_come_first_and_keep_their_rows(teacher: Path) -> None:
    text = (teacher / "tokenizer.json").read_text(encoding="utf-8")
    kept = keep_english_pieces(text, [pair.english for pair in PAIRS], 1000)
    learned = learn_persian_pieces((pair.persian for pair in PAIRS), 120)
    spec, rows = extend_tokenizer(text, kept, learned)
    old, new = Tokenizer.from_str(text), Tokenizer.from_str(spec)
    sentence = "The king called Syria"
    assert new.encode(sentence).tokens == old.encode(sentence).tokens
    assert [rows[i] for i in new.encode(sentence).ids] == old.encode(sentence).ids
    assert None in rows
    assert "[UNK]" not in new.encode("رئیس‌جمهور «سوریه» ۲۰۲۱؟").tokens[1:3]


def test_english_pieces_that_do_not_occur_go_first_of_all_the_rarest(teacher: Path) -> None:
    text = (teacher / "tokenizer.json").read_text(encoding="utf-8")
    every = keep_english_pieces(text, [], 10_000)
    few = keep_english_pieces(text, ["the king of Syria"] * 2, 0)
    assert {"[UNK]", "the", "king", "a", "##a"} <= set(few)
    assert "president" in every
    assert "president" not in few
    assert few == [piece for piece in every if piece in few]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("همكاري‌هاي", "همکاری های"),
        ("گفت‌وگو", "گفت وگو"),
        ("مُحَمَّد", "محمد"),
        ("آیین‌نامهٔ ۱۲۳", "ایین نامه 123"),
        ("مسئله رؤسا", "مسیله روسا"),
        ("«سلام»؟", '"سلام"?'),
        ("Erdoğan", "erdogan"),
        ("کتـــاب", "کتاب"),
    ],
)
def test_the_tokenizer_normalises_persian(written: str, read: str) -> None:
    assert persian_normalizer().normalize_str(written) == read


def test_a_persian_piece_means_the_english_piece_that_nothing_else_explains() -> None:
    # Persian 10 and 11 stand beside English 0 and 1; where 10 stands alone, so does 0.
    english, persian = [[0, 1], [0, 1], [0], [2, 0]], [[10, 11], [11, 10], [10], [12, 10]]
    found = translation_probabilities(english, persian, 13).toarray()
    assert found[10].argmax() == 0
    assert found[11].argmax() == 1
    assert found[12].argmax() == 2
    assert found[11, 1] > 0.85
    assert np.allclose(found[[10, 11, 12]].sum(1), 1)
    assert not found[[0, 1, 2, 3]].any()


def test_a_new_piece_starts_near_the_english_pieces_it_may_mean() -> None:
    # Rows 0–2 are English pieces; row 3 means piece 1 more than piece 0; row 4 nothing known.
    chances = np.zeros((5, 5))
    chances[3, :2] = 0.2, 0.8
    teacher = torch.eye(3)
    table = initial_embeddings(teacher, [0, 1, 2, None, None], csr_matrix(chances))
    assert torch.equal(table[:3], teacher)
    assert table[3].tolist() == pytest.approx([1 / 9, 8 / 9, 0])
    assert torch.equal(table[4], teacher.mean(0))


def test_pairs_are_counted_by_their_share(tmp_path: Path, gazetteer: Gazetteer) -> None:
    own, parallel = tmp_path / "own", tmp_path / "parallel"
    for folder in (own / "sentences", own / "words", parallel):
        folder.mkdir(parents=True)
    lines = "held out\tکنار\none\tیک\none\tیک\nbroken line\n\tفقط فارسی\nSalaam\tslm\n"
    (own / "sentences/a.tsv").write_text(lines, encoding="utf-8")
    (own / "words/a.tsv").write_text("two\tدو\n", encoding="utf-8")
    for stem in SENTENCES | WORDS:
        (parallel / f"{stem}.tsv").write_text(f"{stem}\tدو\n", encoding="utf-8")
    pairs = collect(own, parallel, gazetteer, seed=1)
    assert pairs.held_out == [Pair("held out", "کنار")]
    assert sum(pair.english == "one" for pair in pairs.sentences) == 3
    assert len(pairs.sentences) == 3 + len(SENTENCES)
    assert Pair("two", "دو") in pairs.words
    assert Pair("Vladimir Putin", "ولادیمیر پوتین") in pairs.words
    assert pairs == collect(own, parallel, gazetteer, seed=1)
    assert {s.name: s.pairs for s in pairs.sources if s.pairs == 1} == {
        name: 1 for name in ["own", "words", *SENTENCES, *WORDS]
    }
    assert {source.name for source in pairs.sources} <= set(TITLES)
    with pytest.raises(TrainingError, match="--without poems: no such source"):
        collect(own, parallel, gazetteer, 1, without=["poems"])
    less = collect(own, parallel, gazetteer, 1, without=["own", "gazetteer", "cldr_names"])
    assert len(less.sentences) == len(SENTENCES)
    assert len(less.words) == 1 + sum(share.times for share in WORDS.values()) - 3


def test_a_missing_file_of_pairs_is_named(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(TrainingError, match=r"tico19_en_fa\.tsv: cannot be read"):
        collect(tmp_path, tmp_path, gazetteer, seed=1)


def test_the_gazetteer_teaches_names_with_offices(gazetteer: Gazetteer) -> None:
    pairs = set(gazetteer_pairs(gazetteer))
    assert Pair("Libya", "لیبی") in pairs
    assert Pair("President of Russia Vladimir Putin", "ولادیمیر پوتین، رئیس‌جمهور روسیه") in pairs


def test_batches_hold_like_lengths_and_depend_on_the_seed_alone() -> None:
    lengths = [number % 50 for number in range(103)]
    batches = Batches(lengths, 10, seed=1)
    drawn = [batches[k] for k in range(20)]
    first = [i for batch in drawn[:10] for i in batch]
    assert len(set(first)) == len(first) == 100
    assert all(max(lengths[i] for i in b) - min(lengths[i] for i in b) < 12 for b in drawn)
    again = Batches(lengths, 10, seed=1)
    assert [again[k] for k in reversed(range(20))] == drawn[::-1]
    assert [Batches(lengths, 10, seed=2)[k] for k in range(10)] != drawn[:10]


def test_a_lesson_holds_the_same_leaders_and_the_same_topic(corpus: Corpus) -> None:
    passages = corpus.taught
    # Passages of the same topic have the same vector.
    topics = sorted({p.text["en"].partition("\n")[2] for p in passages})
    vectors = np.array([[t in p.text["en"] for t in topics] for p in passages], np.float32)
    lessons = Lessons(passages, vectors, pairs=2)
    by_text = {text: passage for passage in passages for text in passage.text.values()}
    seen = set()
    for k in range(8 * len({p.call for p in passages})):
        lesson = lessons[k]
        held = [by_text[text] for text in lesson.passages]
        assert len(set(lesson.passages)) == len(lesson.questions) == len(held)
        for question, text in zip(lesson.questions, lesson.passages, strict=True):
            assert question in [asked.text for asked in by_text[text].questions]
            seen.add((question, text))
        first = [p for p in held if p.call == held[0].call]
        assert first == [p for p in passages if p.call == held[0].call], "the call is whole"
        assert any(not set(p.leaders) & set(held[0].leaders) for p in held)
    assert len(seen) == len(lessons) == len(passages) * 4
    assert lessons[3] == Lessons(passages, vectors, pairs=2)[3]


def test_a_question_that_names_nobody_is_not_held_against_other_leaders(corpus: Corpus) -> None:
    vectors = np.eye(len(corpus.taught), dtype=np.float32)
    assert not any(q.names for p in corpus.taught for q in p.questions)
    lesson = Lessons(corpus.taught, vectors, pairs=2)[0]
    by_text = {text: p for p in corpus.taught for text in p.text.values()}
    assert lesson.open
    for question, passage in lesson.open:
        own, other = (by_text[lesson.passages[i]] for i in (question, passage))
        assert not set(own.leaders) & set(other.leaders)


def test_contrast_leaves_out_what_may_answer_as_well() -> None:
    vectors = torch.nn.functional.normalize(torch.tensor([[1.0, 0], [1, 0.1], [0, 1]]), dim=1)
    full = contrast(vectors, vectors, 20.0)
    assert contrast(vectors, vectors, 20.0, [(0, 1), (1, 0)]) < full / 10


def test_the_teachers_pieces_keep_their_vectors(teacher: Path, made: Path) -> None:
    rows = json.loads((made / "tokenizer.json").read_text())["model"]["vocab"]
    old = json.loads((teacher / "tokenizer.json").read_text())["model"]["vocab"]
    taught, before = (load_file(f / "model.safetensors")[TABLE].half() for f in (made, teacher))
    kept = [piece for piece in rows if piece in old]
    assert len(kept) > 30
    assert torch.equal(taught[[rows[p] for p in kept]], before[[old[p] for p in kept]])


def test_a_question_that_names_a_leader_or_an_office_is_known_as_one(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    folder = written_calls(tmp_path / "calls")
    file = folder / "calls.jsonl"
    text = file.read_text(encoding="utf-8").replace("what about Syria?", "what did Putin say?")
    file.write_text(text.replace("درباره سوریه چه؟", "رئیس‌جمهور فرانسه چه گفت؟"), encoding="utf-8")
    taught, _ = read_calls(folder, Linker(gazetteer))
    named = [[q.names for q in passage.questions] for passage in taught]
    assert named == [[False, False], [True, True]] * 5


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', '{"id": "a", "leaders": [], "date": "2020"}'])
def test_a_broken_call_is_named(line: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    (tmp_path / "calls.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(TrainingError, match=r"calls\.jsonl:1: a call needs id"):
        read_calls(tmp_path, Linker(gazetteer))


def test_the_training_text_keeps_clear_of_the_evaluation(gazetteer: Gazetteer) -> None:
    asked = {plain(q.question) for q in read_questions(DATA / "eval/questions.jsonl")}
    taught, held_out = read_calls(DATA / "training/calls", Linker(gazetteer))
    questions = [plain(q.text) for p in [*taught, *held_out] for q in p.questions]
    assert len(questions) >= 3000
    assert not asked & set(questions)
    pairs = [p for f in (DATA / "training/sentences").glob("*.tsv") for p in read_pairs(f)]
    assert len(pairs) >= 12_000
    assert not asked & {plain(text) for pair in pairs for text in (pair.english, pair.persian)}


def test_no_call_that_is_evaluated_is_taught(gazetteer: Gazetteer) -> None:
    linker = Linker(gazetteer)
    results = Reader(linker, date(2026, 11, 23)).read([DATA / "readouts"])
    evaluated = {r.readout.call for r in results if not isinstance(r, Failure)}
    assert len(evaluated) >= 100
    for path in (DATA / "training/calls").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            who = (people_in(linker.link(name)) for name in call["leaders"])
            ids = sorted(min(keys[0]).removeprefix("person:") for keys in who if keys)
            assert "_".join((call["date"], *ids)) not in evaluated, call["id"]


def plain(text: str) -> str:
    """A text without what typing differs in."""
    return " ".join(re.findall(r"\w+", fold(text).lower()))
