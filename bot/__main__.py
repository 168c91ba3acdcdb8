"""`python -m bot` is `leader-calls`."""

from bot.cli import main

main()
