"""Distillation: the student learns the teacher's vectors from both sides of a pair."""

import json
import logging
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from index.training.pairs import Pair
from index.training.student import Student, dice, initial_embeddings, occurrence, pad
from index.training.tokenizer import extend_tokenizer

log = logging.getLogger(__name__)

BATCH = {"sentences": 96, "names": 192, "english": 32}
MAX_PIECES = 256
SAVE_STEPS = 1000


@dataclass(frozen=True)
class Plan:
    """How long and how strongly to train. Rates are AdamW learning rates."""

    steps: int = 4000
    seed: int = 1
    pieces: int = 20_000
    embedding_rate: float = 1e-3
    body_rate: float = 5e-5
    warmup: int = 200
    contrast: float = 0.2
    scale: float = 20.0
    dropout: float = 0.05


@dataclass(frozen=True)
class Texts:
    """Pairs as piece ids, with the teacher's vector of each English side."""

    english: list[list[int]]
    persian: list[list[int]]
    target: Tensor

    def batches(self, size: int, chance: random.Random) -> Iterator[list[int]]:
        """Endless batches of pairs of like length, in random order."""
        while True:
            order = sorted(
                range(len(self.persian)),
                key=lambda i: len(self.persian[i]) + chance.uniform(-2, 2),
            )
            starts = list(range(0, len(order) - size + 1, size))
            chance.shuffle(starts)
            yield from (order[start : start + size] for start in starts)


def distil(
    teacher: Path,
    sentences: Sequence[Pair],
    names: Sequence[Pair],
    plan: Plan,
    output: Path,
) -> None:
    """Train a student of the SentenceTransformer folder `teacher` and save it to `output`."""
    torch.manual_seed(plan.seed)
    spec, rows = extend_tokenizer(
        (teacher / "tokenizer.json").read_text(encoding="utf-8"),
        (pair.persian for pair in [*sentences, *names]),
        plan.pieces,
    )
    tokenizer = Tokenizer.from_str(spec)
    tokenizer.enable_truncation(MAX_PIECES)
    guide = SentenceTransformer(str(teacher), device="cpu")
    sentence_texts = _texts(sentences, tokenizer, guide)
    name_texts = _texts(names, tokenizer, guide)
    student = _student(teacher, rows, [sentence_texts, name_texts], plan)
    student.train()
    for step in _steps(student, sentence_texts, name_texts, plan):
        if step % SAVE_STEPS == 0 or step == plan.steps:
            save(student, spec, teacher, output)


def _steps(student: Student, sentences: Texts, names: Texts, plan: Plan) -> Iterator[int]:
    """Take the steps of a plan one by one: every third on names, every fourth keeps English."""
    optimizer, schedule = _optimizer(student, plan)
    chance = random.Random(plan.seed)
    long = sentences.batches(BATCH["sentences"], chance)
    short = names.batches(BATCH["names"], chance)
    kept = sentences.batches(BATCH["english"], chance)
    started, recent = time.monotonic(), 0.0
    for step in range(1, plan.steps + 1):
        texts, batches = (names, short) if step % 3 == 0 else (sentences, long)
        loss = _pair_loss(student, texts, next(batches), plan)
        if step % 4 == 0:
            loss = loss + _keep_loss(student, sentences, next(kept))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(student.body.get_submodule("encoder").parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent = 0.98 * recent + 0.02 * loss.item()
        if step % 100 == 0:
            rate = step / (time.monotonic() - started) * 60
            log.info("step %d of %d, loss %.4f, %.0f steps/min", step, plan.steps, recent, rate)
        yield step


def _texts(pairs: Sequence[Pair], tokenizer: Tokenizer, guide: SentenceTransformer) -> Texts:
    english = [pair.english for pair in pairs]
    distinct = sorted(set(english), key=len)
    with torch.autocast("cpu", torch.bfloat16):
        vectors = guide.encode(
            distinct, batch_size=128, convert_to_tensor=True, normalize_embeddings=True
        )
    place = {text: i for i, text in enumerate(distinct)}
    target = vectors.float()[[place[text] for text in english]]
    encode = tokenizer.encode_batch
    return Texts(
        [e.ids for e in encode(english)],
        [e.ids for e in encode([pair.persian for pair in pairs])],
        target,
    )


def _student(
    teacher: Path, rows: Sequence[int | None], texts: Sequence[Texts], plan: Plan
) -> Student:
    body = AutoModel.from_pretrained(
        teacher,
        hidden_dropout_prob=plan.dropout,
        attention_probs_dropout_prob=plan.dropout,
        dtype=torch.float32,
    )
    old = body.get_input_embeddings().weight.detach()
    english = occurrence([ids for t in texts for ids in t.english], len(rows))
    persian = occurrence([ids for t in texts for ids in t.persian], len(rows))
    table = initial_embeddings(old, rows, dice(english, persian))
    embeddings = nn.Embedding(len(table), table.shape[1], padding_idx=0, _weight=table)
    body.set_input_embeddings(embeddings)
    body.config.vocab_size = len(rows)
    return Student(body)


def _optimizer(
    student: Student, plan: Plan
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    embeddings = list(student.body.get_input_embeddings().parameters())
    rest = student.body_parameters()
    groups: list[dict[str, Any]] = [
        {"params": embeddings, "lr": plan.embedding_rate, "weight_decay": 0.0},
        {"params": rest, "lr": plan.body_rate},
    ]
    optimizer = torch.optim.AdamW(groups)

    def rate(step: int) -> float:
        return min((step + 1) / plan.warmup, (plan.steps - step) / plan.steps)

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


def _pair_loss(student: Student, texts: Texts, batch: list[int], plan: Plan) -> Tensor:
    target = texts.target[batch]
    with torch.autocast("cpu", torch.bfloat16):
        vectors: Tensor = student(pad([texts.persian[i] for i in batch]))
    near: Tensor = 1 - (vectors * target).sum(-1).mean()
    same = target @ target.T > 0.999
    logits = (vectors @ target.T * plan.scale).masked_fill(
        same & ~torch.eye(len(batch), dtype=torch.bool), -1e4
    )
    labels = torch.arange(len(batch))
    contrast = nn.functional.cross_entropy(logits, labels)
    contrast = contrast + nn.functional.cross_entropy(logits.T, labels)
    return near + plan.contrast * contrast / 2


def _keep_loss(student: Student, texts: Texts, batch: list[int]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        vectors: Tensor = student(pad([texts.english[i] for i in batch]))
    near: Tensor = 1 - (vectors * texts.target[batch]).sum(-1).mean()
    return near


def save(student: Student, tokenizer: str, teacher: Path, output: Path) -> None:
    """Write a SentenceTransformer folder with float16 weights.

    The configuration still says float32: there is no fast float16 on a CPU, so loading widens.
    """
    shutil.copytree(teacher, output, dirs_exist_ok=True)
    for name in ("vocab.txt", "README.md", "data_config.json", ".gitattributes"):
        (output / name).unlink(missing_ok=True)
    (output / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    weights = {n: w.detach().half().contiguous() for n, w in student.body.state_dict().items()}
    save_file(
        {n: w for n, w in weights.items() if not n.endswith("position_ids")},
        output / "model.safetensors",
        metadata={"format": "pt"},
    )
    _update(output / "config.json", vocab_size=student.body.config.vocab_size, dtype="float32")
    _update(output / "tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


def _update(path: Path, **values: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
