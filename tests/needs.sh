#!/bin/bash
# tests/needs on machines that lack something. A machine is a folder with headers, libraries and
# programs of its own. The compiler is a real one that finds these and no others, and what would
# install packages only writes down which. No root and no network are needed.

needs=$(cd "$(dirname "$0")" && pwd)/needs
machine=$(mktemp -d)
trap 'rm -rf "$machine"' EXIT
export machine path=$PATH compiler=${CC:-cc} PKG_CONFIG_LIBDIR=$machine/pc
unset CC CPPFLAGS CFLAGS LDFLAGS PKG_CONFIG_PATH

# table NAME: a table of tests/needs, without the line of its names
table()
{
    awk -v start="$1='" '$0 == start { on = 1; getline; next } /^'\''/ { on = 0 } on' "$needs"
}

# program NAME <its text
program()
{
    cat >"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}

# header FILE [FUNCTION]: a header that declares it
header()
{
    mkdir -p "$machine/include/$(dirname "$1")"
    echo "${2:+void $2(void);}" >"$machine/include/$1"
}

# library OPTION FUNCTION...: what -lNAME links, with these functions
library()
{
    local file=$machine/lib/lib${1#-l}.so function
    shift
    for function; do
        echo "void $function(void); void $function(void) {}"
    done | $compiler -w -shared -fPIC -nostdlib -o "$file" -xc -
}

# A machine that has everything, pkg-config's files aside.
whole_machine()
{
    local name file function options option
    mkdir -p "$machine"/{bin,include,lib,pc}
    for name in sh awk cat id env mktemp rm sed sort tr pkg-config; do
        ln -s "$(command -v $name)" "$machine/bin/$name"
    done
    for name in tmux pgrep xmllint sudo; do
        program $name <<<$'#!/bin/sh\nexec "$@"'
    done
    program cc <<'END'
#!/bin/bash
words=()
for word; do
    case $word in
    -l*)
        word=$machine/lib/lib${word#-l}.so
        [ -e "$word" ] || { echo "cannot find $word"; exit 1; }
        words+=(-xnone)
        ;;
    esac
    words+=("$word")
done
echo "${words[*]}" >>"$machine/log"
PATH=$path exec $compiler -w -nostdinc -nostdlib -Wl,-e,main "${words[@]}" -isystem "$machine/include"
END
    for file in setjmp.h stdarg.h stddef.h stdint.h; do
        header $file
    done
    while read -r _ file function _ _ options; do
        [ "$file" = - ] || header "$file" "$function"
        for option in $options; do
            library "$option" "$function"
        done
    done < <(table libraries)
    library -l:libcairo.so.2 cairo_create
    library -lopenblas openblas_set_num_threads ssyevr_
}

# check NAME STATUS OUTPUT ARGUMENT...: tests/needs on the machine ends and says so
check()
{
    local name=$1 status=$2 expected=$3 output got
    shift 3
    output=$(PATH=$machine/bin CC=cc "$needs" "$@" 2>&1)
    got=$?
    if [ $got = "$status" ] && [ "$output" = "$expected" ]; then
        echo "ok needs_$name"
    else
        echo "not ok needs_$name: status $got, expected $status and \"$expected\", output: $output"
    fi
}

# lacks NAME PACKAGES: --check names these and no others
lacks()
{
    check "$1" 1 "heed cannot be built yet: missing $2. Run: make deps" --check build test
}

# without FILE... -- COMMAND...: the command, on a machine that lacks the files
without()
{
    local file=$machine/$1
    shift
    mv "$file" "$file.away"
    if [ "$1" = -- ]; then "${@:2}"; else without "$@"; fi
    mv "$file.away" "$file"
}

whole_machine
check nothing_missing 0 '' --check build test
links=$(grep -c links.c "$machine/log")
if [ "$links" = 1 ]; then
    echo "ok needs_links_once"
else
    echo "not ok needs_links_once: $links programs linked where nothing is missing"
fi

# every_other REMAINDER: the libraries of tests/needs that have this place among two, one per package
every_other()
{
    table libraries | awk '!seen[$4]++' | awk -v remainder="$1" 'NR % 2 == remainder'
}

for half in 0 1; do
    packages=$(every_other $half | awk '{ print $4 }' | sort | paste -sd ' ')
    mapfile -t files < <(every_other $half | awk '{ print "include/" $2 }')
    without "${files[@]}" -- lacks "headers_$half" "$packages"
    mapfile -t files < <(every_other $half | awk '{ sub("-l", "lib/lib", $6); print $6 ".so" }')
    without "${files[@]}" -- lacks "libraries_$half" "$packages"
done
without bin/tmux 'lib/lib:libcairo.so.2.so' -- lacks things 'libcairo2 tmux'
without bin/pkg-config -- lacks pkg_config pkg-config
without bin/cc -- lacks compiler \
    "$({ echo gcc; echo libcairo2; table libraries | awk '{ print $4 }'; } | sort -u | paste -sd ' ')"

# ---- one BLAS is not another ----

cp "$machine/include/cblas.h" "$machine/openblas.h"
cp "$machine/lib/libopenblas.so" "$machine/openblas.so"
library -lblas cblas_sgemm
header cblas.h cblas_sgemm
without lib/libopenblas.so -- lacks reference_blas_only libopenblas-dev
lacks reference_header libopenblas-dev
mkdir "$machine/include/openblas"
cp "$machine/openblas.h" "$machine/include/openblas/cblas.h"
cat >"$machine/pc/openblas.pc" <<END
Name: openblas
Description: what says where the right header is
Version: 1
Libs: -lopenblas
Cflags: -I$machine/include/openblas
END
check both_blas 0 '' --check build test
library -lopenblas openblas_set_num_threads
lacks openblas_without_lapack libopenblas-dev

# ---- who installs ----

missing='libcmocka-dev libopenblas-dev'
mkdir "$machine/store"
mv "$machine/lib/libcmocka.so" "$machine/store"
mv "$machine/openblas.so" "$machine/store/libopenblas.so"
rm "$machine/lib/libopenblas.so"
check no_packager 1 "Please install what Debian calls $missing" build test

program apt-get <<<$'#!/bin/sh\nexit 100'
check apt_fails 100 "installing $missing" build test
program apt-get </dev/null
check apt_does_not_help 1 "installing $missing
installed, but still of no use: $missing
cannot find $machine/lib/libopenblas.so
cannot find $machine/lib/libopenblas.so
cannot find $machine/lib/libcmocka.so" build test
program apt-get <<'END'
#!/bin/bash
PATH=$path
words=()
for word; do
    case $word in -* | Dpkg::*) ;; *) words+=("$word") ;; esac
done
echo "${words[*]}" >>"$machine/asked"
[ "${words[0]}" = update ] || cp "$machine"/store/* "$machine/lib"
END
check apt_installs 0 "installing $missing" build test
check apt_is_not_asked_twice 0 '' build test
asked="update
install $missing"
if [ "$(cat "$machine/asked")" = "$asked" ]; then
    echo "ok needs_asks_for_packages"
else
    echo "not ok needs_asks_for_packages: \"$(cat "$machine/asked")\", expected \"$asked\""
fi
