"""The training recipe, whole, on a teacher of a few thousand weights."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.training import Pair, Plan, distil, extend_tokenizer
from index.training.pairs import NAMES, SENTENCES, collect, read_pairs
from index.training.student import dice, initial_embeddings, occurrence
from index.training.tokenizer import SPECIAL, persian_normalizer

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


def test_a_student_learns_to_put_persian_where_the_teacher_puts_english(
    teacher: Path, tmp_path: Path
) -> None:
    plan = Plan(steps=40, pieces=120, warmup=5, embedding_rate=1e-2)
    distil(teacher, PAIRS, NAME_PAIRS, plan, tmp_path / "student")

    student = SentenceTransformer(str(tmp_path / "student"), device="cpu")
    english = SentenceTransformer(str(teacher), device="cpu")
    pairs = PAIRS[:4]
    persian_vectors = student.encode([pair.persian for pair in pairs])
    target = english.encode([pair.english for pair in pairs])
    assert persian_vectors.dtype == np.float32
    assert (persian_vectors @ target.T).argmax(1).tolist() == [0, 1, 2, 3]
    other_spelling = student.encode("رئيس جمهور با پادشاه تماس گرفت")
    assert np.allclose(other_spelling, persian_vectors[0], atol=1e-5)


def test_the_teachers_pieces_come_first_and_keep_their_rows(teacher: Path) -> None:
    text = (teacher / "tokenizer.json").read_text(encoding="utf-8")
    spec, rows = extend_tokenizer(text, (pair.persian for pair in PAIRS), 120)
    old, new = Tokenizer.from_str(text), Tokenizer.from_str(spec)
    sentence = "The king called Syria"
    assert new.encode(sentence).tokens == old.encode(sentence).tokens
    assert [rows[i] for i in new.encode(sentence).ids] == old.encode(sentence).ids
    assert None in rows
    assert "[UNK]" not in new.encode("رئیس‌جمهور «سوریه» ۲۰۲۱؟").tokens[1:3]


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


def test_a_new_piece_starts_near_the_english_pieces_it_occurs_with() -> None:
    # Rows 0–2 are English pieces, row 3 is Persian and always stands beside piece 1.
    english, persian = occurrence([[0, 1], [1], [2]], 4), occurrence([[3], [3], []], 4)
    teacher = torch.eye(3)
    table = initial_embeddings(teacher, [0, 1, 2, None], dice(english, persian))
    assert torch.equal(table[:3], teacher)
    assert table[3].argmax() == 1
    assert table[3][2] == 0


def test_pairs_are_counted_by_their_share(tmp_path: Path) -> None:
    own, parallel = tmp_path / "own", tmp_path / "parallel"
    own.mkdir()
    parallel.mkdir()
    (own / "a.tsv").write_text("one\tیک\nbroken line\n\tفقط فارسی\n", encoding="utf-8")
    for stem in SENTENCES | NAMES:
        (parallel / f"{stem}.tsv").write_text(f"{stem}\tدو\n", encoding="utf-8")
    assert [pair.english for pair in read_pairs(own / "a.tsv")] == ["one"]
    sentences, names = collect(own, parallel, seed=1)
    assert sum(pair.english == "one" for pair in sentences) == 3
    assert len(sentences) == 3 + len(SENTENCES)
    assert len(names) == sum(share.times for share in NAMES.values())
    assert (sentences, names) == collect(own, parallel, seed=1)
