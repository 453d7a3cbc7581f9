#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests. The last line is `N passed, N failed, N skipped`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# run_project PROJECT: runs its tests and adds up their counts; a test host that dies counts as a failure.
run_project() {
    local status=0 bad=0 good=0 left=0 took
    timed "testing $(basename "$1" .csproj)" "$log" dotnet test "$1" -c Release --no-build --nologo --tl:off \
        --logger "console;verbosity=minimal" --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none || status=$?
    read -r bad good left < <(sed -nE 's/.*- Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+),.*/\1 \2 \3/p' "$log") || true
    echo "${good:-0} passed, ${bad:-0} failed, ${left:-0} skipped, $took s"
    [ "$status" = 0 ] || cat "$log" >&2
    if [ "$status" != 0 ] && [ "${bad:-0}" = 0 ]; then
        say "$1 ended with code $status before its tests did"
        bad=1
    fi
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${bad:-0}))
    skipped=$((skipped + ${left:-0}))
}

# check NAME SCRIPT...: a script that passes or fails as a whole.
check() {
    if step "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}

need_dotnet
erlang=yes
need_erlang || erlang=no
need_elixir || say "Elixir can't be installed here: the tests that talk to it will fail"
choose_solution
step "building $SOLUTION" dotnet build "$SOLUTION" "${BUILD_FLAGS[@]}"
for project in $(test_projects); do
    if [ "$erlang" = no ] && [[ $project = *Interop* ]]; then
        say "not run: $project needs Erlang, which can't be installed here; install erl and epmd and run this again"
        failed=$((failed + 1))
    else
        run_project "$project"
    fi
done

if [ "$erlang" = yes ]; then
    check "packing, and programs made from the packages alone (tests/consumer.sh)" tests/consumer.sh
fi
if [ "$SOLUTION" = ErlDist.slnf ]; then
    say "not run: docs/build.sh needs AkkaErlDist, whose API is a part of the site"
elif docs/build.sh --can-build; then
    check "building the documentation (docs/build.sh)" docs/build.sh
else
    say "not run: docs/build.sh needs docfx, which this feed does not serve as a dotnet tool"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
