"""The recipe of the bundled model, course by course.

A student that starts as the English teacher learns to place a Persian sentence where the teacher
places its English translation (Reimers & Gurevych 2020, "Making Monolingual Sentence Embeddings
Multilingual", with an extended vocabulary), then which passage answers a question.
"""

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.errors import TrainingError
from index.training.calls import Lesson, Lessons, Passage
from index.training.card import write_card
from index.training.course import Batches, Rates, run
from index.training.pairs import OWN, Pair, Pairs
from index.training.student import Student, half_precision, shrink, write_student
from index.training.tokenizer import (
    ARABIC_SCRIPT,
    extend_tokenizer,
    keep_english_pieces,
    learn_persian_pieces,
)
from index.training.watch import Watch
from index.training.whitening import whiten

log = logging.getLogger(__name__)

BATCH = {"sentences": 96, "words": 192, "english": 32}
MAX_PIECES = 256
HELD_OUT = "held_out.json"
CHECKPOINT = "checkpoint.pt"
ALMOST_EQUAL = 0.97
RIVALS = 4096


@dataclass(frozen=True)
class Plan:
    """What a run does. The same plan and text give the same weights on the same machine."""

    seed: int = 1
    english_pieces: int = 19_500
    persian_pieces: int = 16_000
    translating: Rates = field(default_factory=lambda: Rates(1200, 1e-3, 5e-5, warmup=100))
    answering: Rates = field(default_factory=lambda: Rates(700, 2e-4, 3e-5, warmup=40))
    contrast: float = 0.5
    keep: float = 1.0
    scale: float = 20.0
    whitening: float = 0.4


@dataclass(frozen=True)
class Corpus:
    """The text of a run: translation pairs, and the passages taught and held out."""

    pairs: Pairs
    taught: list[Passage]
    held_out: list[Passage]

    @property
    def sentences(self) -> list[Pair]:
        """All pairs of whole sentences; the passages of the calls are such pairs too."""
        return self.pairs.sentences + [p.pair() for p in self.taught] * OWN.times


def make(teacher: Path, corpus: Corpus, plan: Plan, work: Path, output: Path) -> None:
    """Make the model folder `output`; what is unfinished stays in `work` and is gone on with.

    Args:
        teacher: a SentenceTransformer folder of an English BERT model.

    Raises:
        TrainingError: `work` holds a training with another plan or other text.
    """
    _claim(work, plan, corpus)
    watch = Watch(corpus.pairs.held_out, corpus.held_out)
    courses: dict[str, Callable[[Path], None]] = {
        "started": lambda folder: start(teacher, corpus, plan, folder),
        "translating": lambda folder: teach_translations(teacher, corpus, plan, folder, watch),
        "answering": lambda folder: teach_answers(teacher, corpus, plan, folder, watch),
    }
    last: Path | None = None
    for name, course in courses.items():
        last = _once(work / name, last, course)
    assert last is not None
    own = corpus.pairs.held_out + [passage.pair() for passage in corpus.taught]
    texts = [text for pair in own for text in (pair.english, pair.persian)]
    shutil.copytree(last, output, dirs_exist_ok=True)
    whiten(output, texts, plan.whitening)
    shrink(output)
    describe(corpus, plan, json.loads((output / HELD_OUT).read_text()), output)
    (output / HELD_OUT).unlink()


def describe(corpus: Corpus, plan: Plan, held_out: dict[str, float], folder: Path) -> None:
    """Write the card of a finished model folder."""
    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    persian = sum(bool(ARABIC_SCRIPT.search(piece)) for piece in vocabulary)
    write_card(
        folder,
        corpus.pairs.sources,
        passages=len(corpus.taught),
        questions=sum(len(passage.questions) for passage in corpus.taught),
        pieces=(len(vocabulary) - persian, persian),
        steps=(plan.translating.steps, plan.answering.steps),
        whitening=plan.whitening,
        seed=plan.seed,
        held_out=held_out,
    )


def start(teacher: Path, corpus: Corpus, plan: Plan, folder: Path) -> None:
    """Write the untaught student: English pieces with the teacher's vectors, Persian ones near."""
    pairs = list(dict.fromkeys([*corpus.sentences, *corpus.pairs.words]))
    english, persian = [p.english for p in pairs], [p.persian for p in pairs]
    spec = (teacher / "tokenizer.json").read_text(encoding="utf-8")
    kept = keep_english_pieces(spec, english, plan.english_pieces)
    learned = learn_persian_pieces(persian, plan.persian_pieces)
    log.info("%d English pieces, %d Persian pieces", len(kept), len(learned))
    extended, rows = extend_tokenizer(spec, kept, learned)
    tokenizer = Tokenizer.from_str(extended)
    ids = [
        [encoding.ids for encoding in tokenizer.encode_batch(side, add_special_tokens=False)]
        for side in (english, persian)
    ]
    write_student(teacher, extended, rows, (ids[0], ids[1]), folder)


def teach_translations(
    teacher: Path, corpus: Corpus, plan: Plan, folder: Path, watch: Watch
) -> None:
    """Draw Persian sentences to the teacher's vectors of their English sides.

    Every third step takes words; every fourth also keeps English where it is.
    """
    student = Student(folder, device())
    guide = SentenceTransformer(str(teacher), device=device())
    sentences = Translations(corpus.sentences, student, guide, "sentences", plan)
    words = Translations(corpus.pairs.words, student, guide, "words", plan)

    def loss(step: int) -> Tensor:
        third, other = divmod(step, 3)
        texts, turn = (words, third) if other == 2 else (sentences, third * 2 + other)
        return texts.loss(student, turn, plan) + plan.keep * sentences.keep_loss(student, step)

    _take(student, loss, plan.translating, plan, folder, watch)


def teach_answers(teacher: Path, corpus: Corpus, plan: Plan, folder: Path, watch: Watch) -> None:
    """Draw questions to the passages that answer them and away from those that look like it.

    The translations go on beside it, so that what was learned there stays.
    """
    student = Student(folder, device())
    guide = SentenceTransformer(str(teacher), device=device())
    alike = encode(guide, [passage.text["en"].partition("\n")[2] for passage in corpus.taught])
    lessons = Lessons(corpus.taught, alike.cpu().numpy().astype(np.float32), plan.seed)
    sentences = Translations(corpus.sentences, student, guide, "sentences", plan)
    log.info("%d questions with passages", len(lessons))

    def loss(step: int) -> Tensor:
        found = _lesson_loss(student, lessons[step], plan)
        found = found + plan.keep * sentences.keep_loss(student, step)
        return found + sentences.loss(student, step // 2, plan) if step % 2 else found

    _take(student, loss, plan.answering, plan, folder, watch)


def _lesson_loss(student: Student, lesson: Lesson, plan: Plan) -> Tensor:
    questions = student(student.ids(lesson.questions, MAX_PIECES))
    passages = student(student.ids(lesson.passages, MAX_PIECES))
    return contrast(questions, passages, plan.scale, lesson.open)


def _take(
    student: Student,
    loss: Callable[[int], Tensor],
    rates: Rates,
    plan: Plan,
    folder: Path,
    watch: Watch,
) -> None:
    """Take a course and leave the taught weights in its folder, with the last held-out figures."""

    def look() -> None:
        (folder / HELD_OUT).write_text(json.dumps(watch(student.model)), encoding="utf-8")

    run(student, loss, rates, plan.seed, folder / CHECKPOINT, look)
    student.save(folder)


def contrast(
    one: Tensor, other: Tensor, scale: float, left_out: Sequence[tuple[int, int]] = ()
) -> Tensor:
    """In-batch contrast in both directions: the k-th of one side belongs to the k-th of the other.

    The multiple negatives ranking loss (Henderson et al. 2017, "Efficient Natural Language
    Response Suggestion for Smart Reply"), symmetric, with cosines times `scale` as logits.

    Args:
        one, other: unit vectors (texts × dimensions).
        left_out: (row of one, row of other) that are not held against each other.
    """
    logits = one @ other.T * scale
    if left_out:
        rows, columns = torch.tensor(left_out, device=logits.device).T
        logits = logits.index_put((rows, columns), torch.tensor(-1e4, device=logits.device))
    labels = torch.arange(len(one), device=logits.device)
    found = nn.functional.cross_entropy(logits, labels)
    return (found + nn.functional.cross_entropy(logits.T, labels)) / 2


class Translations:
    """Pairs as piece ids in batches, with the teacher's vector of each English side."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        student: Student,
        guide: SentenceTransformer,
        kind: str,
        plan: Plan,
    ) -> None:
        distinct = sorted({pair.english for pair in pairs}, key=lambda text: (len(text), text))
        vectors = encode(guide, distinct)
        place = {text: number for number, text in enumerate(distinct)}
        self.english = student.ids(distinct, MAX_PIECES)
        self.persian = student.ids([pair.persian for pair in pairs], MAX_PIECES)
        self.targets = vectors
        self.target_of = [place[pair.english] for pair in pairs]
        self.batches = Batches(list(map(len, self.persian)), BATCH[kind], plan.seed)
        self.kept = Batches(list(map(len, self.english)), BATCH["english"], plan.seed)

    def loss(self, student: Student, turn: int, plan: Plan) -> Tensor:
        """1 − cosine to the targets, plus contrast with the other targets and `RIVALS` more.

        Targets are fixed, so that a text can be held against many more than those of its batch
        at the price of a matrix product. Those almost equal to its own are left out.
        """
        batch = self.batches[turn]
        vectors = student([self.persian[i] for i in batch])
        target = self.targets[[self.target_of[i] for i in batch]]
        near: Tensor = 1 - (vectors * target).sum(-1).mean()
        rivals = self.targets[torch.randint(len(self.targets), (RIVALS,))]
        others = torch.cat([target, rivals])
        equal = (target @ others.T > ALMOST_EQUAL).fill_diagonal_(False)
        logits = (vectors @ others.T * plan.scale).masked_fill(equal, -1e4)
        labels = torch.arange(len(batch), device=logits.device)
        return near + plan.contrast * nn.functional.cross_entropy(logits, labels)

    def keep_loss(self, student: Student, turn: int) -> Tensor:
        """1 − cosine of English texts to the teacher's vectors of them."""
        batch = self.kept[turn]
        vectors = student([self.english[i] for i in batch])
        near: Tensor = 1 - (vectors * self.targets[batch]).sum(-1).mean()
        return near


def device() -> str:
    """The device to train on: a GPU where there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def encode(guide: SentenceTransformer, texts: Sequence[str]) -> Tensor:
    """The teacher's unit vectors (texts × dimensions) of texts."""
    kind = guide.device.type
    with torch.autocast(kind, torch.bfloat16, enabled=half_precision(kind)):
        vectors = guide.encode(
            list(texts),
            batch_size=128,
            convert_to_tensor=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
    # Made under inference mode, and in half precision: a copy that autograd may meet.
    return nn.functional.normalize(vectors.float().clone(), dim=-1)


def _once(folder: Path, before: Path | None, step: Callable[[Path], None]) -> Path:
    """Do a step in a folder that starts as the one before, unless it is done already."""
    part = folder.with_name(f"{folder.name}.part")
    if not folder.is_dir():
        if before and not part.is_dir():
            fresh = folder.with_name(f"{folder.name}.copy")
            shutil.copytree(before, fresh, dirs_exist_ok=True)
            fresh.rename(part)
        log.info("%s", folder.name)
        step(part)
        (part / CHECKPOINT).unlink(missing_ok=True)
        part.rename(folder)
    return folder


def _claim(work: Path, plan: Plan, corpus: Corpus) -> None:
    """Make sure that an unfinished training is gone on with by its own plan and text only."""
    digest = sha256(repr(corpus).encode()).hexdigest()
    claim = json.dumps({"plan": asdict(plan), "text": digest}, indent=1)
    file = work / "plan.json"
    if file.is_file() and file.read_text(encoding="utf-8") != claim:
        raise TrainingError(
            f"{work} holds a training with another plan or other text: give another folder, or "
            "delete it to begin anew"
        )
    work.mkdir(parents=True, exist_ok=True)
    file.write_text(claim, encoding="utf-8")
