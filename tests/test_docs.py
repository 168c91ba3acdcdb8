"""The README says all that there is, and the code says what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import bot.cli  # noqa: F401 - adds the commands that talk
from bot.settings import Settings
from index.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MODULES = sorted(p for package in ("bot", "index") for p in (ROOT / package).rglob("*.py"))
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Documented]]:
    """The public functions and classes of a module, and the methods of those classes."""
    for node in body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained(command: str) -> None:
    assert f"`leader-calls {command}" in README
    assert COMMANDS[command].help


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert f"`LEADER_CALLS_{name.upper()}`" in README
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("command", ["/start", "/help"])
def test_every_chat_command_is_explained(command: str) -> None:
    assert command in README


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    named = dict(public(tree.body))
    assert ast.get_docstring(tree) or not tree.body
    assert [name for name, node in named.items() if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "bot").rglob("*.py")), ids=lambda path: path.name)
def test_no_markup_strings_are_sent(path: Path) -> None:
    assert "parse_mode" not in path.read_text("utf-8")
