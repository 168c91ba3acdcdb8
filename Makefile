# Everything a newcomer needs; each target sets up what it stands on.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
Q ?= what did they say about Libya?

.PHONY: demo ask chat serve test lint types check eval clean

demo: $(READY)  ## ask three questions: Persian, English about a Persian text, and one without an answer
	@LEADER_CALLS_HOME=.demo $(BIN)/leader-calls ask \
		"پوتین و اردوغان درباره لیبی چه گفتند؟" \
		"Where did the White House say the naval ceasefire talks would be held?" \
		"What did they say about Taiwan?"

ask: $(READY)  ## make ask Q="your question"
	@$(BIN)/leader-calls ask "$(Q)"

chat: $(READY)  ## one question after another
	@$(BIN)/leader-calls chat

serve: $(READY)  ## run the bot (set LEADER_CALLS_TOKEN first)
	@$(BIN)/leader-calls serve

test: $(READY)  ## the whole test suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: lint types test

eval: $(READY)  ## the numbers of the README, printed again
	@$(BIN)/leader-calls eval

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,train]'
	@touch $(READY)

clean:
	rm -rf $(VENV) .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
