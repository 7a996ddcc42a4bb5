# make demo     build everything, read examples/articles, query and export the graph
# make test     tests, with the readers of other people's making where they can be installed
# make lint     formatting and lints
# make eval     figures on hand-made gold
# make eval-language   figures of the language model on treebanks and name sets
# make eval-openie     figures of open information extraction on CaRB, BenchIE and WiRe57
# make exports  regenerate exports/ from examples/
# make bench    build, export, PageRank and queries beside rdflib and networkx: STATEMENTS=1000000, half an hour and 30 GB of disk
#
# The target directory lies outside the checkout, so that every clone finds RocksDB compiled.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
export CARGO_TARGET_DIR ?= $(CACHE)/whom/target
CARGO := cargo
WHOM := $(CARGO_TARGET_DIR)/release/whom
READERS := $(CARGO_TARGET_DIR)/readers
GRAPH ?= $(CARGO_TARGET_DIR)/demo-graph
GOLD ?= ../shared/gold
ARTICLES := examples/articles
EXPORTS := graphml ttl nt

.PHONY: help tools build demo exports test readers lint format eval eval-examples eval-language eval-openie bench clean

help:
	@sed -n 's/^# //p' Makefile | head -n 9

tools:
	@.ci/tools

build: tools
	@$(CARGO) build --release

demo: exports
	@
	for query in who-holds-which-office who-met-whom claims-that-are-no-facts; do
		printf '\n# examples/queries/%s.rq\n' "$$query"
		"$(WHOM)" query -l "$(GRAPH)" -f "examples/queries/$$query.rq" --format table --max-rows 10
	done
	printf '%s\n' "" "The graph lies in $(GRAPH), the program is $(WHOM)." \
		"Open exports/graph.graphml in Gephi, exports/statements.csv in a spreadsheet or R, exports/graph.ttl in a triple store," \
		"or ask the graph yourself:"
	printf '    %s\n' "$(WHOM) query -l $(GRAPH) -f examples/queries/who-said-what.rq" \
		"$(WHOM) explain 'Rishi Sunak' -l $(GRAPH)"

exports: build
	@
	rm -rf "$(GRAPH)"
	"$(WHOM)" build $(ARTICLES) -l "$(GRAPH)"
	mkdir -p exports
	for format in $(EXPORTS); do
		"$(WHOM)" export -l "$(GRAPH)" $$format -o exports/graph.$$format
	done
	"$(WHOM)" export -l "$(GRAPH)" gexf --layout --measures -o exports/graph.gexf
	"$(WHOM)" export -l "$(GRAPH)" svg -o exports/graph.svg
	"$(WHOM)" dump --codebook > exports/codebook.md
	for table in statements entities; do
		"$(WHOM)" dump $$table -l "$(GRAPH)" -o exports/$$table.jsonl
		"$(WHOM)" dump $$table -l "$(GRAPH)" -o exports/$$table.csv
	done
	ls -l exports >&2

readers:
	@
	.ci/tools --readers
	.ci/readers "$(READERS)"

test: tools
	@
	if ! $(MAKE) --no-print-directory readers; then
		[ -z "$${WHOM_REQUIRE_READERS:-}" ] || exit 1
		echo "the readers could not be installed: their tests are left out" >&2
	fi
	[ ! -x "$(READERS)/python/bin/python" ] || export WHOM_PYTHON="$(READERS)/python/bin/python"
	[ ! -d "$(READERS)/node/node_modules" ] || export WHOM_NODE_READERS="$(READERS)/node"
	$(CARGO) test --release

lint: tools
	@
	$(CARGO) fmt --check
	$(CARGO) clippy --release --all-targets -- -D warnings
	python3 examples/gold/check.py

format:
	@$(CARGO) fmt

# Scores a set of texts: $(call score,NAME,TEXTS,GOLD)
define score
	folder="$(CARGO_TARGET_DIR)/eval/$(1)"
	rm -rf "$$folder"
	mkdir -p "$$folder"
	"$(WHOM)" build "$(2)" -l "$$folder/graph"
	for table in mentions statements documents; do
		"$(WHOM)" dump $$table -l "$$folder/graph" -o "$$folder/$$table.jsonl"
	done
	echo "# $(1)"
	python3 $(GOLD)/score.py --gold "$(3)" --texts "$(2)" --mentions "$$folder/mentions.jsonl" \
		--statements "$$folder/statements.jsonl" --documents "$$folder/documents.jsonl" $(SCORE)

endef

eval: build
	@
	if [ ! -e "$(GOLD)/score.py" ]; then
		echo "no gold at $(GOLD): say where it lies, make eval GOLD=..." >&2
		exit 1
	fi
	$(call score,seeds,$(GOLD)/../seeds,$(GOLD)/seeds)
	$(call score,dev-a,$(GOLD)/dev-a/texts,$(GOLD)/dev-a)
	$(call score,dev-b,$(GOLD)/dev-b/texts,$(GOLD)/dev-b)
	$(call score,examples,$(ARTICLES),examples/gold)

# Tags, lemmas, trees and names of the program, from the corpora beside the project.
eval-language: build
	@python3 training/score.py --whom "$(WHOM)" --corpora $(GOLD)/../corpora --scorers $(GOLD)/../score --out "$(CARGO_TARGET_DIR)/eval/language"

# Tuples of sentences, with the tuples of one object each for BenchIE.
eval-openie: build
	@python3 training/openie.py score --whom "$(WHOM)" --corpora $(GOLD)/../corpora --scorers $(GOLD)/../score --out "$(CARGO_TARGET_DIR)/eval/openie"

STATEMENTS ?= 1000000

# What whom does with STATEMENTS statements, and rdflib and networkx with a tenth of them.
bench: build
	@
	$(CARGO) build --release --example synthetic_graph
	folder="$(CARGO_TARGET_DIR)/bench"
	mkdir -p "$$folder"
	if [ ! -x "$$folder/python/bin/python" ]; then
		.ci/tools --readers
		python3 -m venv "$$folder/python"
		"$$folder/python/bin/pip" install --quiet --disable-pip-version-check -r benches/requirements.txt
	fi
	"$(WHOM)" extract $(ARTICLES) -q -o "$$folder/articles.jsonl"
	"$$folder/python/bin/python" benches/compare.py --whom "$(WHOM)" --synthetic "$(CARGO_TARGET_DIR)/release/examples/synthetic_graph" \
		--records "$$folder/articles.jsonl" --statements $(STATEMENTS) --folder "$$folder/data"

clean:
	@rm -rf "$(GRAPH)" "$(CARGO_TARGET_DIR)/eval" "$(READERS)"
