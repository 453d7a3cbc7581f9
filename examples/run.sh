#!/usr/bin/env bash
# .NET programs and BEAM nodes in conversation over TLS 1.3, each with a certificate: first an Erlang node in .NET, then, where the
# NuGet feed serves Akka, actor systems: one alone, one in a host, and a cluster of three that loses a member. Installs what is
# missing, ends by itself.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

COOKIE=conversation
directory=$(mktemp -d)
running=()
trap '[ ${#running[@]} = 0 ] || kill "${running[@]}" 2>/dev/null || true; rm -rf "$directory"' EXIT

# hello_beam: examples/HelloBeam. Where Erlang can't be installed, .NET plays both sides.
hello_beam() {
    dotnet build examples/HelloBeam "${BUILD_FLAGS[@]}" </dev/null
    if [ "$peer" = erl ]; then
        erlc -o "$directory" examples/HelloBeam/hello_beam.erl
    fi
    say "HelloBeam: the conversation of an Erlang node in .NET with ${peer}'s"
    examples/HelloBeam/bin/Release/net10.0/HelloBeam talk "$peer" "$directory"
}

# start_actors EXAMPLE OUTPUT ARGUMENT...: starts an example that is an actor system, and waits for the line that it writes into OUTPUT.
start_actors() {
    local example=$1 output=$2 pid
    shift 2
    examples/"$example"/bin/Release/net10.0/"$example" "$@" >"$output" 2>"$output.log" </dev/null &
    pid=$!
    running+=("$pid")
    for _ in $(seq 200); do
        grep -q listening "$output" && break
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    grep -q listening "$output" || { cat "$output.log" >&2; die "$example did not start"; }
    sed 's/^/  .NET | /' "$output"
}

# ask_actors EXAMPLE ARGUMENT...: compiles its Erlang module and runs it on a BEAM node, to its end.
ask_actors() {
    local example=$1
    shift
    erlc -o "$directory" examples/"$example"/*.erl examples/Streams/*.erl
    timeout 300 erl -noinput -start_epmd false -sname beam@localhost -setcookie "$COOKIE" -proto_dist inet_tls \
        -ssl_dist_optfile "$directory/beam@localhost.conf" -pa "$directory" \
        -s "$(basename "$(ls examples/"$example"/*.erl)" .erl)" "$@" </dev/null
}

# with_actors EXAMPLE NODE ARGUMENT...: an actor system, and a BEAM node that runs its module against it.
with_actors() {
    local example=$1 node=$2
    shift 2
    ERL_EPMD_PORT=$(shuf -i 20000-32000 -n 1)
    export ERL_EPMD_PORT
    say "$example: the actors of $node, and a BEAM node that asks them"
    start_actors "$example" "$directory/$example" "$@"
    ask_actors "$example"
    kill "${running[@]}"
    wait "${running[@]}"
    running=()
    say "$example: SIGTERM ended it with code 0"
}

# with_cluster: three members, each a process; the BEAM node kills the one where a lot lives that it bids for.
with_cluster() {
    local ports port pid status members=() codes=()
    mapfile -t ports < <(shuf -i 20000-32000 -n 4)
    export ERL_EPMD_PORT=${ports[3]}
    say "Cluster: three members, the lots of an auction sharded among them, and a BEAM node that bids"
    epmd & # Members can serve EPMD too, but each of them may be the one that is killed.
    running=("$!")
    for port in "${ports[@]:0:3}"; do
        start_actors Cluster "$directory/member$port" --hocon "$directory/cluster.conf" "$port" "${ports[0]}"
        members+=("auction-$port@localhost")
    done
    ask_actors Cluster -members "${members[@]}"
    kill "${running[@]}" 2>/dev/null || true
    for pid in "${running[@]:1}"; do
        status=0
        wait "$pid" || status=$?
        codes+=("$status")
    done
    running=()
    [ "$(printf '%s\n' "${codes[@]}" | sort -n | xargs)" = "0 0 137" ] || die "Cluster: the members ended with ${codes[*]}"
    say "Cluster: SIGTERM ended the two that were left with code 0"
}

need_dotnet
peer=erl
if ! need_erlang; then
    peer=dotnet
    say "Erlang can't be installed here: a second ErlangNode, in a process of its own, plays the BEAM"
fi

dotnet build src/ErlDist.Tool "${BUILD_FLAGS[@]}" </dev/null
say "erldist certs: a development CA and a certificate for each node"
scripts/erldist certs "$directory" hello@localhost sys@localhost shop@localhost \
    members@localhost beam@localhost
hello_beam

if [ "$peer" != erl ]; then
    say "AkkaBeam, ShopPricing and Cluster need Erlang and are left out"
elif feed_has_akka; then
    for example in AkkaBeam ShopPricing Cluster; do
        dotnet build "examples/$example" "${BUILD_FLAGS[@]}" </dev/null
    done
    sed "s#certs/#$directory/#" examples/AkkaBeam/akka-beam.conf >"$directory/akka-beam.conf"
    sed "s#certs/#$directory/#" examples/Cluster/cluster.conf >"$directory/cluster.conf"
    with_actors AkkaBeam sys@localhost --hocon "$directory/akka-beam.conf"
    with_actors ShopPricing shop@localhost --contentRoot "$ROOT/examples/ShopPricing" --ErlDist:SslDistOptFile "$directory/shop@localhost.conf"
    with_cluster
else
    say "the NuGet feed serves no Akka ($FEED_ANSWER): AkkaBeam, ShopPricing and Cluster are left out"
fi
