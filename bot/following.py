"""What is said of following: what is followed and how often, and what can be."""

from collections.abc import Sequence

from bot.catalogue import kinds_to_follow
from bot.render import LONGEST_DATA, Button, Message, button_data
from bot.timing import rhythm_line, rhythm_named, weekday_buttons
from bot.wording import Wording
from index.people import MOST_SUBSCRIPTIONS, Rhythm, Subscription
from index.subjects import EVERYTHING

RHYTHMS: tuple[Rhythm, ...] = ("at_once", "daily", "weekly")


def subscription_message(
    found: Subscription, zone: str, say: Wording, *, new: bool = False
) -> Message:
    """What is followed and how often, with buttons to change it."""
    head = say("following-new" if new else "following", subject=say.subject(found.subject))
    rhythms = [
        (
            ("✓ " if rhythm == found.rhythm else "") + say(f"rhythm-{rhythm.replace('_', '-')}"),
            button_data("rhythm", say, found.id, rhythm),
        )
        for rhythm in RHYTHMS
    ]
    days = weekday_buttons(found, say) if found.rhythm == "weekly" else []
    end = (say("unfollow"), button_data("unfollow", say, found.id))
    others = (say("my-subscriptions"), button_data("mine", say))
    text = f"{head}\n{rhythm_line(found, zone, say)}"
    return Message(text).with_rows(rhythms, days[:4], days[4:], [end, others])


def overview_message(mine: Sequence[Subscription], say: Wording, *, paused: bool) -> Message:
    """All that a chat follows, with buttons to change and to end each."""
    if not mine:
        return to_follow_message(say("following-nothing"), say)
    lines = [
        say("following-line", subject=say.subject(s.subject), how=rhythm_named(s, say))
        for s in mine
    ]
    head = say("following-paused") if paused else say("following-list", count=len(mine))
    rows = [_buttons(s, say) for s in mine]
    text = "\n".join([head, "", *lines])
    return Message(text).with_rows(*rows, [resume_button(say)] if paused else [])


def _buttons(found: Subscription, say: Wording) -> list[Button]:
    return [
        (say.subject(found.subject), button_data("edit", say, found.id)),
        ("✕", button_data("unfollow", say, found.id)),
    ]


def to_follow_message(text: str, say: Wording) -> Message:
    """A text with buttons to all that can be followed."""
    everything = (say("everything"), button_data("follow", say, EVERYTHING))
    return Message(text).with_rows([everything], kinds_to_follow(say))


def full_message(say: Wording) -> Message:
    """A chat follows as much as it can."""
    button = (say("my-subscriptions"), button_data("mine", say))
    return Message(say("too-many", count=MOST_SUBSCRIPTIONS)).with_rows([button])


def offers(subjects: Sequence[str], say: Wording) -> list[list[Button]]:
    """Buttons to follow some subjects."""
    found = [(say.subject(s), button_data("follow", say, s)) for s in subjects]
    return [[offer] for offer in found if len(offer[1]) <= LONGEST_DATA]


def resume_button(say: Wording) -> Button:
    """A button to be told of new calls again."""
    return say("resume"), button_data("resume", say)
