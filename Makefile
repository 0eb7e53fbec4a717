# make start: a running tracker.  make test: everything that CI checks.

.DEFAULT_GOAL := start
.PHONY: start test lock example screenshots bench clean
.SILENT:

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

bin := .venv/bin
install = $(bin)/pip install -qq --require-hashes -r $(1) || { \
	echo "Installing failed, see above. Check the network (or PIP_INDEX_URL, when you use a mirror) and run make again."; exit 1; }
compile = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml

start: .venv/installed
	exec $(bin)/python -m tracker start

test: .venv/installed-tests
	$(bin)/python -m tests.browser.chromium
	$(bin)/ruff format --quiet --check . || { echo "Run: .venv/bin/ruff format ."; exit 1; }
	$(bin)/ruff check --quiet .
	$(bin)/mypy --no-error-summary
	$(bin)/lint-imports --no-logo > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	$(bin)/pytest -q -n 2

example: .venv/installed
	$(bin)/python -m results example $(if $(REMOVE),--remove)

screenshots: .venv/installed-tests
	$(bin)/python -m tests.browser.chromium
	$(bin)/python -m tests.browser.screenshots

bench: .venv/installed-tests
	$(bin)/python -m tests.browser.chromium
	$(bin)/python -m tests.bench

# The locked, hashed requirement files from pyproject.toml. What is locked stays; delete the two files first to take the newest.
lock: $(bin)/python
	$(bin)/pip install -qq "uv>=0.9"
	$(bin)/$(compile) -o requirements.txt
	$(bin)/$(compile) --extra test -c requirements.txt -o tests/requirements.txt

# What tools and tests leave behind. The var folder holds data and stays.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(bin)/python:
	found=; for each in python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then found=$$each; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "This needs Python 3.11 or newer, and none is on the PATH. Install it and run make again."; exit 1; fi; \
	"$$found" -m venv .venv || { rm -rf .venv; \
		echo "Python could not make .venv. On Debian and Ubuntu: apt-get install python3-venv. Then run make again."; exit 1; }

.venv/installed: requirements.txt | $(bin)/python
	echo "Installing what the tracker needs (a minute or two, once)"
	$(call install,requirements.txt)
	touch $@

.venv/installed-tests: tests/requirements.txt | $(bin)/python
	echo "Installing what the tests need (a minute or two, once)"
	$(call install,tests/requirements.txt)
	touch $@
