#!/usr/bin/env bash
# A cluster of 20 members in one process and 3 BEAM nodes that talk to each of them, over TLS with client certificates: it must stay
# converged, lose nothing and not grow. Not part of CI. Arguments: minutes (10), and those of tests/AkkaErlDist.Soak. A run of 10
# minutes or more writes artifacts/reports/cluster.md.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

commit=$(tested_commit)
MINUTES=${1:-10}
[ $# -eq 0 ] || shift
report=$(mktemp)
trap 'rm -f "$report"' EXIT

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
feed_has_akka || die "the NuGet feed serves no Akka ($FEED_ANSWER)"
dotnet build tests/AkkaErlDist.Soak "${BUILD_FLAGS[@]}" </dev/null
status=0
dotnet tests/AkkaErlDist.Soak/bin/Release/net10.0/AkkaErlDist.Soak.dll "$MINUTES" --report "$report" "$@" </dev/null || status=$?
if [ "${MINUTES%%.*}" -ge 10 ] && [ -s "$report" ]; then
    mkdir -p artifacts/reports
    {
        report_head "Verified by a cluster that ran on" "Written by tests/cluster-soak.sh." "$commit"
        echo "- Erlang/OTP: $(otp_release)"
        echo "- Akka: $(grep -oE '"Akka.Cluster/[0-9.]+"' tests/AkkaErlDist.Soak/obj/project.assets.json | head -n 1 | tr -d '"')"
        echo "- machine: $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg) at the end"
        echo
        cat "$report"
    } >artifacts/reports/cluster.md
    say "wrote artifacts/reports/cluster.md"
fi
exit "$status"
