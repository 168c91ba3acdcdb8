"""Texts that their source has changed since: what is shown of one says so."""

from dataclasses import replace

from bot.render import Message
from bot.wording import Wording
from index.archive import Archive
from index.readout import Readout


def dated(message: Message, readout: Readout, archive: Archive, say: Wording) -> Message:
    """A message about a readout, with a line below when its text is an earlier one."""
    if archive.is_current(readout):
        return message
    return replace(message, text=f"{message.text}\n{say('earlier-version')}")
