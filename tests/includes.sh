#!/bin/bash
# The rules of the house, held against src/: who may include whom, what belongs in one folder only,
# what is kept out of the deterministic floors. Then every rule is broken once, on purpose, in a
# tree of its own, to see that it is noticed.

floors='base 0  math 1  text 2  pickle 2  store 3  draw 3  layer 3  tokenizer 3  model 4  inspect 4  decode 5  dialect 5  classify 5  optimize 5  trace 6  corpus 6
        quantities 7  classified 7  lab 7  study 7  measure 7  lesson 8  train 8  view 9  screen 9  beams 9  panel 10
        app 11  lecture 12  browse 10  term 12  export 12  cli 13  shell 14  saved 15  scores 15  handout 15
        present 15  cmd 16'
rules='floors ncurses cblas outside own_header length columns const cut room map'
longest=600 # lines of a file, which is one thing: never cut one to meet a number
widest=100  # columns
fullest=16  # .c files in a folder
outside='time|clock|clock_gettime|gettimeofday|timespec_get|localtime(_r)?|gmtime(_r)?'
outside+='|s?rand|rand_r|s?random|[dlm]rand48|getrandom|(secure_)?getenv'

# break_rules DIR: prints "RULE FILE:LINE: what is wrong" for what breaks a rule in DIR/src
break_rules()
{
    cd "$1" || return
    # shellcheck disable=SC2016 # that is awk
    find src -name '*.[ch]' | sort | xargs awk -v floors="$floors" -v longest=$longest \
        -v outside="[^A-Za-z0-9_]($outside)[ \t]*[(]" '
        BEGIN {
            n = split(floors, word)
            for (i = 1; i < n; i += 2)
                floor[word[i]] = word[i + 1]
        }

        function broken(rule, what) { print rule " " FILENAME ":" FNR ": " what }

        function exists(path,   line, found)
        {
            found = (getline line <path) >= 0
            close(path)
            return found
        }

        # The line without strings and comments; in_comment goes on to the next line.
        function code_of(line,   code, at)
        {
            while (line != "") {
                if (in_comment) {
                    if (!(at = index(line, "*/")))
                        return code
                    line = substr(line, at + 2)
                    in_comment = 0
                } else if (match(line, /\/\*|\/\/|"(\\.|[^"\\])*"|'\''(\\.|[^'\''\\])*'\''/)) {
                    code = code substr(line, 1, RSTART - 1) " "
                    at = substr(line, RSTART, 2)
                    if (at == "//")
                        return code
                    in_comment = at == "/*"
                    line = substr(line, RSTART + (in_comment ? 2 : RLENGTH))
                } else {
                    return code line
                }
            }
            return code
        }

        # A file includes its own folder and lower floors, always as "folder/file.h".
        function check_floor(path,   to)
        {
            to = path
            if (!sub(/\/.*/, "", to) || !(to in floor) || !exists("src/" path))
                broken("floors", "\"" path "\" is no header of a floor")
            else if (folder in floor && to != folder && floor[to] >= floor[folder])
                broken("floors", folder " (floor " floor[folder] ") includes " path \
                                 " (floor " floor[to] ")")
        }

        # The first header of a .c is its own; one without a header of its own name shares one.
        function check_own(path,   own)
        {
            own = substr(FILENAME, 5)
            sub(/c$/, "h", own)
            if (exists("src/" own) ? path != own : index(path, folder "/") != 1)
                broken("own_header", "includes " path " before its own header")
        }

        FNR == 1 {
            folder = FILENAME
            sub(/^src\//, "", folder)
            if (!sub(/\/.*/, "", folder))
                folder = ""
            else if (!(folder in floor))
                broken("floors", "the folder " folder " is on no floor")
            own_seen = folder == "" || FILENAME !~ /\.c$/
            in_comment = 0
        }

        FNR == longest + 1 { broken("length", "longer than " longest " lines") }

        match($0, /^[ \t]*#[ \t]*include[ \t]*[<"][^>"]*/) {
            path = $0
            sub(/^[^<"]*[<"]/, "", path)
            system_header = $0 ~ /include[ \t]*</
            sub(/[>"].*/, "", path)
            if (!system_header)
                check_floor(path)
            else if (exists("src/" path))
                broken("floors", "ours is included as \"" path "\"")
            if (!own_seen)
                check_own(system_header ? "<" path ">" : path)
            own_seen = 1
            if (path ~ /^(ncursesw?\/)?(n?cursesw?|term|panel|menu|form)\.h$/ && folder != "term")
                broken("ncurses", "only src/term may include " path)
            if (path ~ /cblas.*\.h$/ && folder != "math")
                broken("cblas", "only src/math may include " path)
            next
        }

        folder !~ /^(term|cli|shell|saved|present|cmd|)$/ {
            code = " " code_of($0)
            if (folder == "train") # may measure how long it takes
                gsub(/clock_gettime\(CLOCK_MONOTONIC,/, "", code)
            if (match(code, outside))
                broken("outside", "asks the world outside: " substr(code, RSTART + 1, RLENGTH - 1) ")")
        }
    '
    LC_ALL=C.UTF-8 grep -rnE "^.{$((widest + 1)),}" src --include='*.[ch]' |
        sed -E "s/^([^:]*:[0-9]*):.*/columns \1: longer than $widest columns/" | finished_rooms
    grep -rnE '\*\) ?\((size_t|u?intptr_t)\)' src --include='*.[ch]' |
        sed -E 's/^([^:]*:[0-9]*):.*/const \1: a cast by way of a number/' | finished_rooms
    grep -rnE '%[.][0-9]+s' src --include='*.[ch]' |
        sed -E 's/^([^:]*:[0-9]*):.*/cut \1: may cut a character in two; str_fit() does not/' | finished_rooms
    for folder in src/*/; do
        grep -qs "$(basename "$folder")/" src/README.md ||
            echo "map src/README.md: does not mention $folder"
        files=$(find "$folder" -name '*.c' | wc -l)
        [ "$files" -le $fullest ] ||
            echo "room $folder: $files .c files, $fullest are the limit" | finished_rooms
    done
}

cd "$(dirname "$0")/.." || exit 1
. tests/house.sh
# shellcheck disable=SC2086 # a list
report_rules $rules

# ---- can the rules fail? ----

# A sound house, with everything in it that only looks like breaking a rule.
sound_house()
{
    rm -rf "${tree:?}/src"
    file src/README.md <<<'base/ math/ view/ term/ export/ train/ cmd/'
    file src/base/a.h <<<'/* time() and "getenv(1)" are but words here */'
    file src/base/a.c <<<$'#include "base/a.h"\n#include <time.h>\nint uptime(int x); /* rand()\n clock() */ // getenv()\nconst char *s = "time()";'
    file src/base/a_more.c <<<'#include "base/a.h"'
    file src/math/m.h <<<'#include "base/a.h"'
    file src/math/m.c <<<$'#include "math/m.h"\n#include <cblas.h>'
    file src/view/v.h <<<'#include "math/m.h"'
    file src/term/t.h <<<$'#include <curses.h>\n#include "view/v.h"'
    file src/term/t.c <<<$'#include "term/t.h"\nint now(void) { return time(0) + rand(); }'
    file src/export/e.h </dev/null
    file src/train/t.h </dev/null
    file src/train/t.c <<<$'#include "train/t.h"\nint f(void) { return clock_gettime(CLOCK_MONOTONIC, 0); }'
    file src/cmd/c.h </dev/null
    file src/cmd/c.c <<<$'#include "cmd/c.h"\nchar *f(void) { return getenv("X"); }'
    file src/main.c <<<'#include "cmd/c.h"'
}

sound_house
report rules_accept_a_sound_house "$(break_rules "$tree" | paste -sd ';')"
notices floors src/base/a.h '#include "math/m.h"'
notices floors src/export/e.h '#include "term/t.h"'
notices floors src/view/v.h '  #  include "cmd/c.h"'
notices floors src/view/v.h '#include "v.h"'
notices floors src/view/v.h '#include <math/m.h>'
notices floors src/view/v.h '#include "math/nowhere.h"'
notices floors src/train/t.h '#include "cmd/c.h"'
notices ncurses src/view/v.h '#include <ncurses.h>'
notices ncurses src/main.c '#include <curses.h>'
notices cblas src/view/v.h '#include <cblas.h>'
notices outside src/view/v.h 'int now = time(NULL);'
notices outside src/view/v.h '/* why */ int x = rand();'
notices outside src/base/a.h $'/* a\n*/ char *home = getenv("HOME");'
notices outside src/train/t.h 'int t = clock_gettime(CLOCK_REALTIME, 0);'
notices own_header src/math/m.c $'#include <cblas.h>\n#include "math/m.h"'
notices own_header src/math/m.c $'#include "base/a.h"\n#include "math/m.h"'
notices own_header src/math/other.c '#include <math.h>'
notices length src/view/v.h "$(yes '' | head -n $((longest + 1)); echo x)"
notices columns src/base/a.h "/* $(yes é | head -n $widest | tr -d '\n') */"
notices const src/base/a.h 'void f(const char *text) { free((void *)(size_t)text); }'
notices cut src/base/a.h 'int x = f("there is no \"%.60s\"", name);'
notices map src/README.md 'base/ math/ view/ term/ export/ train/'
sound_house
rm "$tree/src/README.md"
report rules_notice_no_map "$(break_rules "$tree" | grep -q '^map' || echo 'nothing found')"
sound_house
for ((i = 0; i <= fullest; i++)); do file "src/base/b$i.c" <<<'#include "base/a.h"'; done
report rules_notice_a_full_room "$(break_rules "$tree" | grep -q '^room src/base/' || echo 'nothing found')"
