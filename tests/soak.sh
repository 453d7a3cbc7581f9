#!/usr/bin/env bash
# Mixed traffic between one node of ours and real ones that come and go, are killed, stopped and frozen: no message between
# living processes may be lost or out of order, and nothing may be left behind. Not part of CI.
# Arguments: minutes (30), and those of tests/ErlDist.Soak. A run of 30 minutes or more writes artifacts/reports/soak.md.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

commit=$(tested_commit)
MINUTES=${1:-30}
[ $# -eq 0 ] || shift
report=$(mktemp)
trap 'rm -f "$report"' EXIT

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
dotnet build tests/ErlDist.Soak/ErlDist.Soak.csproj "${BUILD_FLAGS[@]}" </dev/null
status=0
dotnet tests/ErlDist.Soak/bin/Release/net10.0/ErlDist.Soak.dll "$MINUTES" --report "$report" "$@" </dev/null || status=$?
if [ "${MINUTES%%.*}" -ge 30 ] && [ -s "$report" ]; then
    mkdir -p artifacts/reports
    {
        report_head "Verified by a soak" "Written by tests/soak.sh." "$commit"
        echo "- Erlang/OTP: $(otp_release)"
        echo
        cat "$report"
    } >artifacts/reports/soak.md
    say "wrote artifacts/reports/soak.md"
fi
exit "$status"
