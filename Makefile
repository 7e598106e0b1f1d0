# Seedbed: everything from one file. `make run` and `make test` set the machine up themselves.

B ?= build
CC = gcc
WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
       -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough -Werror
HARDEN = -fstack-protector-strong -fstack-clash-protection -fPIE
LINK = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--gc-sections
BASE = -std=gnu17 -D_GNU_SOURCE -g $(WARN) -ffunction-sections -fdata-sections -include tools/banned.h \
       -Isrc -I. -I$(B)/gen -I/usr/include/postgresql -I/usr/include/libxml2
CFLAGS = -O2 -D_FORTIFY_SOURCE=3 $(HARDEN)
SANITIZE = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LIBS = -lmicrohttpd -lsqlite3 -lpq -lcurl -ljansson -lyaml -lical -lunistring -lsodium -lcrypto -lz -lzstd -lseccomp -lqrencode -larchive -lxml2 -lm -lpthread
# What runs while building needs only this.
TOOL_BASE = $(addprefix src/base/,str.c arena.c hash.c status.c)

ROOMS = base match store net record access action web hub mail webhook people credit pledge form programme apply review decide cohort \
	event solution board exchange import privacy main
SRC = $(filter-out %_test.c,$(wildcard $(addsuffix /*.c,$(addprefix src/,$(ROOMS)))))
TEST_SRC = $(wildcard src/*/*_test.c) tests/check.c tests/tongue.c tests/world.c tests/provider.c tests/browser.c
SQL = $(filter-out $(wildcard src/*/[0-9][0-9][0-9][0-9]_*.sql),$(wildcard src/*/*.sql))
MIGRATIONS = $(wildcard src/*/[0-9][0-9][0-9][0-9]_*.sql)
PAGES = $(wildcard src/*/*.html)
GEN_SQL = $(patsubst src/%,$(B)/gen/%,$(SQL))
GEN_PAGES = $(patsubst src/%,$(B)/gen/%,$(PAGES))
GEN_C = $(addsuffix .c,$(GEN_SQL) $(GEN_PAGES)) $(B)/gen/schema.c $(B)/gen/place_data.c $(B)/gen/assets.c $(B)/gen/words_data.c
GEN_H = $(addsuffix .h,$(GEN_SQL) $(GEN_PAGES))
OBJ = $(patsubst %.c,$(B)/obj/%.o,$(SRC)) $(patsubst $(B)/gen/%.c,$(B)/obj/gen/%.o,$(GEN_C))
SAN_OBJ = $(patsubst $(B)/obj/%,$(B)/san/%,$(OBJ))
TEST_OBJ = $(patsubst %.c,$(B)/san/%.o,$(TEST_SRC))

.PHONY: all run test soak setup floors clean bench fuzz lint format words sbom install
.SECONDARY:
MAKEFLAGS += -j$(shell nproc)

all: $(B)/seedbed

# --- what people type
DATA ?= data
PORT ?= 8460
run: $(B)/seedbed
	@if [ ! -f $(DATA)/record.key ]; then $(B)/seedbed init --examples --data $(DATA); fi
	@if [ "$$(id -u)" -eq 0 ]; then echo "seedbed: served as root, as this is a trial; elsewhere use an account of its own"; as=--as-root; fi; \
	 exec $(B)/seedbed serve --data $(DATA) --port $(PORT) $$as

test: $(B)/seedbed $(B)/seedbed-wide $(B)/seedbed-san $(B)/tests-san $(B)/pagec
	@tests/run.sh $(B)

# the ledger's random tests, each time with other seeds, for so long
SECONDS ?= 3600
soak: $(B)/seedbed $(B)/tests-san
	@tests/soak.sh $(B) $(SECONDS)

bench: $(B)/seedbed $(B)/plausible $(B)/focus-bench
	@bench/run.sh $(B)/seedbed

# what the program is made of, as CycloneDX
sbom: $(B)/seedbed
	@tools/sbom.py $(B)/seedbed > $(B)/sbom.json && echo "$(B)/sbom.json"
floors:
	@tools/floors.sh
format:
	@tools/format.sh
# every text marked for translation, in pages and in C, as gettext's template
words: $(B)/pagec
	@tools/words.py
	@tools/words.sh $(B)
lint: $(GEN_H)
	@tools/lint.sh cppcheck $(B)
	@tools/lint.sh clang-tidy $(B)
fuzz: $(GEN_H)
	@fuzz/run.sh $(B) 60

PREFIX ?= /usr/local
install: $(B)/seedbed
	install -D -s -m 755 $(B)/seedbed $(DESTDIR)$(PREFIX)/bin/seedbed
	install -D -m 644 docs/seedbed.1 $(DESTDIR)$(PREFIX)/share/man/man1/seedbed.1
	install -D -m 644 docs/seedbed.service $(DESTDIR)$(PREFIX)/lib/systemd/system/seedbed.service

# --- set-up: what is missing, said before it is installed
setup: $(B)/.setup
$(B)/.setup: tools/setup.sh package.json
	@mkdir -p $(B)
	@sh tools/setup.sh
	@touch $@

$(B)/.npm: package.json package-lock.json | $(B)/.setup
	@mkdir -p $(B)
	@if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then \
	  echo "seedbed: installing the browser parts named in package.json (npm)"; npm ci --no-audit --no-fund --loglevel=error && touch node_modules; fi
	@touch $@

# --- the small compilers
$(B)/sqlc: tools/sqlc.c tools/sqlc_write.c tools/sqlc.h $(TOOL_BASE) | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O1 $(filter %.c,$^) -o $@ -lsqlite3 -lcrypto -lsodium -lunistring
$(B)/pagec: tools/pagec.c $(wildcard tools/pagec_*.c) $(wildcard tools/pagec*.h) $(TOOL_BASE) | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O1 $(filter %.c,$^) -o $@ -lcrypto -lsodium -lunistring
$(B)/embed: tools/embed.c src/base/asset.h $(TOOL_BASE) | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O1 $(filter %.c,$^) -o $@ -lcrypto -lsodium -lunistring -lz
$(B)/places: tools/places.c $(wildcard src/hub/place_fold.c) $(TOOL_BASE) | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O1 $(filter %.c,$^) -o $@ -lcrypto -lsodium -lunistring

# makes rows of plausible people and start-ups, for examples and benchmarks
$(B)/plausible: tools/plausible.c $(wildcard src/people/plausible*.c) $(TOOL_BASE) src/base/time.c | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O2 $(filter-out %_test.c,$(filter %.c,$^)) -o $@ -lcrypto -lsodium -lunistring -lm

# makes FOCUS bills and measures how they are read: bench/focus.sh
FOCUS_BENCH = $(addprefix src/base/,arena.c csv.c exact.c hash.c json.c language.c ndjson.c source.c status.c str.c table.c time.c window.c words.c) \
	$(filter-out %_test.c,$(wildcard src/credit/focus*.c))
$(B)/focus-bench: tools/focus_bench.c $(FOCUS_BENCH) $(B)/gen/words_data.c $(wildcard src/base/*.h src/credit/focus*.h)
	@echo "  tool $@"; $(CC) $(BASE) $(CFLAGS) $(LINK) $(filter %.c,$^) -o $@ -lcrypto -lsodium -lunistring -ljansson -lz -lzstd -lm

$(B)/gen/%.sql.h $(B)/gen/%.sql.c &: src/%.sql $(B)/sqlc $(MIGRATIONS)
	@mkdir -p $(@D)
	@$(B)/sqlc $< $(B)/gen/$*.sql.h $(B)/gen/$*.sql.c $(MIGRATIONS)
$(B)/gen/schema.c: $(B)/sqlc $(MIGRATIONS)
	@mkdir -p $(@D)
	@$(B)/sqlc --schema $@ $(MIGRATIONS)
$(B)/gen/%.html.h $(B)/gen/%.html.c &: src/%.html $(B)/pagec
	@mkdir -p $(@D)
	@$(B)/pagec $< $(B)/gen/$*.html.h $(B)/gen/$*.html.c
$(B)/assets/.done: $(B)/.npm $(wildcard assets/*.mjs assets/*.js assets/*.css assets/*.svg assets/behaviours/*.js) $(PAGES)
	@node assets/build.mjs $(B)/assets
	@touch $@
EXAMPLES = $(wildcard examples/*.yaml examples/*/*.yaml examples/data/*.csv)
$(B)/gen/assets.c: $(B)/embed $(B)/assets/.done $(EXAMPLES)
	@mkdir -p $(@D)
	@$(B)/embed $@ $(filter-out %/.done,$(wildcard $(B)/assets/*)) -- $(EXAMPLES)

$(B)/gen/place_data.c: $(B)/places $(wildcard assets/places/*.csv)
	@mkdir -p $(@D)
	@$(B)/places assets/places/countries.csv assets/places/m49.csv assets/places/aliases.csv > $@.part && mv $@.part $@

# translations: checked and packed by gettext, then tables in the program
TONGUES = $(patsubst locale/%.po,$(B)/locale/%.mo,$(wildcard locale/*.po))
$(B)/tongues: tools/tongues.c src/base/words_data.h src/base/language.h $(TOOL_BASE) | $(B)/.setup
	@mkdir -p $(B)
	@echo "  tool $@"; $(CC) $(BASE) -O1 $(filter %.c,$^) -o $@ -lcrypto -lsodium -lunistring
$(B)/locale/%.mo: locale/%.po | $(B)/.setup
	@mkdir -p $(@D)
	@msgfmt --check -o $@ $<
$(B)/gen/words_data.c: $(B)/tongues $(TONGUES)
	@mkdir -p $(@D)
	@$(B)/tongues $@ $(TONGUES)

# --- compiling; not before every door names its permission
$(B)/doors.ok: $(SRC) src/access/access.h tools/doors.py
	@mkdir -p $(@D)
	@tools/doors.py $(SRC) && touch $@
DEPS = -MMD -MP
$(B)/obj/%.o: %.c | $(GEN_H) $(B)/doors.ok
	@mkdir -p $(@D)
	@echo "  cc $<"; $(CC) $(BASE) $(CFLAGS) $(DEPS) -c $< -o $@
$(B)/obj/gen/%.o: $(B)/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	@echo "  cc $<"; $(CC) $(BASE) $(CFLAGS) $(DEPS) -c $< -o $@
$(B)/san/%.o: %.c | $(GEN_H) $(B)/doors.ok
	@mkdir -p $(@D)
	@echo "  cc $< (sanitized)"; $(CC) $(BASE) $(SANITIZE) $(DEPS) -c $< -o $@
$(B)/san/gen/%.o: $(B)/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	@echo "  cc $< (sanitized)"; $(CC) $(BASE) $(SANITIZE) $(DEPS) -c $< -o $@
$(B)/seedbed: $(OBJ)
	@echo "  link $@"; $(CC) $(CFLAGS) $(LINK) $^ -o $@ $(LIBS)
$(B)/seedbed-san: $(SAN_OBJ)
	@echo "  link $@"; $(CC) $(SANITIZE) $^ -o $@ $(LIBS)
# every text twice as long: what the browser test looks for breaks with
$(B)/seedbed-wide: $(OBJ) $(B)/obj/tests/wide.o
	@echo "  link $@"; $(CC) $(CFLAGS) $(LINK) -Wl,--wrap=words_z -Wl,--wrap=words_n $^ -o $@ $(LIBS)
$(B)/tests-san: $(filter-out $(B)/san/src/main/main.o,$(SAN_OBJ)) $(TEST_OBJ)
	@echo "  link $@"; $(CC) $(SANITIZE) -Wl,--wrap=words_z $^ -o $@ $(LIBS) -lcmocka
-include $(OBJ:.o=.d) $(SAN_OBJ:.o=.d) $(TEST_OBJ:.o=.d)

clean:
	rm -rf $(B)
