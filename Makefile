# make lab: read the book. make test: check all of it. Both set up what they need.
VENV ?= .venv
PORT ?= 8888
BIN = "$(VENV)"/bin
# Make reads a blank in a target's name as the end of it.
blank = $(subst ,, )
STAMP = $(subst $(blank),\ ,$(VENV))/made-from
# Kernels and tests compute on one thread: two notebooks side by side use two cores, and digits repeat.
export OMP_NUM_THREADS ?= 1
export OMP_WAIT_POLICY ?= PASSIVE
AS_ROOT = $(shell [ "$$(id -u)" != 0 ] || echo --allow-root)

# A worker runs one notebook after the other, in the order that nbval_strict gives them: the longest first.
NBVAL = -n 2 --dist loadfile --no-loadscope-reorder --nbval --nbval-sanitize-with tests/nbval.cfg
UNDER_EACH = for name in $$($(BIN)/python tests/processors.py --others); do echo "A simulated processor: $$name"; \
	$(BIN)/python tests/processors.py $$name $(BIN)/pytest $(NBVAL)

.PHONY: env lab test style types unit mutants notebooks cheap processors browser execute book slides pdf bench gpu pictures

env: $(STAMP)
$(STAMP): pyproject.toml constraints.txt tools/env.sh
	@tools/env.sh "$(VENV)"

lab: env
	$(BIN)/jupyter lab --port=$(PORT) $(AS_ROOT) --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

test: style types unit mutants notebooks cheap browser

style: env
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: env
	$(BIN)/mypy

unit: env
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term --cov-fail-under=99

mutants: env
	$(BIN)/pytest -n 2 tests/mutants

notebooks: env
	$(BIN)/pytest $(NBVAL) notebooks

# Other processors round otherwise. The chapters' cheap cells, under two that are simulated (the summary says which ran).
cheap: env
	$(UNDER_EACH) --cheap notebooks/*.ipynb || exit 1; done

# Every cell of every notebook under each of them: as long as `make notebooks`, twice or more.
processors: env
	@$(BIN)/python tests/processors.py
	$(UNDER_EACH) notebooks || exit 1; done

# make execute NOTEBOOKS="02 00" runs those; without a name, all.
execute: env
	$(BIN)/python -m gannotes.site.execute $(NOTEBOOKS)

browser: env
	$(BIN)/pytest -n 2 --dist loadfile -rs tests/browser

book: env
	PATH="$$(cd $(BIN) && pwd):$$PATH" mdbook build && rm -rf site/.ipynb_checkpoints

slides: env
	$(BIN)/python -m gannotes.site.slides build/slides $(NOTEBOOKS)

pdf: book
	$(BIN)/python -m gannotes.site.pdf site build/gan-notes.pdf

# How long a round of `play` takes against the flat loop of the same passes, and what a recipe costs: about five minutes.
# Then how fast chapter 10's game learns on one core, against the usual settings: about ten minutes.
bench: env
	$(BIN)/python -m experiments.bench.loops --remake
	$(BIN)/python -m experiments.bench.costs --remake
	$(BIN)/python -m experiments.ch10_images.bench --remake

# What a CUDA device makes of it, in at most ten minutes; without one it says so, and changes nothing.
gpu: env
	$(BIN)/python -m experiments.gpu.measure

# GANs on faces as recorded, what the learned eyes say of them, and the sheets: about an hour.
pictures: env
	$(BIN)/python -m experiments.faces.runs --remake
	$(BIN)/python -m experiments.faces.clothes --remake
	$(BIN)/python -m experiments.faces.judged --remake
	$(BIN)/python -m experiments.faces.sheets
