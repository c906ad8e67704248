# `make help` lists the targets. The work is done by the scripts in bin/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-sortition bench-room bench-link bench-public lock strings
PYTHON := .venv/bin/python

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: ## Set everything up, seed a demo and serve it at http://127.0.0.1:8000 (ALQA_PORT, ALQA_DATA_DIR move it)
	@bin/demo

test: ## Set up whatever the tests need and run every test (TESTS="tests/web -k sign_in" for some)
	@bin/test $(TESTS)

lint: ## Style, types and complexity (ruff, mypy)
	@bin/setup development
	.venv/bin/ruff check .
	.venv/bin/mypy

bench: bench-sortition bench-room bench-link bench-public ## Every benchmark

bench-sortition: ## Time the draw on the pools of the test suite
	@bin/setup development
	$(PYTHON) -m benchmarks.sortition

bench-room: ## One evening with 25 jurors and 200 observers, beside a bare Socket.IO server in the same run
	@bin/setup development
	@ALQA_TEST_FSYNC=on bin/with-services $(PYTHON) -m benchmarks.room

bench-link: ## How long the room and a verdict take on a thin line (GPRS, EDGE, slow 3G)
	@bin/setup development
	$(PYTHON) -m benchmarks.slow_link

bench-public: ## The verdict page for many readers, beside a file that nginx serves in the same run
	@bin/setup development
	@bin/system-packages nginx=nginx wrk=wrk
	$(PYTHON) -m benchmarks.public

lock: ## Write the two lock files from requirements/*.in (every package pinned with hashes)
	@bin/setup development
	@bin/lock

strings: ## Extract the texts and merge them into the Kazakh and Russian catalogues
	@bin/setup development
	@bin/strings
