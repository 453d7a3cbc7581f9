#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests. The last line is `N passed, N failed, N skipped`.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

passed=0 failed=0 skipped=0 by_project=""
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# run_project PROJECT: runs its tests and adds up their counts; a test host that dies counts as a failure.
run_project() {
    local status=0 bad=0 good=0 left=0
    say "testing $1"
    dotnet test "$1" -c Release --no-build --nologo --tl:off --logger "console;verbosity=minimal" \
        --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null 2>&1 | tee "$log" || status=$?
    read -r bad good left < <(sed -nE 's/.*- Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+),.*/\1 \2 \3/p' "$log") || true
    if [ "$status" != 0 ] && [ "${bad:-0}" = 0 ]; then
        say "$1 ended with code $status before its tests did"
        bad=1
    fi
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${bad:-0}))
    skipped=$((skipped + ${left:-0}))
    by_project+="| $(basename "$1" .csproj) | ${good:-0} | ${bad:-0} | ${left:-0} |"$'\n'
}

# write_verification: what was tested with Akka, for readers on machines whose feed has none. What was run by hand besides,
# from the line "## By hand" on, stays.
write_verification() {
    local by_hand
    mkdir -p tests/verified
    by_hand=$(sed -n '/^## By hand/,$p' tests/verified/akka.md 2>/dev/null || true)
    {
        report_head "Verified with Akka" "Written by tests/run.sh where the NuGet feed serves Akka and every test passes." "$commit"
        echo "- Erlang/OTP: $(otp_release)"
        echo "- tests: $passed passed, $failed failed, $skipped skipped; those of AkkaErlDist.Tests are the ones that use Akka"
        echo
        echo "| tests | passed | failed | skipped |"
        echo "|---|---|---|---|"
        printf '%s' "$by_project"
        echo
        echo "| package | version |"
        echo "|---|---|"
        grep -ohE '"(Akka|DotNetty)(\.[A-Za-z0-9.]+)?/[0-9][^"]*"' tests/AkkaErlDist*/obj/project.assets.json |
            tr -d '"' | sort -u | sed -E 's#(.*)/(.*)#| \1 | \2 |#'
        [ -z "$by_hand" ] || printf '\n%s\n' "$by_hand"
    } >tests/verified/akka.md
}

commit=$(tested_commit)
need_dotnet
erlang=yes
need_erlang || erlang=no
need_elixir || say "Elixir can't be installed here: the tests that talk to it will fail"
choose_solution
say "building $SOLUTION"
dotnet build "$SOLUTION" "${BUILD_FLAGS[@]}" </dev/null
for project in $(test_projects); do
    if [ "$erlang" = no ] && [[ $project = *Interop* ]]; then
        say "not run: $project needs Erlang, which can't be installed here; install erl and epmd and run this again"
        failed=$((failed + 1))
    else
        run_project "$project"
    fi
done

if [ "$SOLUTION" = AkkaErlDist.sln ] && [ "$failed" = 0 ]; then
    write_verification
    say "wrote tests/verified/akka.md"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
