"""Tests: they know nothing of the settings of the person who runs them."""

import os

# Telegram's RetryAfter as a timedelta: the library warns about anything else.
os.environ["PTB_TIMEDELTA"] = "1"
for name in [key for key in os.environ if key.startswith("LEADER_CALLS_")]:
    del os.environ[name]
