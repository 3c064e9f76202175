# Every command sets up what it needs. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
CODE := mitra bot actions nlu simulator

.PHONY: help setup run demo train test test-postgres lint bench broadcast faults size backups suggestions reminders prompts series year fuzz guides eval meanings lock

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## create .venv/ from requirements.lock
	@scripts/setup

run: setup ## serve Telegram (MITRA_TELEGRAM_TOKEN), or show the demo without a token
	@.venv/bin/mitra run

demo: setup ## try everything in the browser, without Telegram
	@.venv/bin/mitra demo

train: setup ## train the model if content, examples or settings changed
	@.venv/bin/mitra train

test: setup lint train ## everything a change must pass
	@$(PYTHON) -m pytest -n 3 --dist loadfile

test-postgres: setup train ## the same on PostgreSQL and Valkey, from the locked wheels
	@MITRA_TEST_BACKEND=postgresql $(PYTHON) -m pytest -n 3 --dist loadfile

lint: setup ## format, style, types, which part may use which
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-logo

bench: setup ## speed and memory beside stock `rasa run` and a bare echo bot (BENCH=--write: into docs/performance.md)
	@$(PYTHON) -m benchmarks $(BENCH)

broadcast: setup ## 100,000 messages while Telegram fails and the sender is killed
	@$(PYTHON) -m benchmarks.broadcast

faults: setup ## replicas killed fifty times while people write and tap (ten minutes)
	@$(PYTHON) -m benchmarks.faults

backups: setup ## how long a backup and its way back take
	@$(PYTHON) -m benchmarks.backup

size: setup ## what a row costs on disk, and what a country would
	@$(PYTHON) -m benchmarks.size

suggestions: setup ## what suggestions cost, with ten and with a thousand open ones
	@$(PYTHON) -m benchmarks.suggestions

prompts: setup ## what a trainer's prompt costs, with a thousand to fifty thousand receivers
	@$(PYTHON) -m benchmarks.prompts

series: setup ## ninety days of series in thirty enterprises, each prompt compared with the rules
	@$(PYTHON) -m benchmarks.series

reminders: setup ## what reminders cost, with a thousand to a million actions
	@$(PYTHON) -m benchmarks.reminders

year: setup ## a simulated year of 200 plans: every reminder once, at the right hour (a quarter of an hour)
	@$(PYTHON) -m benchmarks.year

fuzz: setup ## bad input by the hundred thousand: nothing may fail (a quarter of an hour; FUZZ="--seed 7")
	@$(PYTHON) -m benchmarks.fuzz $(FUZZ)

guides: setup train ## pictures, their words and the poster of docs/panduan, made anew (wants Chromium)
	@MITRA_WRITE_GUIDES=1 $(PYTHON) -m pytest -q tests/acceptance/test_guides.py

eval: setup ## how well messages nobody trained on are understood; fails when that became worse
	@$(PYTHON) -m benchmarks.understanding $(EVAL)

meanings: setup ## write nlu/meanings.npz anew, after many question lines changed
	@$(PYTHON) -m nlu

lock: setup ## write requirements.lock anew from pyproject.toml
	@scripts/lock
