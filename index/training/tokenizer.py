"""The English WordPiece vocabulary, pruned and extended by Persian pieces.

Persian is normalised inside the tokenizer, so that whoever loads the model folder gets it.
"""

import json
import re
from collections.abc import Iterable

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
    """Up to `size` WordPiece pieces of the Persian side, the commonest first."""
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = persian_normalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    trainer = WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), min_frequency=2, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in pieces if ARABIC_SCRIPT.search(piece)]


def extend_tokenizer(
    teacher_json: str, persian: Iterable[str], size: int
) -> tuple[str, list[int | None]]:
    """A tokenizer.json with the teacher's kept pieces followed by up to `size` Persian ones.

    Returns the JSON and, for each row of the new vocabulary, the teacher's row, or None for a new
    Persian piece.
    """
    spec = json.loads(teacher_json)
    old: dict[str, int] = spec["model"]["vocab"]
    kept = [p for p in sorted(old, key=old.__getitem__) if p in SPECIAL or not FOREIGN.search(p)]
    learned = learn_persian_pieces(persian, size)
    vocabulary = {piece: row for row, piece in enumerate(kept + learned)}
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
