#!/usr/bin/env bash
# Runs the multi-node specs of tests/AkkaErlDist.MultiNode: each member of a cluster is a process of its own, real BEAM nodes
# beside them, all over TLS with client certificates. They need Akka's multi-node test packages, which few NuGet feeds serve;
# without them this says so and ends. An argument runs only the specs whose name has it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

PROJECT=tests/AkkaErlDist.MultiNode
need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
say "building $PROJECT"
if ! answer=$(dotnet restore $PROJECT -v quiet -nologo 2>&1 </dev/null); then
    say "not run: $(grep -oE 'NU1[0-9]+: Unable to find package [A-Za-z.]+' <<<"$answer" | sort -u | head -n 1)"
    exit 1
fi
dotnet build $PROJECT --no-restore "${BUILD_FLAGS[@]}" </dev/null
dotnet build src/ErlDist.Tool "${BUILD_FLAGS[@]}" </dev/null

directory=$(mktemp -d)
epmd=
finish() {
    [ -z "$epmd" ] || kill "$epmd" 2>/dev/null || true
    rm -rf "$directory"
}
trap finish EXIT
scripts/erldist certs "$directory" member@localhost >/dev/null
export ERLDIST_MULTINODE_OPTFILE=$directory/member@localhost.conf
# A port of our own, since nodes of another EPMD are none of our business.
ERL_EPMD_PORT=$((20000 + RANDOM % 10000))
export ERL_EPMD_PORT
epmd -port "$ERL_EPMD_PORT" &
epmd=$!

dotnet vstest $PROJECT/bin/Release/net10.0/AkkaErlDist.MultiNode.dll --TestAdapterPath:$PROJECT/bin/Release/net10.0 \
    --TestCaseFilter:"FullyQualifiedName~${1:-MultiNode}" </dev/null
