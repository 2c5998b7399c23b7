# The commands of README.md. Needs Python 3.11 or newer and make; everything else goes into .venv.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
# Where it is set, each of the hundred bots that the tests start would compile all of the program anew.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup demo test check format lock weights bench chaos sbom ops clean

setup: $(READY)

# What running needs; a lock pins every package with its hashes, and with the lock unchanged no network is needed.
$(RUNS): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

# What testing, checking and benchmarking need besides, and the command `briefing-bot`.
$(READY): $(RUNS) requirements-dev.lock pyproject.toml
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

demo: $(RUNS)
	@exec $(BIN)/python -m bot demo --port $(PORT)

test: setup
	$(BIN)/python -m pytest -n auto --dist loadgroup -rs

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry bot
	$(BIN)/bandit -q -c pyproject.toml -r bot
	$(BIN)/python -m bot.i18n.catalogs
	$(BIN)/python -m bot check
	$(if $(TESTED),,$(BIN)/python -m pytest -n auto --dist loadgroup)

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Figures, on this machine, in some twenty minutes. QUESTIONS: questions with the facts expected.
# The ranking's weights, learned anew from the training questions; minutes.
TRAINING = $(addprefix benchmarks/questions/,readers.jsonl own.jsonl in-scope.jsonl out-of-scope.jsonl follow-ups.jsonl november.jsonl november-facts.jsonl november-intents.jsonl november-readers.jsonl records.jsonl readers-overview.jsonl readers-state.jsonl readers-stakes.jsonl readers-why.jsonl)
weights: setup
	$(BIN)/python -m benchmarks.answers.learn_weights $(TRAINING) --part 0.5 --write

QUESTIONS ?= benchmarks/questions/held-out.jsonl
bench: setup
	$(BIN)/python benchmarks/trips.py
	$(BIN)/python -m benchmarks.answers.peers $(QUESTIONS)
	$(BIN)/python -m benchmarks.answers.echo $(QUESTIONS)
	$(BIN)/python -m benchmarks.answers.growth $(QUESTIONS)
	$(BIN)/python -m benchmarks.content.lint
	$(BIN)/python -m benchmarks.delivery.transport
	$(BIN)/python -m benchmarks.delivery.load outbox
	$(BIN)/python -m benchmarks.delivery.load pace
	$(BIN)/python -m benchmarks.delivery.load live
	$(BIN)/python -m benchmarks.delivery.load enqueue
	$(BIN)/python -m benchmarks.delivery.zones

# Bots killed, Telegrams that fail and databases that go away, in some fifteen minutes.
chaos: setup
	$(BIN)/python -m benchmarks.delivery.chaos
	$(BIN)/python -m benchmarks.delivery.chaos --replicas 2 --databases postgresql --kills 20
	$(BIN)/python -m benchmarks.delivery.chaos --clean --kills 10
	$(BIN)/python -m benchmarks.delivery.load faults
	$(BIN)/python -m benchmarks.delivery.outage

# What a running bot is made of, by the lock, as CycloneDX.
sbom: setup
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o sbom.json

# Everything that an operator does, rehearsed, in some fifteen minutes. Debian's postgresql, nginx, pgbouncer and prometheus.
ops: setup
	$(BIN)/python -m pytest -n 0 tests/acceptance/test_seeing.py tests/acceptance/test_deploy.py tests/unit/test_alerts.py
	$(BIN)/python -m benchmarks.ops.lean
	$(BIN)/python -m benchmarks.ops.rehearse
	$(BIN)/python -m benchmarks.ops.many
	$(BIN)/python -m benchmarks.ops.rotate
	$(BIN)/python -m benchmarks.ops.operator
	$(BIN)/python -m benchmarks.ops.strange_updates

# Needs uv; writes no registry's address.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
lock:
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra postgresql pyproject.toml -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .import_linter_cache
