"""Teaching an English sentence encoder Persian, from translation pairs.

The recipe (Reimers & Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual", with an
extended vocabulary): a student that starts as the teacher learns to place a Persian sentence where
the teacher places its English translation.
"""

from index.training.distil import Plan, distil
from index.training.pairs import Pair, collect
from index.training.tokenizer import extend_tokenizer

__all__ = ["Pair", "Plan", "collect", "distil", "extend_tokenizer"]
