"""The command line: what is printed, what goes wrong in one line, and the exit status."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot.cli  # noqa: F401 - adds the commands that talk
from bot.terminal import BAR
from index.archive import Archive
from index.cli import app
from index.errors import LeaderCallsError
from tests.calls import CALLS, GAZA_EN, LIBYA_EN

COMMAND = Path(sys.executable).with_name("leader-calls")
LIBYA = "What did Putin and Erdogan say about Libya?"
PLAIN = """Phone call between Putin and Modi

The Kremlin said that Vladimir Putin and Narendra Modi spoke by telephone on 14 May 2023. They \
discussed grain shipments to Madagascar.
"""


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without readouts and without a model to load."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADER_CALLS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LEADER_CALLS_STARTER", "no")
    return tmp_path


@pytest.fixture
def full_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the starter corpus."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("LEADER_CALLS_HOME", str(home))
    return home


def invoke(*arguments: str | Path, given: str = "") -> Result:
    """Run a command in this process; what it raises is left in the result."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)


def run(*arguments: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a user does."""
    names = {f"LEADER_CALLS_{name}": value for name, value in env.items()}
    return subprocess.run(
        [COMMAND, *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=os.environ | names,
        check=False,
    )


def write_lines(path: Path, *items: object) -> Path:
    lines = (json.dumps(item, ensure_ascii=False, default=str) for item in items)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


# --- add and list -------------------------------------------------------------------------------


def test_a_text_is_added_once_and_listed(empty_home: Path) -> None:
    (empty_home / "call.txt").write_text(PLAIN, "utf-8")
    first, again = (invoke("add", empty_home / "call.txt") for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "participants: Vladimir Putin (vladimir-putin), Narendra Modi" in first.output
    assert "date 2023-05-14: written in full" in first.output
    assert "source: Kremlin" in first.output
    name = first.output.split()[1]
    assert again.output == f"known {name}: nothing changed\n"
    listed = invoke("list").output
    assert listed == f"2023-05-14  Vladimir Putin – Narendra Modi  [{name}]\n"


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(empty_home: Path) -> None:
    folder = empty_home / "calls"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "b.txt").write_text(PLAIN, "utf-8")
    (folder / "c.md").write_text("---\ntitle: [\n---\ntext", "utf-8")
    (folder / "d.txt").write_text("A call without a date.", "utf-8")
    result = invoke("add", folder)
    assert result.exit_code == 1
    failures = [line for line in result.output.splitlines() if line.startswith("failed")]
    assert [line.split(":")[0] for line in failures] == [
        f"failed {n}" for n in ("a.txt", "c.md", "d.txt")
    ]
    assert "--date" in failures[-1]
    assert len(invoke("list").output.splitlines()) == 1


def test_the_date_can_be_said(empty_home: Path) -> None:
    (empty_home / "call.txt").write_text("Putin called Modi.", "utf-8")
    result = invoke("add", "--date", "2023-05-14", empty_home / "call.txt")
    assert (result.exit_code, "as you said" in result.output) == (0, True)


def test_an_id_that_belongs_to_another_text_is_a_failure(empty_home: Path) -> None:
    first = asdict(LIBYA_EN)
    other = first | {"text": "Something else was said."}
    result = invoke("add", write_lines(empty_home / "calls.jsonl", first, other))
    assert result.exit_code == 1
    assert "failed calls.jsonl:2: libya.en: this id belongs to another text" in result.output


def test_the_calls_of_the_starter_corpus_are_listed(full_home: Path, library: Archive) -> None:
    lines = invoke("list").output.splitlines()
    days = [line.split()[0] for line in lines]
    assert days == sorted(days, reverse=True)
    assert len(lines) == len({readout.call for readout in library.snapshot.readouts})
    assert "[2021-04-09-putin-erdogan.en, 2021-04-09-putin-erdogan.fa]" in "\n".join(lines)


# --- ask and chat -------------------------------------------------------------------------------


def test_a_question_is_answered_as_the_bot_does(full_home: Path) -> None:
    result = invoke("ask", LIBYA, "پوتین و اردوغان درباره لیبی چه گفتند؟")
    assert result.exit_code == 0
    english, persian = result.output.split("? پوتین")
    assert english.startswith(f"? {LIBYA}\n\nVladimir Putin and Recep Tayyip Erdogan\n9 April 2021")
    assert "ولادیمیر پوتین و رجب طیب اردوغان\n۲۰ فروردین ۱۴۰۰" in persian
    for part in (english, persian):
        assert part.count(BAR) >= 2


@pytest.mark.parametrize("given", ["", "\n"])
def test_chat_answers_until_an_empty_line(given: str, full_home: Path) -> None:
    result = invoke("chat", given=f"{LIBYA}\nWhat did Putin and Erdogan say about Taiwan?\n{given}")
    assert result.exit_code == 0
    assert result.output.count("? ") >= 3
    assert BAR in result.output
    assert "No readout here answers that." in result.output


def test_data_has_the_span_of_every_quote(full_home: Path, library: Archive) -> None:
    result = invoke("ask", "--json", LIBYA, "how to bake bread")
    found, refused = map(json.loads, result.output.splitlines())
    assert (found["question"], found["found"], refused["found"]) == (LIBYA, True, False)
    for quote in found["quotes"]:
        readout = library.snapshot.by_id[quote["readout"]]
        assert quote["text"] == readout.text[quote["start"] : quote["end"]]
        assert quote["date"] == readout.date.isoformat()
    assert found["quotes"][0]["date_jalali"] == "20 Farvardin 1400"
    assert refused["quotes"] == []
    assert set(refused["nearest"]) <= set(library.snapshot.by_id)


def test_standard_input_is_answered_line_by_line(home: Path) -> None:
    asked = [LIBYA, "درباره لیبی چه گفتند؟", "😀", "z" * 5000]
    result = run("ask", "-", given="\n\n".join(asked), HOME=str(home))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.returncode, result.stderr) == (0, "")
    assert [answer["question"] for answer in answers] == [*asked[:3], "z" * 500]
    assert [answer["found"] for answer in answers[::2]] == [True, False]


# --- eval ---------------------------------------------------------------------------------------


def test_own_files_are_measured(empty_home: Path) -> None:
    corpus = write_lines(
        empty_home / "corpus.jsonl",
        *({**asdict(r), "lang": r.language, "leaders": r.participants} for r in CALLS),
    )
    at = GAZA_EN.text.index("more aid")
    asked = {"lang": "en", "kind": "topic", "direction": "en->en"}
    questions = write_lines(
        empty_home / "questions.jsonl",
        asked | {"qid": "1", "question": "Biden to Netanyahu: aid for the people of Gaza",
                 "relevant": ["gaza.en"], "answers": [["gaza.en", at, at + 8]]},
        asked | {"qid": "2", "question": "how to bake bread", "relevant": []},
    )  # fmt: skip
    out = empty_home / "figures.json"
    result = invoke("eval", "--readouts", corpus, "--questions", questions, "--json", out)
    assert result.exit_code == 0, result.output
    assert "Unanswerable questions: 1, refused 1.000" in result.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["all"]["number"], figures["all"]["recall_1"]) == (1, 1)
    assert list(figures["direction"]) == ["en→en"]
    assert [one["asked"]["qid"] for one in figures["questions"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--readouts", "."], "--readouts and --questions go together"),
        (["--readouts", ".", "--questions", "bad.jsonl"], "corpus.jsonl:1: no JSON"),
        (["--readouts", "good.jsonl", "--questions", "bad.jsonl"], "bad.jsonl:1: a question needs"),
        (["--split", "other"], "--split 'other': say test, tuning or all"),
    ],
)
def test_files_that_cannot_be_measured_are_refused(
    arguments: list[str], message: str, empty_home: Path
) -> None:
    (empty_home / "bad.jsonl").write_text("no JSON")
    write_lines(empty_home / "good.jsonl", asdict(LIBYA_EN))
    if "." in arguments:
        (empty_home / "bad.jsonl").rename(empty_home / "corpus.jsonl")
        arguments = [argument.replace("bad", "corpus") for argument in arguments]
    error = invoke("eval", *arguments).exception
    assert isinstance(error, LeaderCallsError)
    assert message in str(error)


# --- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "env", "line"),
    [
        (["serve"], {}, "leader-calls: LEADER_CALLS_TOKEN: missing; get a token from @BotFather"),
        (["serve"], {"TOKEN": "SECRET"}, "leader-calls: LEADER_CALLS_TOKEN: is no bot token"),
        (["list"], {"STARTER": "maybe"}, "leader-calls: LEADER_CALLS_STARTER 'maybe': input"),
        (["list"], {"DATABASE": "nonsense"}, "leader-calls: database 'nonsense' is no URL"),
        (
            ["ask", "Libya"],
            {"MODEL": "./none"},
            "leader-calls: the model './none' cannot be loaded",
        ),
        (["add", "--date", "soon", "."], {}, "leader-calls: date 'soon' is no day: write it as"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    arguments: list[str], env: dict[str, str], line: str, empty_home: Path
) -> None:
    result = run(*arguments, **env)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1
    assert "SECRET" not in result.stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask"], ["add"]])
def test_a_wrong_call_is_status_2(arguments: list[str]) -> None:
    assert invoke(*arguments).exit_code == 2


def test_help_names_every_command() -> None:
    shown = invoke("--help").output
    for name in ("ask", "chat", "add", "list", "serve", "eval", "fit", "train"):
        assert name in shown
