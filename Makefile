## heed: watch attention happen.
##

# Everything is built under BUILD, from whatever lies in src/*/ and tests/*/: no list to keep.

BUILD        ?= build
PREFIX       ?= /usr/local
CFLAGS       ?= -O3 -g
FUZZ_SECONDS ?= 60

MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

# quiet unless V=1
Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

# ---- libraries: tests/needs knows them, and tries them out with these same options ----

LIBRARY_FLAGS  := $(shell tests/needs --headers build test)
LIBRARIES      := $(shell tests/needs --libraries build)
TEST_LIBRARIES := $(shell tests/needs --libraries test)
quote           = '$(subst ','\'',$(1))'
NEEDS          := CC=$(call quote,$(CC)) CPPFLAGS=$(call quote,$(CPPFLAGS)) \
                  CFLAGS=$(call quote,$(CFLAGS)) LDFLAGS=$(call quote,$(LDFLAGS)) tests/needs

# ---- flavors: the same sources, compiled for different ends ----

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual
# What ISO C would have and nobody reads keeps loops from the best instructions: sums rounded before
# they are added to (fused multiply-add is twice as fast), errno after a square root (vectors).
FAST     := -ffp-contract=fast -fno-math-errno
COMMON   := -std=c11 $(FAST) -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -pthread $(WARNINGS) -Isrc \
            $(LIBRARY_FLAGS)
PLACES   := -DHEED_SOURCE_DIR='"$(CURDIR)"' -DHEED_SHARE_DIR='"$(PREFIX)/share/heed"'
# Clang warns of loops that are not vectorized; those that are checked at every step never are.
CHECKED  := -O1 -g -Wno-pass-failed -fno-omit-frame-pointer -fno-sanitize-recover=all \
            -fsanitize=address,undefined

#    name: what compiles it      with what                    and what else links its tests
# release: the program, for people
# asan:    the unit tests; reads beyond the end, leaks and undefined behavior stop them
# double:  tests/unit/double_*.c, for derivatives: what lies above the models stays float and out
# fuzz:    tests/fuzz/*.c
release_CC := $(CC)
asan_CC    := $(CC)
double_CC  := $(CC)
fuzz_CC    := clang
release_FLAGS := $(CFLAGS)
asan_FLAGS    := $(CHECKED)
double_FLAGS  := $(CHECKED) -DHEED_DOUBLE
fuzz_FLAGS    := $(CHECKED),fuzzer-no-link
release_LINK := $(TEST_LIBRARIES)
asan_LINK    := $(TEST_LIBRARIES)
double_LINK  := $(TEST_LIBRARIES)
fuzz_LINK    := -fsanitize=fuzzer
SOURCES        := $(wildcard src/*/*.c)
double_SOURCES := $(wildcard $(patsubst %,src/%/*.c,base math text tokenizer pickle store layer model decode classify))

# A recipe that rewrites its target only when the text has changed: other flags, another compile.
note = @mkdir -p $(@D) && printf '%s\n' $(call quote,$(1)) >$@.new && \
       if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# $(1) the flavor: its objects, all of them but main's in one archive, its tests and program
define FLAVOR
$(1)_OBJECTS := $$(patsubst %.c,$$(BUILD)/$(1)/%.o,$$(or $$($(1)_SOURCES),$$(SOURCES)))

$$(BUILD)/$(1)/%.o: %.c $$(BUILD)/$(1)/flags | $$(BUILD)/ready
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$($(1)_CC) $$(COMMON) $$($(1)_FLAGS) $$(CPPFLAGS) $$(WHERE) -MMD -MP -c -o $$@ $$<

$$(BUILD)/$(1)/src/shell/%.o: WHERE := $$(PLACES)
$$(filter $$(BUILD)/$(1)/src/shell/%,$$($(1)_OBJECTS)): $$(BUILD)/places

$$(BUILD)/$(1)/flags: always
	$$(call note,$$($(1)_CC) $$(COMMON) $$($(1)_FLAGS) $$(CPPFLAGS))

$$(BUILD)/$(1)/libheed.a: $$($(1)_OBJECTS)
	$$(call say,AR,$$@)
	$$(Q)mkdir -p $$(@D) && rm -f $$@ && $$(AR) rcs $$@ $$^

$$(BUILD)/$(1)/heed: $$(BUILD)/$(1)/src/main.o $$(BUILD)/$(1)/libheed.a
	$$(call say,LINK,$$@)
	$$(Q)$$($(1)_CC) $$($(1)_FLAGS) $$(LDFLAGS) -o $$@ $$^ $$(LIBRARIES)

$$(BUILD)/$(1)/tests/%: $$(BUILD)/$(1)/tests/%.o $$(BUILD)/$(1)/libheed.a
	$$(call say,LINK,$$@)
	$$(Q)$$($(1)_CC) $$($(1)_FLAGS) $$(LDFLAGS) -o $$@ $$^ $$($(1)_LINK) $$(LIBRARIES)
endef
$(foreach flavor,release asan double fuzz,$(eval $(call FLAVOR,$(flavor))))
$(BUILD)/release/tests/bench/%: release_LINK := # no test framework

# They hold the text of these sources.
EMBEDDED := $(wildcard src/layer/*.c src/classify/*.c src/classified/classifier_traced.c \
              src/model/seq2seq_decoder.c src/math/vec.c)
$(foreach flavor,release asan fuzz,$(eval \
    $(BUILD)/$(flavor)/src/study/listing.o $(BUILD)/$(flavor)/src/study/classifier_listing.o: $(EMBEDDED)))

$(BUILD)/places: always
	$(call note,$(PLACES))

$(BUILD)/ready: tests/needs
	@$(NEEDS) --check build
	@mkdir -p $(@D) && touch $@

$(BUILD)/heed: $(BUILD)/release/heed
	@ln -f $< $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- tests: whatever tests/ holds, T=word picks those with the word in their path ----

pick        = $(if $(T),$(strip $(foreach p,$(1),$(if $(findstring $(T),$(p)),$(p)))),$(1))
UNIT       := $(call pick,$(patsubst %.c,%,$(wildcard tests/unit/*.c)))
DOUBLE     := $(filter tests/unit/double_%,$(UNIT))
SINGLE     := $(filter-out $(DOUBLE),$(UNIT))
UNIT_TESTS := $(SINGLE:%=$(BUILD)/asan/%) $(DOUBLE:%=$(BUILD)/double/%)
SHELL_TESTS := $(call pick,$(shell find tests/*.sh tests/tmux/*.sh -perm -u+x 2>/dev/null | sort))
GOLDEN     := $(shell grep -ls golden tests/unit/*.c)
VALGRIND   := $(SINGLE:%=$(BUILD)/release/%)
EVENTS     := $(patsubst %.c,$(BUILD)/asan/%,$(wildcard tests/unit/test_random*.c))
FUZZ       := $(call pick,$(patsubst %.c,%,$(wildcard tests/fuzz/fuzz_*.c)))
BENCH      := $(patsubst %.c,$(BUILD)/release/%,$(wildcard tests/bench/*.c))
# the whole program, which shell tests run as $HEED
PROGRAM    := $(BUILD)/heed

# ---- what there is to ask for ----

.DEFAULT_GOAL := all
.PHONY: all deps run test test-slow lint bench golden asan install uninstall clean help always
.PHONY: $(addprefix lint-,format clang gcc shell build) tests-built bench-built
.PHONY: valgrind fuzz events compilers

all: $(PROGRAM) ## build build/heed

# The libraries may arrive in the first half, so the second half is a make of its own.
run: deps ## install what is missing, build, and start heed; ARGS='show ...' passes arguments
	@$(MAKE) all
	@$(PROGRAM) $(ARGS)

deps: ## install the libraries that building needs (nothing to do: nothing done)
	@$(NEEDS) build

test: ## install what is missing, build, run every test; T=word runs those with the word in their path
	@$(NEEDS) build test
	@$(MAKE) tests-built
	@HEED='$(abspath $(PROGRAM))' tests/run $(UNIT_TESTS) $(SHELL_TESTS)

tests-built: $(UNIT_TESTS) $(if $(SHELL_TESTS),all)
	@:

golden: ## write the golden files anew, with HEED_GOLDEN=write; then read git diff
	@$(NEEDS) build test
	@$(MAKE) $(GOLDEN:%.c=$(BUILD)/asan/%)
	@HEED_GOLDEN=write tests/run $(GOLDEN:%.c=$(BUILD)/asan/%)

test-slow: ## valgrind, fuzzing (FUZZ_SECONDS=60 each), a million events, gcc and clang without and with -O2
	@$(NEEDS) build test lint slow
	@$(MAKE) -j1 valgrind fuzz events compilers

valgrind:
	@$(MAKE) $(VALGRIND)
	@UNDER='valgrind -q --leak-check=full --error-exitcode=9 --suppressions=tests/valgrind.supp' LIMIT=1800 tests/run $(VALGRIND)

# tests/store has a file of every kind to begin with.
fuzz:
	@$(MAKE) $(FUZZ:%=$(BUILD)/fuzz/%)
	@set -e; for f in $(FUZZ:%=$(BUILD)/fuzz/%); do \
	    echo "$$f for $(FUZZ_SECONDS) s"; mkdir -p $$f.corpus; \
	    $$f -max_total_time=$(FUZZ_SECONDS) -verbosity=0 -print_final_stats=1 \
	        -artifact_prefix=$$f. $$f.corpus tests/store; \
	done

# Half of them with answers at once, half with answers that come late.
events:
	@$(MAKE) $(EVENTS)
	@HEED_EVENTS=500000 LIMIT=7200 tests/run $(EVENTS)

compilers:
	@set -e; for cc in gcc clang; do for o in -O0 -O2; do \
	    echo "$$cc $$o"; \
	    $(MAKE) BUILD=$(BUILD)/$$cc$$o CC=$$cc CFLAGS="$$o -g -Werror" all; \
	done; done

lint: ## layout and warnings, held to nothing left: clang-format, clang, gcc, shellcheck if there
	@$(NEEDS) build test lint
	@$(MAKE) lint-format lint-clang lint-gcc lint-shell lint-build

lint-format:
	$(call say,LINT,clang-format)
	$(Q)status=0; for file in $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch]); do \
	    clang-format --dry-run -Werror $$file 2>/dev/null || \
	        { echo "its layout is not ours: clang-format -i $$file"; status=1; }; \
	done; exit $$status

lint-clang lint-gcc: lint-%:
	$(call say,LINT,$*)
	$(Q)$* $(COMMON) $(PLACES) -Werror -fsyntax-only \
	    $(filter-out tests/unit/double_%,$(wildcard src/*.c src/*/*.c tests/*/*.c))
	$(Q)for test in $(wildcard tests/unit/double_*.c); do \
	    $* $(COMMON) -DHEED_DOUBLE -Werror -fsyntax-only $$test || exit 1; done

# Some of gcc's warnings only come with the optimizations that people build with.
lint-build:
	@$(MAKE) BUILD=$(BUILD)/lint CC=gcc CFLAGS='-O3 -g -Werror' all

lint-shell:
	$(Q)! command -v shellcheck >/dev/null || \
	    shellcheck -x .ci/run tests/run tests/needs tests/bench/run $(wildcard tests/*.sh tests/*/*.sh)

bench: deps ## measure speed and memory, beside PyTorch if it is there, and print a table
	@$(MAKE) bench-built
	@BUILD='$(BUILD)' tests/bench/run

bench-built: all $(BENCH)

# what a variable holds, for scripts that compile
print-%:
	@: $(info $($*))

asan: $(BUILD)/asan/heed ## build build/asan/heed, which stops at the first wrong access

SHARE := $(DESTDIR)$(PREFIX)/share/heed
install: all ## install the program, its lessons and models under PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/heed
	find lessons data -type f | while read -r file; do \
	    install -D -m 644 "$$file" "$(SHARE)/$$file" || exit 1; done

uninstall: ## remove what install has put under PREFIX
	rm -rf $(DESTDIR)$(PREFIX)/bin/heed $(SHARE)

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## print this list
	@awk -F ' *:.*## ' '/^## ?/ { print substr($$0, 4) } \
	    /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
##
## V=1 shows the commands. CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX, DESTDIR as everywhere.
