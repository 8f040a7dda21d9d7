# Everything a developer runs. `make demo` and `make test` need nothing prepared: they install what is missing.
# ARGS passes on to the tool behind a target: make demo ARGS=--self-check, make test ARGS="-k outbox".

PYTHON ?= python3
WORKERS ?= 2
KILLS ?= 200
SEEDS ?= 2000
ARGS ?=
RELEASES ?= bookworm trixie
USERS ?= root sudo plain
FONTS ?= both
RUNS ?= 1

BIN := .venv/bin
LOCK := build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url
# requirements.lock is a part of either.
LOCKS := requirements-dev.lock packaging/bundle/requirements.lock

TILL := kreward_pos/till
PROVEN := $(TILL)/records/outbox.py,$(TILL)/records/entry_queries.py,$(TILL)/sending/*

QUICK := tests/till/model tests/till/records tests/till/sending/test_settling_rule.py tests/api/test_parsing.py \
	tests/api/test_errors.py tests/scan/payload tests/scan/hand/test_bursts.py tests/ui/text tests/packaging/test_documents.py

export PYTHON
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint check format map bench bench-scan crash simulate failure-table fuzz coverage lock translations guide \
	fonts check-fonts bundle bench-bundle installers check-packaging check-shipped check-fresh check-libraries \
	check-wheels check-release clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target purpose; do \
		printf '  make %-14s %s\n' "$$target" "$$purpose"; done

demo: build/system-demo .venv/runtime ## Open the counter on the demo shop, with a Kreward of its own
	@$(BIN)/python -m kreward_pos --demo $(ARGS)

test: build/system-test .venv/installed ## Run the tests in random order, offscreen
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: build/system-test .venv/installed ## Check style, types, import contracts and the tree
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/check_tree.py
	$(BIN)/python packaging/translations.py --check
	$(BIN)/python packaging/module_map.py --check

check: lint ## Lint, and the tests that take less than a minute: before every commit
	$(BIN)/python -m pytest -q -n $(WORKERS) $(QUICK) $(ARGS)

format: .venv/installed ## Put imports and layout of the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

map: .venv/installed ## Write docs/map.md from the modules' docstrings
	$(BIN)/python packaging/module_map.py

bench: build/system-test .venv/installed ## Measure what must stay fast, one at a time
	$(BIN)/python -m pytest --capture=no tests/benchmarks $(ARGS)

bench-scan: .venv/installed ## Read spoilt pictures and films beside other decoders (SECONDS=300 PICTURES=a-folder)
	@$(BIN)/python -m tests.scan_bench.run --seconds $(or $(SECONDS),300) $(if $(PICTURES),--pictures "$(PICTURES)") $(ARGS)

crash: .venv/installed ## Kill the till again and again and count its taps (KILLS=200 SEED=7 repeats)
	@$(BIN)/python -m tests.crash.run --kills $(KILLS) $(if $(SEED),--seed $(SEED)) $(ARGS)

simulate: .venv/installed ## Run the till in a simulated world of faults (SEEDS=2000; SEED=7 tells one seed's story)
	@$(BIN)/python -m tests.simulation.run --seeds $(SEEDS) $(if $(SEED),--seed $(SEED)) $(ARGS)

failure-table: .venv/installed ## Let a write fail in every way over real sockets, and print what the till made of it
	@$(BIN)/python -m tests.api.failure_table

fuzz: build/fuzz/installed ## Let a fuzzer look for a code that the reader of cards trips over (SECONDS=60; Linux)
	@mkdir -p build/fuzz/corpus
	build/fuzz/bin/python -m tests.fuzz.payload -max_total_time=$(or $(SECONDS),60) -max_len=700 -timeout=10 \
		-dict=tests/fuzz/dictionary.txt -artifact_prefix=build/fuzz/ $(ARGS) build/fuzz/corpus tests/fuzz/found

check-fonts: build/system-test .venv/installed ## Look for cut texts with other typefaces installed (ARGS=--short: two sets of seven)
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.ui.font_sets $(ARGS)

# Without the state machine, whose steps are chance: what it happens to reach proves nothing here.
coverage: build/system-test .venv/installed ## Fail unless the tests take every branch of the outbox, courier and settling
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest tests/till tests/model --ignore=tests/till/records/test_outbox_machine.py $(ARGS)
	$(BIN)/coverage report --show-missing --precision=2 --fail-under=100 --include=$(PROVEN)

guide: build/system-demo .venv/installed ## Lead a new user from an empty till to the first stamp and on; keep the pictures
	$(BIN)/python packaging/guide/make_guide.py $(ARGS)

fonts: build/fonts/installed ## Make the shipped typeface from its package (needs npm; ARGS=--check only compares)
	build/fonts/bin/python packaging/fonts/make_fonts.py $(ARGS)

translations: build/system-test .venv/installed ## Bring the translations up to the sources, and build them
	$(BIN)/python packaging/translations.py

# The first holds everything; the others are the parts of it that the app and the bundle take, in the same versions.
lock: .venv/installed ## Bring the locks up to pyproject.toml (ARGS=--upgrade: newest versions)
	$(BIN)/python -m venv build/uv
	build/uv/bin/pip install --quiet uv
	index=$$(build/uv/bin/pip config get global.index-url 2>/dev/null); \
		if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
		$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock $(ARGS) && \
		$(LOCK) --constraint requirements-dev.lock pyproject.toml -o requirements.lock && \
		$(LOCK) --constraint requirements-dev.lock pyproject.toml packaging/bundle/requirements.in \
			-o packaging/bundle/requirements.lock

bundle: build/system-packaging ## Build the app with all that it needs, for this system, in dist/kreward-pos
	$(PYTHON) packaging/bundle/make_bundle.py

bench-bundle: build/system-packaging ## Measure the bundle's size and start beside an unpruned one and the unfrozen app
	$(PYTHON) packaging/bundle/measure_bundle.py

# The bundle inside must have been built on Windows; without one, a stand-in shows that the installers compile.
installers: build/system-packaging build/bundle/icons ## Compile the Windows installers (PAYLOAD=folder of a Windows bundle)
	$(PYTHON) packaging/windows/make_installers.py $(if $(PAYLOAD),--payload $(PAYLOAD) dist,--stand-in build/windows)

check-packaging: build/system-packaging check-shipped ## Try bundle and installers in every way there is; the bundle on a bare Debian too
	@if [ "$$(id -u)" -eq 0 ] && command -v debootstrap >/dev/null && [ -x dist/kreward-pos/kreward-pos ]; then \
		packaging/linux/try-bundle; else echo "The bundle was not tried on a bare Debian: that takes root and a bundle."; fi

# Builds and installs nothing: what needs a tool or a bundle that is not here is skipped. Part of what every change must pass.
check-shipped: build/bundle/icons .venv/installed check-wheels check-release ## The same as far as tools and a bundle are here already: a few minutes
	$(BIN)/python -m pytest -m packaging tests/packaging $(ARGS)

# All of it: RUNS=3 FONTS="both dejavu noto none", for most of a day.
check-fresh: build/system-fresh ## Try demo and test on bare Debians, as root (RELEASES, USERS, FONTS, RUNS choose)
	packaging/debian/try-fresh --cache --runs $(RUNS) $(addprefix --release ,$(RELEASES)) \
		$(addprefix --user ,$(USERS)) $(addprefix --fonts ,$(FONTS)) $(ARGS)

# The same in short. Part of what every change must pass: what this machine has installed hides no missing package.
check-libraries: build/system-fresh ## See on a bare Debian 13 that all libraries are installed, and that the demo works
	packaging/debian/try-fresh --release trixie 'make .venv/runtime' \
		'.venv/bin/python packaging/debian/check_libraries.py' 'make demo ARGS=--self-check'

check-wheels: .venv/installed ## Fail where something locked has no wheel for a system that installers are made for
	$(BIN)/python packaging/wheels.py $(if $(ARGS),$(ARGS),$(LOCKS))

check-release: .venv/installed build/release-tools/installed ## Check workflows, licences, inventory, known vulnerabilities
	build/release-tools/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/python packaging/licences.py --notices build/THIRD-PARTY-NOTICES.txt --sbom build/kreward-pos.cdx.json
	build/release-tools/bin/python packaging/release/check_sbom.py build/kreward-pos.cdx.json
	build/release-tools/bin/python packaging/release/audit.py

clean: ## Remove what is built and cached; .venv stays, and is checked again
	rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	rm -f .venv/runtime .venv/installed

build/system-%: packaging/debian/install-system-packages
	@packaging/debian/install-system-packages $*
	@mkdir -p build && touch $@

build/bundle/icons: packaging/bundle/icons.py resources/icons/kreward-pos.svg build/system-test .venv/installed
	$(BIN)/python packaging/bundle/icons.py $@
	@touch $@

build/fuzz/installed: tests/fuzz/requirements.txt
	$(PYTHON) -m venv build/fuzz
	build/fuzz/bin/pip install --quiet --only-binary :all: -r tests/fuzz/requirements.txt
	@touch $@

build/fonts/installed: packaging/fonts/requirements.lock
	$(PYTHON) -m venv build/fonts
	build/fonts/bin/pip install --quiet --only-binary :all: --require-hashes -r $<
	@touch $@

build/release-tools/installed: packaging/release/requirements.lock
	$(PYTHON) -m venv build/release-tools
	build/release-tools/bin/pip install --quiet --only-binary :all: --require-hashes -r $<
	@touch $@

# A Python that is named, and did not make .venv, makes it anew.
ifneq ($(origin PYTHON),file)
VERSION := -c 'import sys; print(sys.version_info[:2])' 2>/dev/null
ifneq ($(shell $(PYTHON) $(VERSION)),$(shell $(BIN)/python $(VERSION)))
.venv/runtime .venv/installed: FORCE
endif
endif
.PHONY: FORCE

.venv/runtime: packaging/make-venv requirements.lock
	@packaging/make-venv runtime
	@touch $@

.venv/installed: packaging/make-venv requirements-dev.lock pyproject.toml
	@packaging/make-venv dev
	@touch .venv/runtime $@
