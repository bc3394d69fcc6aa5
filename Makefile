# Tallyproof. `make` shows the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup browser demo test lint bench docs

# uv from PATH, else one of our own in build/ (pip --target also works where ensurepip is missing and
# where the system's Python is marked externally managed).
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo build/uv/bin/uv)
DEMO ?= ./demo-election
PYTEST_ARGS ?=

help: ## Show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1|/' \
	  | while IFS='|' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

build/uv/bin/uv:
	python3 -m pip install --quiet --target build/uv uv

setup: $(filter build/uv/bin/uv,$(UV)) ## Install Tallyproof and its tools into .venv, from the lock file
	@$(UV) sync --quiet --locked --extra cluster

browser: ## Make sure that a Chromium is there for the browser tests (Debian: installs it when run as root)
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; \
	else \
	  echo "The browser tests need Chromium and found none on PATH. Install it" \
	    "(on Debian: sudo apt-get install chromium), then run 'make test' again." >&2; \
	  exit 1; \
	fi

demo: setup ## Make a sample election, run it from photographs to a verified site (DEMO=DIR, default ./demo-election)
	@.venv/bin/tallyproof demo $(DEMO)

test: setup browser ## Run all tests, those in a real browser included (PYTEST_ARGS=… goes to pytest)
	@.venv/bin/pytest $(PYTEST_ARGS)

lint: setup ## Check style, formatting, types and the layers
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup ## Run the benchmarks, small (benchmarks/README.md has the full commands and what they take)
	.venv/bin/python benchmarks/qr.py --strips 10 --crops 40 --readers ours,zxing-cpp
	.venv/bin/python benchmarks/print.py --graded 4
	.venv/bin/python benchmarks/guatemala.py --sheets 40
	.venv/bin/python benchmarks/quality.py --strips 20 --real 10 --spoiled 4
	.venv/bin/python benchmarks/reading_speed.py --sheets 4 --peer-sheets 1
	.venv/bin/python benchmarks/pool.py --count 20 --rounds 1
	.venv/bin/python benchmarks/quick_count.py --draws 200
	.venv/bin/python benchmarks/audit.py --checks 1000 --draws 400
	.venv/bin/python benchmarks/venezuela.py
	.venv/bin/python benchmarks/report.py --stations 5000 --without indicators

docs: setup ## Write docs/methods.md again from the phrase books
	.venv/bin/python -m tallyproof.report.methods_page docs/methods.md
