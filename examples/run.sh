#!/usr/bin/env bash
# A .NET program and a BEAM node in conversation over TLS 1.3, each with a certificate. Installs what is missing, ends by itself.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

need_dotnet
peer=erl
if ! need_erlang; then
    peer=dotnet
    say "Erlang can't be installed here: a second ErlangNode, in a process of its own, plays the BEAM"
fi

say "building"
dotnet build src/ErlDist.Tool "${BUILD_FLAGS[@]}" </dev/null
dotnet build examples/HelloBeam "${BUILD_FLAGS[@]}" </dev/null

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
say "erldist certs: a development CA and a certificate for each node"
dotnet src/ErlDist.Tool/bin/Release/net10.0/erldist.dll certs "$directory" hello@localhost beam@localhost
if [ "$peer" = erl ]; then
    erlc -o "$directory" examples/HelloBeam/hello_beam.erl
fi

say "the conversation"
examples/HelloBeam/bin/Release/net10.0/HelloBeam talk "$peer" "$directory"
