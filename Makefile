# The two commands are `make run` and `make test`; the README explains them.
.DEFAULT_GOAL := help
.PHONY: help run test fuzz check backup restore bench bench-mixed bench-reports vendor fmt upgrade-check bench-imports validate screenshots

VENV := .venv
PY := $(VENV)/bin/python
# One more than a small machine has cores: tests in a browser mostly wait.
JOBS ?= 3
# The tools that `make test` needs on top are installed on their first use.
RUN_STAMP := $(VENV)/.installed-$(shell cat requirements.txt .python-version | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.installed-dev-$(shell cat requirements.txt requirements-dev.txt .python-version | cksum | cut -d' ' -f1)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make run      serve the portal at http://localhost:8000/ (PORT=, HOST=, PORTAL_DATA=, DATABASE_URL=)"
	@echo "make test     check and test everything, in a real browser too"
	@echo "make check    the checks alone: style, types, layers, migrations"
	@echo "make backup   write database and media to one file; make restore FILE=… loads it"
	@echo "make fuzz     send every odd request to every page and form, where make test sends a part"
	@echo "make bench    measure beats, pages and certificates per second"
	@echo "make bench-mixed    ten minutes of everything at once, and the memory of the web server's workers (MINUTES=)"
	@echo "make bench-reports  load a million enrolments and measure every report"
	@echo "make bench-imports  bring 5,000 and 50,000 lines of past credit, with their memory"
	@echo "make validate  check every page's HTML, and five pages by Lighthouse (needs Node and Java)"
	@echo "make screenshots  show every page in three widths and two themes, on one sheet in var/screenshots/"
	@echo "make vendor   update the front-end files (needs Node); make fmt formats code and templates"

run: $(RUN_STAMP)
	@exec $(PY) manage.py up

test: check
	@$(PY) -m tests.chromium
	@$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: $(DEV_STAMP)
	@FUZZ_SHARE=1 $(PY) -m pytest -n $(JOBS) tests/fuzz

check: $(DEV_STAMP)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 $(VENV)/bin/djade --target-version 6.1 --check
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" lint-imports
	@$(VENV)/bin/mypy .
	@$(PY) -m tests.django_checks

validate: $(DEV_STAMP)
	@$(PY) -m tests.chromium
	@$(PY) -m tests.validating $(ARGS)

screenshots: $(DEV_STAMP)
	@$(PY) -m tests.chromium
	@$(PY) -m pytest -q -p no:randomly tests/browser/screenshots.py $(ARGS)

backup: $(RUN_STAMP)
	@$(PY) manage.py backup

restore: $(RUN_STAMP)
	@test -n "$(FILE)" || { echo "Say which backup: make restore FILE=var/backups/portal-….tar"; exit 1; }
	@$(PY) manage.py restore "$(FILE)" $(if $(INTO),--into "$(INTO)")

bench: $(DEV_STAMP)
	@$(PY) -m tests.bench

bench-mixed: $(DEV_STAMP)
	@$(PY) -m tests.bench.mixed

bench-reports: $(DEV_STAMP)
	@$(PY) -m tests.bench.reports

bench-imports: $(DEV_STAMP)
	@$(PY) -m tests.bench.imports

vendor: $(RUN_STAMP)
	npm ci && node vendor.mjs
	@$(PY) -m pip install --quiet --target node_modules/brotli-for-python brotli==1.2.1
	@PYTHONPATH=node_modules/brotli-for-python $(PY) vendor_zero.py

fmt: $(DEV_STAMP)
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format .
	@git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 $(VENV)/bin/djade --target-version 6.1

upgrade-check: $(DEV_STAMP)
	@$(PY) -m pip list --outdated

# One sentence for a Python that is too old, before anything is made. `PYTHON=…` names another one.
define install
@python=""; \
for name in $(PYTHON) python3.13 python3.14 python3.12 python3 python /usr/bin/python3; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then python=$$name; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "The portal needs Python 3.12 or newer, and none is on the PATH. Install it, or name it: make run PYTHON=/path/to/python3"; \
	exit 1; \
fi; \
if ! $(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
	"$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }; \
fi; \
echo "Installing from $(1) …" && $(PY) install.py $(1) && touch $@
endef

$(RUN_STAMP):
	$(call install,requirements.txt)

$(DEV_STAMP):
	$(call install,requirements-dev.txt)
