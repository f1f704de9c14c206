# A fresh Debian 12 with Python 3.11, git and make is all these need.
# .venv/ holds what the lock files name; everything made at run time lies under var/.

PYTHON ?= python3.11
PORT ?= 8000
export PORT C B
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

HERE := .venv/bin/python
ENGINES := exec $(HERE) -m config.engines
CODE := config members claims appointments tests manage.py

.PHONY: help
help: ## list these
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

.PHONY: run
run: .runtime ## set up, start engines, web, worker and beat; Ctrl-C stops all (PORT=8000)
	@exec $(HERE) -m config.run

.PHONY: manage
manage: .runtime ## run one management command with the engines up: make manage C="check"
	@$(ENGINES) sh -c '$(MIGRATE) && eval "exec python manage.py $$C"'

.PHONY: test
test: .development .browser ## run the whole suite, browser included (T= for a part)
	@$(ENGINES) --test python -m pytest -n 2 $(T)

.PHONY: check
check: .development ## lint, formats, types, contracts, templates, migrations, docs, deploy checks
	@$(ENGINES) --test $(MAKE) -k -j2 --output-sync=target .lint .format .types .contracts .templates .migrations .docs .deploy

.PHONY: fix
fix: .development ## mend what mends itself
	@.venv/bin/ruff check --fix $(CODE)
	@.venv/bin/ruff format $(CODE)
	@.venv/bin/djlint templates --reformat --quiet

.PHONY: docs
docs: .runtime ## write the pages that are generated from the code
	@$(foreach page,$(GENERATED),$(HERE) manage.py $(subst -,_,$(page)) > docs/reference/$(page).md;)
	@$(HERE) manage.py spectacular > docs/reference/openapi.yaml

.PHONY: bench
bench: .runtime ## measure; one line each: name value unit floor ratio (B=P12 for one)
	@exec $(HERE) -m config.bench $(B)

.PHONY: faults
faults: .development ## break what can break and ask what must hold (F="F05 F13", SEED=1, LONG=1, MINUTES=20, REPORT=1)
	@exec $(HERE) -m tests.faults $(F) $(if $(SEED),--seed $(SEED)) $(if $(LONG),--long) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(REPORT),--report docs/reference/faults.md)

.PHONY: lock
lock: var/uv/bin/uv ## compile requirements*.txt from pyproject.toml
	@$(COMPILE) -o requirements.txt
	@$(COMPILE) --group dev -o requirements-dev.txt
	@$(COMPILE) --extra ocr --constraint requirements.txt -o requirements-ocr.txt

.PHONY: setup
setup: .development ## make the virtual environment for all of the above


# One step of `make check` a line. GENERATED names docs/reference/*.md and the command printing it.

GENERATED := claim-states
SECRETS = SECRET_KEY=$(RANDOM)$(RANDOM) BLIND_INDEX_KEY=$(RANDOM) SEALING_KEYS=1:$(RANDOM)
RANDOM = $(shell head -c 32 /dev/urandom | base64 -w0)
DEPLOYED = env $(SECRETS) ALLOWED_HOSTS=example.org $(HERE) manage.py check --deploy --fail-level WARNING

.PHONY: .lint .format .types .contracts .templates .migrations .docs .deploy
.lint: ; .venv/bin/ruff check --quiet $(CODE)
.format: ; .venv/bin/ruff format --check --quiet $(CODE)
.types: ; $(HERE) -m mypy $(CODE)
.contracts: ; $(HERE) -c 'from importlinter.cli import lint_imports_command as run; run()'
.templates: ; .venv/bin/djlint templates --check --lint
.migrations: ; $(HERE) manage.py makemigrations --check --dry-run
.docs: $(GENERATED:%=.docs-%) .docs-openapi
.docs-openapi: ; $(HERE) manage.py spectacular --fail-on-warn | diff -u docs/reference/openapi.yaml -
.docs-%: ; $(HERE) manage.py $(subst -,_,$*) | diff -u docs/reference/$*.md -
.deploy: .deploy-public .deploy-internal
.deploy-%: ; @ZONE=$* $(DEPLOYED)


# The virtual environment: made anew when a lock file or the checkout's place has changed.

.PHONY: .runtime .development
.runtime: ; @$(call environment,requirements.txt requirements-dev.txt,$(WANTED))
.development: ; @$(call environment,requirements-dev.txt,requirements-dev.txt)

# Whoever had the tools keeps them when the lock changes.
WANTED = $(if $(wildcard .venv/requirements-dev.txt.sum),requirements-dev.txt,requirements.txt)

# $(1): lock files of which any will do, $(2): the one to install when none is.
define environment
	mkdir -p var && exec 9> var/setup.lock && flock 9; \
	for lock in $(1); do \
		{ pwd -P; cat $$lock; } | sha256sum | cmp -s - .venv/$$lock.sum && exit 0; \
	done; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
		|| { echo 'Python 3.11 is needed: install it, or say where it is: make PYTHON=…' >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call install,python3.11-venv); \
	echo 'Setting up .venv from $(2): a minute or two, the first time only.' >&2; \
	umask 022; $(PYTHON) -m venv --clear .venv \
	&& $(HERE) -m pip install -qq --disable-pip-version-check --require-hashes -r $(2) \
	&& { pwd -P; cat $(2); } | sha256sum > .venv/$(2).sum
endef

.PHONY: .browser
.browser:
	@command -v chromium > /dev/null || $(call install,chromium)
	@fc-list :lang=zh-cn 2>/dev/null | grep -q . || $(call install,fontconfig fonts-noto-cjk)

# $(1): Debian packages, installed by root or by whoever may sudo without a password.
define install
	{ echo 'Installing $(1).' >&2; sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	{ $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq --yes --no-install-recommends $(1); } > var/apt.log 2>&1 \
	|| { echo 'That failed (var/apt.log). Install by hand: apt-get install $(1)' >&2; exit 1; }; }
endef

# A database of one's own is migrated first; one that was named by DATABASE_URL never is.
MIGRATE = $(if $(DATABASE_URL),true,python manage.py migrate -v 0 >&2)

COMPILE = var/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml

var/uv/bin/uv:
	@$(PYTHON) -m venv var/uv && var/uv/bin/pip install -qq --disable-pip-version-check uv
