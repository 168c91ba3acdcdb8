"""The bench measures an archive that really answers."""

from dataclasses import replace

import pytest

from index.bench import STAGES, copies, measure
from index.evaluation import Bench
from index.linking import Linker
from index.passages import sentences, windows
from tests.calls import CALLS, PLAIN_RANKING, TODAY
from tests.encoders import WordEncoder


@pytest.mark.parametrize("passages", [1, 20, 100])
def test_copies_are_other_readouts_of_other_days(passages: int) -> None:
    found = copies(CALLS, passages)
    assert sum(len(windows(sentences(readout))) for readout in found) >= passages
    assert sum(len(windows(sentences(readout))) for readout in found[:-1]) < passages
    assert len({readout.digest for readout in found}) == len({r.call + r.id for r in found})


def test_what_is_measured_is_what_happens(linker: Linker) -> None:
    bench = Bench(WordEncoder(), linker, PLAIN_RANKING, TODAY)
    found = measure(bench, CALLS, ["Libya", "مکرون درباره نیروگاه چه گفت؟"], 60)
    assert found.passages >= 60
    assert found.readouts == len(copies(CALLS, 60))
    assert set(found.stages) == set(STAGES)
    assert found.meanwhile_number >= 1
    times = [found.build_seconds, found.open_seconds, found.added, *found.answer]
    assert all(time > 0 for time in [*times, *found.meanwhile])


def test_copies_keep_everything_but_id_text_and_day() -> None:
    one, *_ = copies(CALLS[:1], 1)
    assert one == CALLS[0]
    copy = copies(CALLS[:1], 10)[-1]
    same = {"id": one.id, "text": one.text, "date": one.date}
    assert replace(copy, **same) == one  # type: ignore[arg-type]
