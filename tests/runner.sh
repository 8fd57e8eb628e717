#!/bin/bash
# tests/run held to its word: what fails, in whatever way, is counted as failed.

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# program NAME <its text: an executable program in $work
program()
{
    { echo '#!/bin/sh'; cat; } >"$work/$1"
    chmod +x "$work/$1"
}

# expect NAME STATUS LINE PROGRAM...: running the programs ends with the status and the line
expect()
{
    local name=$1 status=$2 line=$3 output got
    shift 3
    output=$(LIMIT=1 "$here/run" "${@/#/$work/}" 2>&1)
    got=$?
    if [ $got = "$status" ] && [ "${output##*$'\n'}" = "$line" ]; then
        echo "ok runner_$name"
    else
        echo "not ok runner_$name: status $got, expected $status and \"$line\", output:"
        echo "${output//$'\n'not ok/$'\n'  not ok}"
    fi
}

cmocka() # RUNNING PASSED FAILED
{
    echo "echo '[==========] Running $1 test(s).'; echo '[  PASSED  ] $2 test(s).'"
    [ "$3" = 0 ] || echo "echo ' $3 FAILED TEST(S)'; exit $3"
}

cmocka 3 3 0 | program good
cmocka 3 1 2 | program bad
cmocka 3 2 0 | program short
{ cmocka 2 2 0; echo 'exit 23'; } | program leak
{ cmocka 2 2 0; echo 'kill -SEGV $$'; } | program crash
echo 'echo "[==========] Running 3 test(s)."; echo "[       OK ] one"; exit 0' | program early
echo 'exit 0' | program silent
{ cmocka 2 2 0; echo 'sleep 9'; } | program endless
printf 'echo ok one\necho ok two\n' | program good.sh
printf 'echo ok one\necho "not ok two: why"\necho ok three\n' | program bad.sh
printf 'echo ok one\nexit 1\n' | program broken.sh
program clean.sh <<'END'
test -z "$NO_COLOR" && echo ok clean
END

expect passes 0 '5 passed, 0 failed' good good.sh
expect counts_failures 1 '6 passed, 3 failed' good bad bad.sh
expect missing_tests 1 '2 passed, 1 failed' short
expect leak_at_exit 1 '2 passed, 1 failed' leak
expect crash 1 '2 passed, 1 failed' crash
expect early_exit 1 '0 passed, 1 failed' early
expect silence 1 '0 passed, 1 failed' silent
expect endless 1 '2 passed, 1 failed' endless
expect shell_error 1 '1 passed, 1 failed' broken.sh
expect not_there 1 '3 passed, 1 failed' good nowhere
NO_COLOR=1 expect same_for_everyone 0 '1 passed, 0 failed' clean.sh
expect none 1 '0 passed, 0 failed'
