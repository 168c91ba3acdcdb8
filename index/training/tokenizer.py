"""The English WordPiece vocabulary, pruned and extended by Persian pieces.

Persian is normalised inside the tokenizer, so that whoever loads the model folder gets it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, normalizers
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.trainers import WordPieceTrainer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff]")
# Pieces for scripts that neither language uses (Chinese, Cyrillic, …) and the unused slots.
FOREIGN = re.compile(r"^\[unused\d+\]$|[^\x00-\u024f\u2000-\u20cf\u0600-\u06ff]|[\u0600-\u06ff]")
PUNCTUATION = {"«": '"', "»": '"', "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ","}
LETTERS = {"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ة": "ه", "ہ": "ه"}


def persian_normalizer() -> normalizers.Normalizer:
    """Lower-case, unaccented text: ZWNJ a space, digits and punctuation ASCII, ی/ک Persian.

    The letters come last: removing accents turns ئ into an Arabic ي and ۀ into ە.
    """
    digits = {zero: str(i) for i in range(10) for zero in (chr(0x6F0 + i), chr(0x660 + i))}
    before = {"\u200c": " ", "\u0640": ""} | digits | PUNCTUATION
    return normalizers.Sequence(
        [normalizers.Replace(old, new) for old, new in before.items()]
        + [normalizers.Replace(Regex("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]"), "")]
        + [normalizers.BertNormalizer(lowercase=True)]
        + [normalizers.Replace(old, new) for old, new in LETTERS.items()]
    )


def learn_persian_pieces(texts: Iterable[str], size: int) -> list[str]:
    """Up to `size` WordPiece pieces of the Persian side, the commonest first.

    Letters inside a word are named beforehand: the trainer would number them in a chance order and
    break ties by it, so that the same text gave other pieces each time.
    """
    normalizer = persian_normalizer()
    normalised = [normalizer.normalize_str(text) for text in texts]
    inside = sorted(f"##{letter}" for letter in set().union(*normalised))
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    trainer = WordPieceTrainer(
        vocab_size=size + len(inside),
        special_tokens=[*SPECIAL, *inside],
        min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(normalised, trainer)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in pieces if ARABIC_SCRIPT.search(piece)]


def keep_english_pieces(teacher_json: str, texts: Sequence[str], size: int) -> list[str]:
    """About `size` of the teacher's pieces, in its order.

    Kept are the special ones, single characters (nothing Latin becomes [UNK]), those that occur
    at least twice in `texts`, and then the first of the others: the teacher's vocabulary stands
    in the order of frequency.
    """
    teacher = Tokenizer.from_str(teacher_json)
    teacher.no_truncation()
    teacher.no_padding()
    counts = Counter(i for encoding in teacher.encode_batch(list(texts)) for i in encoding.ids)
    old: dict[str, int] = teacher.get_vocab()
    usable = [p for p in sorted(old, key=old.__getitem__) if p in SPECIAL or not FOREIGN.search(p)]
    needed = {
        p for p in usable if p in SPECIAL or len(p.removeprefix("##")) == 1 or counts[old[p]] > 1
    }
    spare = [p for p in usable if p not in needed]
    needed.update(spare[: max(0, size - len(needed))])
    return [p for p in usable if p in needed]


def extend_tokenizer(
    teacher_json: str, kept: Sequence[str], learned: Sequence[str]
) -> tuple[str, list[int | None]]:
    """A tokenizer.json with the teacher's `kept` pieces followed by the `learned` Persian ones.

    Returns the JSON and, for each row of the new vocabulary, the teacher's row, or None for a new
    Persian piece.
    """
    spec = json.loads(teacher_json)
    old: dict[str, int] = spec["model"]["vocab"]
    vocabulary = {piece: row for row, piece in enumerate([*kept, *learned])}
    spec["model"]["vocab"] = vocabulary
    spec["normalizer"] = json.loads(_normalizer_json())
    spec["truncation"] = spec["padding"] = None
    for token in spec["added_tokens"]:
        token["id"] = vocabulary[token["content"]]
    for name, special in spec["post_processor"].get("special_tokens", {}).items():
        special["ids"] = [vocabulary[name]]
    return json.dumps(spec, ensure_ascii=False), [old.get(piece) for piece in vocabulary]


def _normalizer_json() -> str:
    holder = Tokenizer(WordPiece(unk_token="[UNK]"))
    holder.normalizer = persian_normalizer()
    return json.dumps(json.loads(holder.to_str())["normalizer"])
