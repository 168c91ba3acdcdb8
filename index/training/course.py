"""One course of training: steps that can be interrupted and go on to the same weights."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from index.training.student import Student

log = logging.getLogger(__name__)

LOG_STEPS = 100
SAVE_STEPS = 500


@dataclass(frozen=True)
class Rates:
    """How long and how strongly a course teaches. Rates are AdamW learning rates."""

    steps: int
    embeddings: float
    body: float
    warmup: int
    clip: float = 1.0

    def share(self, step: int) -> float:
        """The share of the full rates at a step: a linear rise, then a linear fall to nothing."""
        return min((step + 1) / self.warmup, (self.steps - step) / self.steps)


class Batches:
    """Batches of like length in random order; which one comes k-th depends on the seed alone.

    A batch is a list of positions in `lengths`.
    """

    def __init__(self, lengths: list[int], size: int, seed: int) -> None:
        self.lengths, self.seed = lengths, seed
        self.size = min(size, len(lengths))
        self._epoch = -1
        self._batches: list[list[int]] = []

    def __getitem__(self, k: int) -> list[int]:
        epoch, place = divmod(k, len(self.lengths) // self.size)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, list(self._draw(Random(f"{self.seed} {epoch}")))
        return self._batches[place]

    def _draw(self, chance: Random) -> Iterator[list[int]]:
        order = sorted(
            range(len(self.lengths)), key=lambda i: self.lengths[i] + chance.uniform(-2, 2)
        )
        # The few that fill no batch are other ones each time.
        spare = chance.randrange(len(order) % self.size + 1)
        starts = list(range(spare, len(order) - self.size + 1, self.size))
        chance.shuffle(starts)
        for start in starts:
            yield order[start : start + self.size]


def run(
    student: Student,
    loss: Callable[[int], Tensor],
    rates: Rates,
    seed: int,
    checkpoint: Path,
    watch: Callable[[], object],
) -> None:
    """Take the steps of a course, from the last checkpoint on where there is one.

    Args:
        loss: the loss of a step (counted from 0); it must depend on the step and seed alone.
        checkpoint: file that holds the state of an interrupted course; left behind at the end.
        watch: called after each `SAVE_STEPS` and at the end.
    """
    optimizer = _optimizer(student, rates)
    done = _restore(checkpoint, student, optimizer)
    if done:
        log.info("going on after step %d of %d", done, rates.steps)
    started, recent = time.monotonic(), 0.0
    student.train()
    for step in range(done, rates.steps):
        torch.manual_seed(seed * 1_000_003 + step)
        value = _take(student, optimizer, loss(step), rates, step)
        recent = 0.98 * recent + 0.02 * value if step > done else value
        taken = step + 1
        if taken % LOG_STEPS == 0:
            pace = (taken - done) / (time.monotonic() - started)
            left = (rates.steps - taken) / pace / 60
            log.info("step %d of %d, loss %.4f, %.1f min left", taken, rates.steps, recent, left)
        if taken % SAVE_STEPS == 0 or taken == rates.steps:
            _keep(checkpoint, student, optimizer, taken)
            student.eval()
            watch()
            student.train()
    student.eval()


def _optimizer(student: Student, rates: Rates) -> torch.optim.Optimizer:
    groups: list[dict[str, Any]] = [
        {"params": [student.table], "lr": rates.embeddings, "full": rates.embeddings},
        {"params": student.body(), "lr": rates.body, "full": rates.body},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.0, fused=True)


def _take(
    student: Student, optimizer: torch.optim.Optimizer, loss: Tensor, rates: Rates, step: int
) -> float:
    for group in optimizer.param_groups:
        group["lr"] = group["full"] * rates.share(step)
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(student.body(), rates.clip)
    optimizer.step()
    return loss.item()


def _keep(checkpoint: Path, student: Student, optimizer: torch.optim.Optimizer, taken: int) -> None:
    """Write a checkpoint beside the last one, then take its place: a kill leaves one whole."""
    part = checkpoint.with_suffix(".part")
    state = {"taken": taken, "student": student.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state, part)
    part.replace(checkpoint)


def _restore(checkpoint: Path, student: Student, optimizer: torch.optim.Optimizer) -> int:
    if not checkpoint.is_file():
        return 0
    state = torch.load(checkpoint, map_location=student.model.device, weights_only=True)
    student.load_state_dict(state["student"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["taken"])
