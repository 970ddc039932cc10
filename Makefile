# The commands of the project; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint train train-encoder evaluate bench crash soak load fuzz run clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/installed ## make .venv and install dialogbot with what its development needs

.venv/installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "dialogbot needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; rm -rf .venv; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[accurate,reports,dev,training]'
	@touch $@

demo: setup ## show the main job on invented posts, without Telegram and without keeping anything
	@$(BIN)/dialogbot demo

test: setup ## run the tests, on two cores
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

lint: setup ## check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

train: setup ## learn the detector's weights anew from training/
	$(BIN)/python training/train.py

train-encoder: ## learn the second stage anew, in an environment of its own with torch (hours)
	@test -x .venv-encoder/bin/python || $(PYTHON) -m venv .venv-encoder
	.venv-encoder/bin/python -m pip install --quiet --disable-pip-version-check --requirement training/encoder/requirements.txt
	.venv-encoder/bin/python training/encoder/build.py

evaluate: setup ## measure the detector and write docs/model-card.md; SHARED=DIR measures on the data there too
	$(BIN)/python training/evaluate.py $(if $(SHARED),--shared $(SHARED))

bench: setup ## measure how fast and how large the detector is
	$(BIN)/python training/bench.py

crash: setup ## kill the program at random moments and prove that nothing is lost; KILLS=500
	$(BIN)/python -m tests.crash --kills $(or $(KILLS),100)

soak: setup ## let a month go by in some minutes, with an eye on memory and open files
	$(BIN)/python -m tests.endurance.soak

load: setup ## 50 commands a second while 100,000 posts are imported
	$(BIN)/python -m tests.endurance.load

fuzz: setup ## feed readers and command parser with input bred to break them; SECONDS=3600
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet '.[fuzz]'
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),3600)

run: setup ## start dialogbot with ./config.toml
	$(BIN)/dialogbot run

clean: ## remove .venv and what the checks left behind
	rm -rf .venv .venv-encoder .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
