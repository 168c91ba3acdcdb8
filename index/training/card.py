"""The model card: what a model was made of and how, in the form that model hubs read."""

from pathlib import Path
from string import Template

from index.training.pairs import OWN, Source

CARD = Path(__file__).with_name("card.md")
TITLES = {
    "own": "sentences of `data/training/` (this project)",
    "calls": "passages of `data/training/calls/` (this project)",
    "words": "words of `data/training/` (this project)",
    "gazetteer": "names of `data/gazetteer/` (this project)",
    "tico19_en_fa": "TICO-19, English–Persian",
    "tico19_en_prs": "TICO-19, English–Dari",
    "tatoeba_anki_pes": "Tatoeba (manythings.org)",
    "tails_po": "Tails, documentation and programs",
    "odoo_po": "Odoo translations",
    "massive_500": "MASSIVE, the first 500 ids",
    "idiom_translation": "Idiom Translation",
    "iran_memorial": "Iran Memorial",
    "mozilla_www": "Mozilla websites",
    "worldmonitor_i18n": "World Monitor",
    "cldr_names": "CLDR names",
    "country_names": "country lists (mledoze, stefangabos, umpirsky)",
    "dr5hn_cities": "cities (dr5hn)",
}


def write_card(
    folder: Path,
    sources: tuple[Source, ...],
    *,
    passages: int,
    questions: int,
    pieces: tuple[int, int],
    steps: tuple[int, int],
    whitening: float,
    seed: int,
    held_out: dict[str, float],
) -> None:
    """Write README.md into a model folder.

    Args:
        passages, questions: how many were taught in the last course.
        pieces: English and Persian pieces.
        steps: steps on translations and on questions.
        whitening: the power of the last step.
        held_out: figures of `Watch` at the end.
    """
    sources = (*sources, Source("calls", passages, OWN))
    rows = [
        f"| {TITLES[s.name]} | {s.pairs:,} | {s.share.licence} | {s.share.times} |" for s in sources
    ]
    figures = ", ".join(f"{name} {value:.3f}" for name, value in held_out.items())
    text = Template(CARD.read_text(encoding="utf-8")).substitute(
        sources="\n".join(rows),
        passages=f"{passages:,}",
        questions=f"{questions:,}",
        english=f"{pieces[0]:,}",
        persian=f"{pieces[1]:,}",
        steps=f"{steps[0]:,}",
        answer_steps=f"{steps[1]:,}",
        whitening=f"{whitening:g}",
        seed=seed,
        held_out=figures,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
