"""How a student does on what it is not taught, while it is taught."""

import logging
from collections.abc import Sequence

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.evaluation import (
    InformationRetrievalEvaluator,
    TranslationEvaluator,
)

from index.training.calls import LANGUAGES, Passage
from index.training.pairs import Pair

log = logging.getLogger(__name__)


class Watch:
    """Logs two figures: held-out translations that find each other, and questions their passage.

    Args:
        pairs: held-out translation pairs.
        passages: the passages of held-out calls with their questions.
    """

    def __init__(self, pairs: Sequence[Pair], passages: Sequence[Passage]) -> None:
        self.translations = TranslationEvaluator(
            [pair.english for pair in pairs], [pair.persian for pair in pairs], write_csv=False
        )
        self.questions = {
            f"{of}→{to}": InformationRetrievalEvaluator(
                {
                    f"{number}.{which}": asked.text
                    for number, passage in enumerate(passages)
                    for which, asked in enumerate(passage.questions)
                    if asked.language == of
                },
                {str(number): passage.text[to] for number, passage in enumerate(passages)},
                {
                    f"{number}.{which}": {str(number)}
                    for number, passage in enumerate(passages)
                    for which in range(len(passage.questions))
                },
                accuracy_at_k=[1],
                precision_recall_at_k=[1],
                write_csv=False,
            )
            for of in LANGUAGES
            for to in LANGUAGES
        }

    def __call__(self, model: SentenceTransformer) -> dict[str, float]:
        """Figures of a model between 0 and 1, logged in one line."""
        figures = {
            "translations": float(self.translations(model)["mean_accuracy"]),
            **{way: self._recall(evaluator, model) for way, evaluator in self.questions.items()},
        }
        log.info("held out: %s", ", ".join(f"{k} {v:.3f}" for k, v in figures.items()))
        return figures

    @staticmethod
    def _recall(evaluator: InformationRetrievalEvaluator, model: SentenceTransformer) -> float:
        return float(evaluator(model)["cosine_accuracy@1"])
