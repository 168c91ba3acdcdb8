"""Teaching an English sentence encoder Persian, from text: `leader-calls train`."""

from index.training.calls import read_calls
from index.training.pairs import collect
from index.training.recipe import Corpus, Plan, make

__all__ = ["Corpus", "Plan", "collect", "make", "read_calls"]
