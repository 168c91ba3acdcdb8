"""Hours, weekdays and time zones, as a reader picks them."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.render import Button, Message, button_data
from bot.wording import Wording
from index.people import Subscription
from index.text import normalise

# Where most readers of the two languages live; all others are found by a city's name.
ZONES = (
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Dushanbe",
    "Asia/Dubai",
    "Asia/Baghdad",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Toronto",
    "America/Los_Angeles",
    "Australia/Sydney",
)
_HOURS_A_ROW = 6
_CONTINENTS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip
# Saturday first, as the Persian week goes; Monday is 0.
_WEEK = {"fa": (5, 6, 0, 1, 2, 3, 4), "en": (0, 1, 2, 3, 4, 5, 6)}


def hours_message(number: int, rhythm: str, zone: str, say: Wording) -> Message:
    """Ask for the hour of a subscription, in a time zone."""
    buttons: list[Button] = [
        (say.hour(hour), button_data("hour", say, number, rhythm, hour)) for hour in range(24)
    ]
    rows = [buttons[start : start + _HOURS_A_ROW] for start in range(0, 24, _HOURS_A_ROW)]
    return Message(say("which-hour", zone=say.zone(zone))).with_rows(*rows)


def zones_message(number: int, rhythm: str, say: Wording, unknown: str = "") -> Message:
    """Ask for the time zone.

    Args:
        number: of the subscription that waits for it; 0 when none does.
        unknown: a city that is not known.
    """
    text = say("zone-unknown", what=unknown) if unknown else say("which-zone")
    buttons = [(say.zone(zone), button_data("zone", say, number, rhythm, zone)) for zone in ZONES]
    return Message(text).with_rows(*(buttons[i : i + 3] for i in range(0, len(buttons), 3)))


def rhythm_named(found: Subscription, say: Wording) -> str:
    """How often a subscription is told of, in a few words."""
    if found.rhythm == "at_once":
        return say("how-at-once")
    hour = say.hour(found.hour)
    if found.rhythm == "daily":
        return say("how-daily", hour=hour)
    return say("how-weekly", day=say.weekday(found.weekday), hour=hour)


def rhythm_line(found: Subscription, zone: str, say: Wording) -> str:
    """How often a subscription is told of, in a sentence."""
    if found.rhythm == "at_once":
        return say("told-at-once")
    values = {"hour": say.hour(found.hour), "zone": say.zone(zone or "UTC")}
    if found.rhythm == "daily":
        return say("told-daily", **values)
    return say("told-weekly", day=say.weekday(found.weekday), **values)


def weekday_buttons(found: Subscription, say: Wording) -> list[Button]:
    """The days of the week, the chosen one marked."""
    return [
        (
            ("✓ " if day == found.weekday else "") + say.weekday(day),
            button_data("weekday", say, found.id, day),
        )
        for day in _WEEK[say.language]
    ]


def zone_named(text: str) -> str | None:
    """The time zone of a city, of a country that has but one, or by its IANA name; or None.

    Cities and countries are known in both languages.
    """
    if is_zone(text):
        return text
    return _places().get(normalise(text))


def is_zone(name: str) -> bool:
    """Whether there is a time zone of an IANA name."""
    return name in available_timezones()


@cache
def _places() -> dict[str, str]:
    zones = sorted(zone for zone in available_timezones() if zone.startswith(_CONTINENTS))
    others = get_global("zone_aliases")
    found = {
        normalise(get_timezone_location(zone, locale=language, return_city=True)): zone
        for language in ("fa", "en")
        for zone in zones
        if zone not in others
    }
    named = {normalise(zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}
    return _countries() | found | named


def _countries() -> dict[str, str]:
    zones: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        zones.setdefault(territory, []).append(zone)
    return {
        normalise(Locale(language).territories[territory]): there[0]
        for territory, there in zones.items()
        if len(there) == 1 and is_zone(there[0])
        for language in ("fa", "en")
    }
