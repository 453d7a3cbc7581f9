#!/usr/bin/env bash
# benchmarks/compare.sh REV [--rounds=N] [--seconds=S] [--pairs=ID,ID@base,…] [WORKLOAD…]
# Builds another revision beside this one and measures both in turn: for each cell how many times as much this one does.
# Without workloads: rtt pingpong oneway. Nothing of it goes into benchmarks/results.
set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

[ $# -gt 0 ] || die "say which revision: benchmarks/compare.sh REV [WORKLOAD…]"
revision=$(git rev-parse --short "$1^{commit}" 2>/dev/null) || die "$1 is no revision of this repository"
shift
WORK=$ROOT/artifacts/benchmarks
OTHER=$WORK/$revision
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

workloads=() options=()
for argument in "$@"; do
    case $argument in
    --*) options+=("$argument") ;;
    *) workloads+=("$argument") ;;
    esac
done
[ ${#workloads[@]} -gt 0 ] || workloads=(rtt pingpong oneway)

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here: install erl and epmd and run this again"
mkdir -p "$WORK"
erlc -o "$WORK" benchmarks/peers/*.erl
[ -d "$OTHER" ] || git worktree add --detach "$OTHER" "$revision" >/dev/null
projects=(ErlDist.Benchmarks)
feed_has_akka && projects+=(AkkaErlDist.Benchmarks)
for root in "$ROOT" "$OTHER"; do
    for project in "${projects[@]}"; do
        say "building $project of $(git -C "$root" rev-parse --short HEAD)"
        dotnet build "$root/benchmarks/$project" "${BUILD_FLAGS[@]}" </dev/null
    done
done
[ ${#projects[@]} = 1 ] || options+=("--akka=$ROOT/benchmarks/AkkaErlDist.Benchmarks/bin/Release/net10.0/AkkaErlDist.Benchmarks.dll")
dotnet benchmarks/ErlDist.Benchmarks/bin/Release/net10.0/ErlDist.Benchmarks.dll run "${options[@]}" "--base=$OTHER" \
    "--peers=$WORK" "--otp=${ERLDIST_OTP_DIR:-/opt/otp}" "--results=$results" "${workloads[@]}" </dev/null
say "what was built of $revision stays in $OTHER: git worktree remove --force $OTHER"
