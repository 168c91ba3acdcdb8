"""Where the project's own data lies: beside the code in a checkout, inside it when installed."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def data_folder() -> Path:
    """The folder with gazetteer/, model/, readouts/ and eval/."""
    checkout = _HERE.parent / "data"
    return checkout if (checkout / "gazetteer").is_dir() else _HERE / "_data"
