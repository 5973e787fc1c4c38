# Makefile of news_extract.
#
#   make demo     on a fresh machine: see it work          make         build (PGXS)
#   make check    on a fresh machine: run every test       make help    the other commands
#
# Two halves.  The first needs PostgreSQL's build system (PGXS): all, install,
# installcheck, clean.  The second holds the commands for people (demo, check,
# bench ...): they work before PostgreSQL is installed and call make again for
# the first half.  Both share the steps that turn data into one image:
#
#   src/data/unicode.tsv --mkunicode--> build/unicode_tables.inc --> src/core/unicode.c
#   src/data/*           --mkimage----> build/news_extract.image --> src/core/image_embed.c
#
# Sources are found by wildcard: a new file needs no line here.

EXTENSION = news_extract
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(EXTENSION).control)

# The commands for people; everything else goes to PGXS.
PEOPLE = help deps demo demo-stop demo-web check werror layers versions unit unit-tests fuzz fuzz-targets \
	regress isolation tap bench bench-core bench-compare bench-index bench-dictionary eval eval-ner eval-geo eval-clean eval-dateline eval-lines \
	fuzz-coverage analyze hard asan valgrind check-versions check-platforms readme unicode model model-blocks model-html model-tagger fit-places gazetteer dist core-lib

GOALS := $(or $(MAKECMDGOALS),all)
PEOPLE_GOALS := $(filter $(PEOPLE) build/unit/% build/fuzz/% build/fuzzcov/% build/train build/train_blocks build/html_train,$(GOALS))
PGXS_GOALS := $(filter-out $(PEOPLE) build/%,$(GOALS))

all:

.DELETE_ON_ERROR:
.SECONDARY:
FORCE:
.PHONY: FORCE $(PEOPLE)

#
# Which PostgreSQL: PG_CONFIG if given, else the one in PATH if it can build extensions, else the
# newest that Debian's packages have put in place.
#
newest_pg_config = $(lastword $(shell ls -d /usr/lib/postgresql/*/lib/pgxs/src/makefiles/pgxs.mk 2>/dev/null | \
	sed 's,lib/pgxs/.*,bin/pg_config,' | sort -V))
ifeq ($(origin PG_CONFIG),undefined)
PG_CONFIG := $(or $(if $(wildcard $(or $(shell pg_config --pgxs 2>/dev/null),/none)),pg_config),$(newest_pg_config),pg_config)
endif
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
HAVE_PGXS := $(if $(PGXS),$(wildcard $(PGXS)))
export PG_CONFIG

#
# What both halves share
#
CORE_SRC := $(sort $(wildcard src/core/*.c))
PG_SRC := $(sort $(wildcard src/pg/*.c))
IMAGE_SRC := $(sort $(wildcard src/gen/mkimage*.c src/gen/image_*.c))
DATA_SRC := $(sort $(wildcard src/data/*.tsv src/data/*/*.tsv src/data/*.bin src/data/*.model))
INSTALL_SQL := $(sort $(wildcard sql/install/*.sql))
UPGRADE_SQL := $(sort $(wildcard sql/upgrade/*.sql))
# A second extension that needs PostGIS: two small files, installed always, of no weight until created.
POSTGIS_SQL := $(sort $(wildcard sql/postgis/*.sql))
POSTGIS_CONTROL = sql/postgis/$(EXTENSION)_postgis.control

ICU_LIBS := $(or $(shell pkg-config --libs icu-uc icu-i18n 2>/dev/null),-licui18n -licuuc)
ICU_CFLAGS := $(shell pkg-config --cflags icu-uc icu-i18n 2>/dev/null)

IMAGE = build/news_extract.image
WARNINGS = -Wall -Wextra
CORE_CPPFLAGS = -Isrc/core -Ibuild $(ICU_CFLAGS) -DNX_IMAGE_FILE='"$(IMAGE)"'

# Programs that the build runs; HOSTCC for those who cross-compile.  The image has the byte order of the program
# that wrote it: for a machine of the other order, HOSTCC is the same as CC, and EMULATOR runs what it makes.
ifeq ($(origin CC),default)
CC = gcc
endif
HOSTCC ?= $(CC)
EMULATOR ?=
# The core is strict C11; programs and tests may use POSIX.
GEN_CFLAGS = -std=gnu11 -O2 -g $(WARNINGS) $(WERROR)
CORE_STD = -std=c11

build/unicode_tables.inc: src/data/unicode.tsv build/mkunicode
	$(EMULATOR) build/mkunicode < $< > $@

build/mkunicode: src/gen/mkunicode.c $(wildcard src/core/base.h src/core/unicode.h)
	@mkdir -p build
	$(HOSTCC) $(GEN_CFLAGS) -Isrc/core -o $@ $<

# flavour,objects,compiler,flags: compile src/core into build/<flavour>/core
define core_objects
build/$(1)/core/%.o: src/core/%.c | build/unicode_tables.inc
	@mkdir -p $$(@D)
	$(2) $(3) $$(CORE_STD) -MMD -MP -c -o $$@ $$<
build/$(1)/core/image_embed.o: $(IMAGE)
endef

# The core once more for mkimage, which makes what image_embed.c embeds.
GEN_CORE_OBJ = $(patsubst src/core/%.c,build/gen/core/%.o,$(filter-out src/core/image_embed.c,$(CORE_SRC)))
IMAGE_OBJ = $(patsubst src/gen/%.c,build/gen/%.o,$(IMAGE_SRC))
$(eval $(call core_objects,gen,$$(HOSTCC),$$(GEN_CFLAGS) -DNX_STANDALONE $$(CORE_CPPFLAGS)))

build/gen/%.o: src/gen/%.c | build/unicode_tables.inc
	@mkdir -p $(@D)
	$(HOSTCC) $(GEN_CFLAGS) -DNX_STANDALONE $(CORE_CPPFLAGS) -Isrc/gen -MMD -MP -c -o $@ $<

build/gen/libcore.a: $(GEN_CORE_OBJ)
	@rm -f $@
	ar rcs $@ $^

build/mkimage: $(IMAGE_OBJ) build/gen/libcore.a
	$(HOSTCC) -o $@ $^ $(ICU_LIBS) -lm

$(IMAGE): build/mkimage $(DATA_SRC)
	$(EMULATOR) build/mkimage src/data $@

-include $(wildcard build/*/*.d build/*/*/*.d)

sql/$(EXTENSION)--$(EXTVERSION).sql: $(INSTALL_SQL) $(EXTENSION).control Makefile
	@printf '%s\n' '/* $@: made from sql/install by make */' \
		'\echo Use "CREATE EXTENSION $(EXTENSION)" to load this file. \quit' > $@
	cat /dev/null $(INSTALL_SQL) >> $@

sql/$(EXTENSION)_postgis--$(EXTVERSION).sql: $(POSTGIS_SQL) $(POSTGIS_CONTROL) Makefile
	@printf '%s\n' '/* $@: made from sql/postgis by make */' \
		'\echo Use "CREATE EXTENSION $(EXTENSION)_postgis" to load this file. \quit' > $@
	cat /dev/null $(POSTGIS_SQL) >> $@

ifneq ($(and $(PEOPLE_GOALS),$(PGXS_GOALS)),)
#
# Goals of both halves in one command: one after the other.
#
.NOTPARALLEL:
$(GOALS):
	@$(MAKE) --no-print-directory $@

else ifneq ($(PGXS_GOALS),)
ifeq ($(HAVE_PGXS),)
#
# First half, without PostgreSQL's build system
#
clean distclean maintainer-clean:
	rm -rf build sql/$(EXTENSION)*--$(EXTVERSION).sql

$(filter-out clean distclean maintainer-clean,$(PGXS_GOALS)):
	@echo 'PostgreSQL development files are missing: no PGXS found by "$(PG_CONFIG)".' >&2
	@echo 'Run "make deps" to install them, or set PG_CONFIG.' >&2
	@exit 1

else
#
# First half: build, install and installcheck with PGXS
#
MODULE_big = $(EXTENSION)
DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql sql/$(EXTENSION)_postgis--$(EXTVERSION).sql
DATA = $(UPGRADE_SQL) $(POSTGIS_CONTROL)

# One folder of objects for each server version; bitcode would only be a second copy of the image.
PGMAJOR := $(shell $(PG_CONFIG) --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
OBJDIR = build/pg$(PGMAJOR)
OBJS = $(patsubst src/%.c,$(OBJDIR)/%.o,$(CORE_SRC) $(PG_SRC))
override with_llvm = no

# -isystem: warnings are for our code, not for the server's headers.
PG_CPPFLAGS = -Isrc/core -Isrc/pg -Ibuild $(ICU_CFLAGS) -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CFLAGS = $(WARNINGS) $(WERROR)
SHLIB_LINK = $(ICU_LIBS)
EXTRA_CLEAN = build

# REGRESS_OPTS: sql in test/sql; expected/ is found in the output directory, on every version.
# A database of the answers' encoding and order, whatever the server's own are.
REGRESS := $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test --encoding=UTF8 --no-locale
ISOLATION := $(sort $(patsubst test/isolation/specs/%.spec,%,$(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation --encoding=UTF8 --no-locale
ifndef NO_TAP
TAP_TESTS := $(if $(wildcard test/t/*.pl),1)
PROVE_TESTS = test/t/*.pl
endif

include $(PGXS)

# The core never sees the server's headers, and nothing of it is visible outside.
CORE_CFLAGS = $(CFLAGS) -fvisibility=hidden $(filter-out -D_GNU_SOURCE,$(filter -D% -U%,$(CPPFLAGS))) $(CORE_CPPFLAGS)
$(eval $(call core_objects,pg$(PGMAJOR),$$(CC),$$(CORE_CFLAGS)))

$(OBJDIR)/pg/%.o: src/pg/%.c | build/unicode_tables.inc
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# Other flags, another server or another list of sources than last time: compile or link again.
FLAGS := $(CC) $(CFLAGS) $(CPPFLAGS) $(COPT)
remember = $(if $(call differ,$(file <$(1)),$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
differ = $(strip $(filter-out $(1),$(2))$(filter-out $(2),$(1)))
ifneq ($(filter-out clean distclean maintainer-clean print,$(PGXS_GOALS)),)
$(call remember,$(OBJDIR)/flags,$(FLAGS))
$(call remember,build/linked,$(OBJS) $(SHLIB_LINK) $(FLAGS))
endif
$(OBJS): $(OBJDIR)/flags
$(EXTENSION)$(DLSUFFIX): build/linked
$(OBJDIR)/flags build/linked: ;
endif

else ifneq ($(PEOPLE_GOALS),)
#
# Second half: commands for people
#
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?=
ARTICLES ?=
CORPORA ?=
RUN = test/run
export CC JOBS FUZZ_SECONDS ARTICLES CORPORA EXTVERSION

help: ## this list
	@sed -n 's/^\([a-z -]*\):.*## */\1\t/p' Makefile | expand -t 16

deps: ## install the packages that build and demo need (NO_APT=1: only report)
	@$(RUN)/deps.sh build

demo: ## clean and tag sample articles, or ARTICLES=folder, in a private server
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@$(RUN)/demo.sh

demo-web: ## a dashboard over those articles as static files (Node 20, npm; PICTURE=file.png)
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@$(RUN)/demo_web.sh

demo-stop: ## stop a private server that a killed demo left behind
	@$(RUN)/stop.sh

check: ## build and run every test; ends with "N passed, N failed"
	@$(RUN)/deps.sh check
	@$(RUN)/check.sh

bench: ## time every function beside to_tsvector (ARTICLES=folder: your own text)
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@test/bench/bench.sh

bench-core: ## CPU time and instructions of each stage of the core, no server needed
	@test/bench/core.sh

bench-compare: ## the same for the commit BASE= and for this state, a line of JSON each
	@test -n "$(BASE)" || { echo 'usage: make bench-compare BASE=commit' >&2; exit 2; }
	@BASE="$(BASE)" test/bench/core.sh

bench-index: ## time entityset and its index beside text[], tsvector and bigint[] (BENCH_ROWS=100000)
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@test/bench/index.sh

bench-dictionary: ## time dictionaries of a million terms: loading, memory, matching, queries, attached tables (BENCH_TERMS=1000000)
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@test/bench/dictionary.sh

eval: ## accuracy on the corpora below CORPORA=
	@for part in ner geo clean dateline lines; do $(MAKE) --no-print-directory eval-$$part || exit 1; done

eval-ner eval-geo eval-clean eval-dateline eval-lines: eval-%:
	@$(RUN)/deps.sh eval
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@test/eval/eval.sh $*

layers: ## refuse includes across the layers
	@$(RUN)/layers.sh

versions: ## every file that names the version names the same one
	@$(RUN)/versions.sh

regress isolation tap: ## one kind of server test
	@$(RUN)/check.sh $@

unit: ## unit tests of the core under sanitizers
	@$(RUN)/check.sh unit

fuzz: ## fuzz every target for FUZZ_SECONDS each (60)
	@FUZZ_SECONDS=$(or $(FUZZ_SECONDS),60) $(RUN)/check.sh fuzz

fuzz-coverage: ## lines of src/core that the inputs of fuzzing reach (make fuzz first, or only the seeds count)
	@$(RUN)/fuzz_coverage.sh

hard: ## the regression tests with caches forgotten, with JIT, in parallel workers, with little memory
	@$(RUN)/hard.sh

asan valgrind: ## the regression tests with sanitizers, or under memcheck (slow; NAMES='test ...': these only)
	@$(RUN)/hard.sh $@

analyze: ## cppcheck, clang-tidy and clang's analyzer over the core, the glue and the build's programs
	@$(RUN)/analyze.sh

check-versions: ## the server tests with every PostgreSQL whose development files are here (VERSIONS="17 18": only these)
	@$(RUN)/servers.sh $(VERSIONS)

check-platforms: ## golden hashes of the core with other compilers, optimisation and machines
	@$(RUN)/platforms.sh $(PLATFORMS)

dist: ## zip of the committed tree for PGXN
	@$(RUN)/versions.sh
	git archive --format zip --prefix=$(EXTENSION)-$(EXTVERSION)/ -o $(EXTENSION)-$(EXTVERSION).zip HEAD
	@echo "made $(EXTENSION)-$(EXTVERSION).zip"

# What follows builds for check.sh.

# Warnings are errors, with gcc and clang: compiles all that is shipped or run by the build.
WERROR_CC ?= $(CC)
WERROR_DIR = build/werror-$(notdir $(WERROR_CC))
WERROR_FLAGS = -O2 $(WARNINGS) -Werror -Wmissing-prototypes -Wpointer-arith -Wvla -Wdeclaration-after-statement
GEN_SRC := $(filter-out src/gen/unicode_icu.c,$(sort $(wildcard src/gen/*.c)))
werror: $(patsubst src/%.c,$(WERROR_DIR)/%.o,$(CORE_SRC) $(GEN_SRC) $(PG_SRC))
$(eval $(call core_objects,werror-$(notdir $(WERROR_CC)),$$(WERROR_CC),$$(WERROR_FLAGS) $$(CORE_CPPFLAGS)))
$(WERROR_DIR)/gen/%.o: src/gen/%.c | build/unicode_tables.inc
	@mkdir -p $(@D)
	$(WERROR_CC) -std=gnu11 -O2 $(WARNINGS) -Werror -DNX_STANDALONE $(CORE_CPPFLAGS) -Isrc/gen -MMD -MP -c -o $@ $<
$(WERROR_DIR)/pg/%.o: src/pg/%.c | build/unicode_tables.inc
	@mkdir -p $(@D)
	$(WERROR_CC) $(WERROR_FLAGS) -Isrc/core -Isrc/pg -Ibuild -isystem $$($(PG_CONFIG) --includedir-server) -D_GNU_SOURCE $(ICU_CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: the core without a server, under AddressSanitizer and UBSan.
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=undefined
UNIT_CC ?= $(CC)
UNIT_FLAGS = -std=gnu11 -g -O1 -fno-omit-frame-pointer $(WARNINGS) $(SANITIZE) -DNX_STANDALONE
UNIT_TESTS = $(patsubst test/unit/%.c,build/unit/bin/%,$(sort $(wildcard test/unit/*.c)))
UNIT_CORE_OBJ = $(patsubst src/core/%.c,build/unit/core/%.o,$(CORE_SRC))
$(eval $(call core_objects,unit,$$(UNIT_CC),$$(UNIT_FLAGS) $$(CORE_CPPFLAGS)))
unit-tests: $(UNIT_TESTS)
core-lib: build/unit/libcore.a
build/unit/libcore.a: $(UNIT_CORE_OBJ)
	@rm -f $@
	ar rcs $@ $^
build/unit/bin/%: test/unit/%.c build/unit/libcore.a
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_FLAGS) $(CORE_CPPFLAGS) -Itest/unit -MMD -MP -MF $@.d -MT $@ -o $@ $< build/unit/libcore.a $(ICU_LIBS) -lm

# The answers once more by the forms for processors without vectors.
PORTABLE_CORE_OBJ = $(patsubst src/core/%.c,build/portable/core/%.o,$(CORE_SRC))
$(eval $(call core_objects,portable,$$(UNIT_CC),$$(UNIT_FLAGS) -U__SSE2__ $$(CORE_CPPFLAGS)))
build/unit/bin/portable: test/unit/portable.c $(PORTABLE_CORE_OBJ)
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_FLAGS) -U__SSE2__ $(CORE_CPPFLAGS) -Itest/unit -MMD -MP -MF $@.d -MT $@ -o $@ $< $(PORTABLE_CORE_OBJ) $(ICU_LIBS) -lm

# Tests of time are built as the server's module is: sanitizers would be timed too.
TIMED_TESTS = build/unit/bin/linear build/unit/bin/polls
$(TIMED_TESTS): build/unit/bin/%: test/unit/%.c build/gen/libcore.a build/gen/core/image_embed.o
	@mkdir -p $(@D)
	$(HOSTCC) $(GEN_CFLAGS) -DNX_STANDALONE $(CORE_CPPFLAGS) -Itest/unit -MMD -MP -MF $@.d -MT $@ \
		-o $@ $< build/gen/core/image_embed.o build/gen/libcore.a $(ICU_LIBS) -lm

# Fuzz targets: libFuzzer, which only clang has.
FUZZ_CC ?= clang
FUZZ_DIR = build/fuzz
COMMA = ,
FUZZ_FLAGS = -std=gnu11 -g -O1 -fno-omit-frame-pointer $(WARNINGS) -DNX_STANDALONE -DNX_ARENA_PIECES -DNX_ARENA_GUARD -fno-sanitize-recover=undefined $(FUZZ_MORE)
FUZZ_SANITIZE = address,undefined
FUZZ_TARGETS = $(patsubst test/fuzz/%.c,$(FUZZ_DIR)/bin/%,$(sort $(wildcard test/fuzz/*.c)))
FUZZ_CORE_OBJ = $(patsubst src/core/%.c,$(FUZZ_DIR)/core/%.o,$(CORE_SRC))
$(eval $(call core_objects,$(notdir $(FUZZ_DIR)),$$(FUZZ_CC),$$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link$$(COMMA)$$(FUZZ_SANITIZE) $$(CORE_CPPFLAGS)))
fuzz-targets: $(FUZZ_TARGETS)
$(FUZZ_DIR)/libcore.a: $(FUZZ_CORE_OBJ)
	@rm -f $@
	ar rcs $@ $^
# Input and output of our types, without a server: test/fuzz/backend has what they call of it.
FUZZ_PG_OBJ = $(patsubst src/%.c,$(FUZZ_DIR)/%.o,$(PG_SRC)) $(patsubst test/fuzz/%.c,$(FUZZ_DIR)/%.o,$(wildcard test/fuzz/backend/*.c))
FUZZ_PG_CPPFLAGS = -D_GNU_SOURCE -Isrc/core -Isrc/pg -Ibuild -isystem $(shell $(PG_CONFIG) --includedir-server) $(ICU_CFLAGS)
FUZZ_PG_COMPILE = $(FUZZ_CC) $(FUZZ_FLAGS) -ffunction-sections -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) $(FUZZ_PG_CPPFLAGS) -Itest/fuzz -MMD -MP -c -o $@ $<
FUZZ_PG_LIBS = -L$(shell $(PG_CONFIG) --pkglibdir) -L$(shell $(PG_CONFIG) --libdir) -lpgcommon -lpgport
$(FUZZ_DIR)/pg/%.o: src/pg/%.c
	@mkdir -p $(@D)
	$(FUZZ_PG_COMPILE)
$(FUZZ_DIR)/backend/%.o: test/fuzz/backend/%.c
	@mkdir -p $(@D)
	$(FUZZ_PG_COMPILE)
$(FUZZ_DIR)/libpg.a: $(FUZZ_PG_OBJ)
	@rm -f $@
	ar rcs $@ $^
$(FUZZ_DIR)/bin/%: test/fuzz/%.c $(FUZZ_DIR)/libcore.a $(FUZZ_DIR)/libpg.a
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer,$(FUZZ_SANITIZE) $(FUZZ_PG_CPPFLAGS) $(CORE_CPPFLAGS) -Itest/fuzz -MMD -MP \
		-MF $@.d -MT $@ -Wl,--gc-sections -o $@ $< $(FUZZ_DIR)/libpg.a $(FUZZ_DIR)/libcore.a \
		$(FUZZ_PG_LIBS) $(ICU_LIBS) -lm

# For maintainers: these rewrite committed files.
readme: ## run the SQL blocks of README and the cookbook and write their output below them
	@$(RUN)/deps.sh build
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@$(RUN)/readme.sh

unicode: ## rewrite src/data/unicode.tsv with this machine's ICU
	@mkdir -p build
	$(HOSTCC) $(GEN_CFLAGS) -Isrc/core $(ICU_CFLAGS) -o build/unicode_icu src/gen/unicode_icu.c $(ICU_LIBS)
	build/unicode_icu > build/unicode.tsv.new
	mv build/unicode.tsv.new src/data/unicode.tsv

model: ## train block model and tagger from CORPORA= and rewrite their weights in src/data
	@test -n "$(CORPORA)" || { echo 'usage: make model CORPORA=folder' >&2; exit 2; }
	@$(MAKE) --no-print-directory -s model-blocks
	@$(MAKE) --no-print-directory -s model-html
	@$(MAKE) --no-print-directory -s model-tagger

model-blocks: build/train_blocks $(IMAGE)
	python3 src/gen/train_blocks_pages.py "$(CORPORA)"/clean/text/*.jsonl.gz > build/pages.txt
	build/train_blocks --out build/block_model $(IMAGE) build/pages.txt
	mv build/block_model.tsv src/data/

model-html: build/html_train
	PYTHONIOENCODING=utf8 python3 src/gen/html_labels.py --pages "$(CORPORA)"/clean/html/*.jsonl.gz > build/html_pages.jsonl
	build/html_train --blocks build/html_pages.jsonl > build/html_blocks.jsonl
	python3 src/gen/html_labels.py build/html_blocks.jsonl "$(CORPORA)"/clean/html/*.jsonl.gz > build/html_labels.txt
	build/html_train build/html_pages.jsonl build/html_labels.txt build/html_model.tsv build/html_bodies.jsonl
	mv build/html_model.tsv src/data/

model-tagger: build/train $(IMAGE) ## train the tagger alone, from CORPORA= and DATA=folder of CoNLL files of your own
	@test -n "$(CORPORA)$(DATA)" || { echo 'usage: make model-tagger [CORPORA=folder] [DATA=folder] [TRAIN_ARGS=...]' >&2; exit 2; }
	build/train $(if $(CORPORA),--corpora "$(CORPORA)") $(if $(DATA),--data "$(DATA)") $(TRAIN_ARGS) \
		--image $(IMAGE) --out build/tagger.bin
	mv build/tagger.bin src/data/

TRAIN_BLOCKS_OBJ = $(patsubst src/gen/%.c,build/gen/%.o,$(sort $(wildcard src/gen/train_blocks*.c)))
TRAIN_OBJ = $(filter-out $(TRAIN_BLOCKS_OBJ),$(patsubst src/gen/%.c,build/gen/%.o,$(sort $(wildcard src/gen/train*.c))))
# The same bytes on every machine: no sums that fused multiplication rounds otherwise.
$(TRAIN_OBJ): GEN_CFLAGS += -ffp-contract=off
HTML_TRAIN_OBJ = $(patsubst src/gen/%.c,build/gen/%.o,$(sort $(wildcard src/gen/html_train*.c)))
$(HTML_TRAIN_OBJ): GEN_CFLAGS += -ffp-contract=off
build/html_train: $(HTML_TRAIN_OBJ) build/gen/core/image_embed.o build/gen/libcore.a
	$(HOSTCC) -o $@ $^ $(ICU_LIBS) -lm -lpthread
build/train: $(TRAIN_OBJ) build/gen/core/image_embed.o build/gen/libcore.a
	$(HOSTCC) -o $@ $^ $(ICU_LIBS) -lm -lpthread
build/train_blocks: $(TRAIN_BLOCKS_OBJ) build/gen/core/image_embed.o build/gen/libcore.a
	$(HOSTCC) -o $@ $^ $(ICU_LIBS) -lm

fit-places: ## fit the weights of place recognition and resolution to CORPORA= and rewrite them in src/core
	@test -n "$(CORPORA)" || { echo 'usage: make fit-places CORPORA=folder' >&2; exit 2; }
	@sh src/gen/fit_places.sh "$(CORPORA)"

gazetteer: ## rebuild the place tables in src/data; GEONAMES=dump.txt: add those of a GeoNames dump
	python3 src/gen/gazetteer/$(if $(GEONAMES),dump.py "$(GEONAMES)",build.py) $(GAZETTEER_ARGS)
endif
