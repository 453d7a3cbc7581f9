#!/usr/bin/env bash
# .NET programs and BEAM nodes in conversation over TLS 1.3, each with a certificate: first an Erlang node in .NET, then, where the
# NuGet feed serves Akka, an actor system. Installs what is missing, ends by itself.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

COOKIE=conversation
directory=$(mktemp -d)
running=""
trap '[ -z "$running" ] || kill "$running" 2>/dev/null || true; rm -rf "$directory"' EXIT

# hello_beam: examples/HelloBeam. Where Erlang can't be installed, .NET plays both sides.
hello_beam() {
    dotnet build examples/HelloBeam "${BUILD_FLAGS[@]}" </dev/null
    if [ "$peer" = erl ]; then
        erlc -o "$directory" examples/HelloBeam/hello_beam.erl
    fi
    say "HelloBeam: the conversation of an Erlang node in .NET with ${peer}'s"
    examples/HelloBeam/bin/Release/net10.0/HelloBeam talk "$peer" "$directory"
}

# with_actors EXAMPLE NODE ARGUMENT...: starts an example that is an actor system, and a BEAM node that runs its module against it.
with_actors() {
    local example=$1 node=$2 module port pid
    shift 2
    module=$(basename "$(ls examples/"$example"/*.erl)" .erl)
    port=$(shuf -i 20000-32000 -n 1)
    erlc -o "$directory" examples/"$example"/*.erl
    say "$example: the actors of $node, and a BEAM node that asks them"
    ERL_EPMD_PORT=$port examples/"$example"/bin/Release/net10.0/"$example" "$@" >"$directory/output" 2>"$directory/log" </dev/null &
    pid=$! running=$pid
    for _ in $(seq 100); do
        grep -q listening "$directory/output" && break
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    grep -q listening "$directory/output" || { cat "$directory/log" >&2; die "$example did not start"; }
    sed 's/^/  .NET | /' "$directory/output"
    ERL_EPMD_PORT=$port timeout 60 erl -noinput -start_epmd false -sname beam@localhost -setcookie "$COOKIE" -proto_dist inet_tls \
        -ssl_dist_optfile "$directory/beam@localhost.conf" -pa "$directory" -s "$module" </dev/null
    kill "$pid"
    wait "$pid"
    running=""
    say "$example: SIGTERM ended it with code 0"
}

need_dotnet
peer=erl
if ! need_erlang; then
    peer=dotnet
    say "Erlang can't be installed here: a second ErlangNode, in a process of its own, plays the BEAM"
fi

dotnet build src/ErlDist.Tool "${BUILD_FLAGS[@]}" </dev/null
say "erldist certs: a development CA and a certificate for each node"
dotnet src/ErlDist.Tool/bin/Release/net10.0/erldist.dll certs "$directory" hello@localhost sys@localhost shop@localhost beam@localhost
hello_beam

if [ "$peer" != erl ]; then
    say "AkkaBeam and ShopPricing need Erlang and are left out"
elif feed_has_akka; then
    dotnet build examples/AkkaBeam "${BUILD_FLAGS[@]}" </dev/null
    dotnet build examples/ShopPricing "${BUILD_FLAGS[@]}" </dev/null
    sed "s#certs/#$directory/#" examples/AkkaBeam/akka-beam.conf >"$directory/akka-beam.conf"
    with_actors AkkaBeam sys@localhost --hocon "$directory/akka-beam.conf"
    with_actors ShopPricing shop@localhost --contentRoot "$ROOT/examples/ShopPricing" --ErlDist:SslDistOptFile "$directory/shop@localhost.conf"
else
    say "the NuGet feed serves no Akka ($FEED_ANSWER): AkkaBeam and ShopPricing are left out"
fi
