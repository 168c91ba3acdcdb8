"""Recognition: is an item from a source the readout of a phone call between leaders?

    verdict = judge(Item(title, text, url, published, source), linker)

A readout of one call by telephone (or video) in which at least two leaders took part and which has
taken place. Meetings, letters, speeches, calls of officials or with others than leaders, calls that
are planned, denied or only recalled, and reviews of several calls are not.
"""

from index.news.item import Item, Verdict
from index.news.judging import judge

__all__ = ["Item", "Verdict", "judge"]
