#!/usr/bin/env bash
# .NET programs and BEAM nodes in conversation over TLS 1.3, each with a certificate: first an Erlang node in .NET, then, where the
# NuGet feed serves Akka, actor systems: one alone, one in a host, and a cluster of three that loses a member. Installs what is
# missing, ends by itself. With arguments only those examples: examples/run.sh HelloBeam AkkaBeam ShopPricing Cluster
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

COOKIE=conversation
ALL=(HelloBeam AkkaBeam ShopPricing Cluster)
wanted=("$@")
[ $# -gt 0 ] || wanted=("${ALL[@]}")
for name in "${wanted[@]}"; do
    [[ " ${ALL[*]} " = *" $name "* ]] || die "there is no example '$name'; there are ${ALL[*]}"
done
directory=$(mktemp -d)
finish() {
    end_running
    rm -rf "$directory"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# wants EXAMPLE: whether it is among those asked for.
wants() { [[ " ${wanted[*]} " = *" $1 "* ]]; }

# hello_beam: examples/HelloBeam. Where Erlang can't be installed, .NET plays both sides.
hello_beam() {
    step "building examples/HelloBeam" dotnet build examples/HelloBeam "${BUILD_FLAGS[@]}"
    if [ "$peer" = erl ]; then
        erlc -o "$directory" examples/HelloBeam/hello_beam.erl
    fi
    say "HelloBeam: the conversation of an Erlang node in .NET with ${peer}'s"
    launch hello - examples/HelloBeam/bin/Release/net10.0/HelloBeam talk "$peer" "$directory"
    ended hello || die "HelloBeam: the conversation failed"
}

# start_actors EXAMPLE NAME ARGUMENT...: starts an example that is an actor system, and waits for the line that it writes when it is up.
start_actors() {
    local example=$1 name=$2 output=$directory/$2
    shift 2
    launch "$name" "$output" examples/"$example"/bin/Release/net10.0/"$example" "$@"
    for _ in $(seq 200); do
        grep -q listening "$output" && break
        [ ! -f "$output.code" ] || break
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
    launch beam - timeout 300 erl -noinput -start_epmd false -sname beam@localhost -setcookie "$COOKIE" \
        -proto_dist inet_tls -ssl_dist_optfile "$directory/beam@localhost.conf" -pa "$directory" \
        -s "$(basename "$(ls examples/"$example"/*.erl)" .erl)" "$@"
    ended beam || die "$example: the BEAM node's conversation failed"
}

# with_actors EXAMPLE NODE ARGUMENT...: an actor system, and a BEAM node that runs its module against it.
with_actors() {
    local example=$1 node=$2
    shift 2
    ERL_EPMD_PORT=$(shuf -i 20000-32000 -n 1)
    export ERL_EPMD_PORT
    say "$example: the actors of $node, and a BEAM node that asks them"
    start_actors "$example" "$example" "$@"
    ask_actors "$example"
    end_running
    [ "$(cat "$directory/$example.code")" = 0 ] || die "$example ended with code $(cat "$directory/$example.code")"
    say "$example: SIGTERM ended it with code 0"
}

# with_cluster: three members, each a process; the BEAM node kills the one where a lot lives that it bids for.
with_cluster() {
    local ports port members=() codes
    mapfile -t ports < <(shuf -i 20000-32000 -n 4)
    export ERL_EPMD_PORT=${ports[3]}
    say "Cluster: three members, the lots of an auction sharded among them, and a BEAM node that bids"
    launch epmd "$directory/epmd" epmd # Members can serve EPMD too, but each of them may be the one that is killed.
    for port in "${ports[@]:0:3}"; do
        start_actors Cluster "member$port" --hocon "$directory/cluster.conf" "$port" "${ports[0]}"
        members+=("auction-$port@localhost")
    done
    ask_actors Cluster -members "${members[@]}"
    end_running
    codes=$(cat "$directory"/member*.code | sort -n | xargs)
    [ "$codes" = "0 0 137" ] || die "Cluster: the members ended with $codes"
    say "Cluster: SIGTERM ended the two that were left with code 0"
}

need_dotnet
peer=erl
if ! need_erlang; then
    peer=dotnet
    say "Erlang can't be installed here: a second ErlangNode, in a process of its own, plays the BEAM"
fi

step "building erldist" dotnet build src/ErlDist.Tool "${BUILD_FLAGS[@]}"
step "erldist certs: a development CA and a certificate for each node" \
    scripts/erldist certs "$directory" hello@localhost sys@localhost shop@localhost members@localhost beam@localhost
if wants HelloBeam; then
    hello_beam
fi

actors=()
for example in AkkaBeam ShopPricing Cluster; do
    if wants "$example"; then
        actors+=("$example")
    fi
done
if [ ${#actors[@]} = 0 ]; then
    :
elif [ "$peer" != erl ]; then
    say "${actors[*]}: left out, they need Erlang"
elif ! feed_has_akka; then
    say "the NuGet feed serves no Akka ($FEED_ANSWER): ${actors[*]} are left out"
else
    for example in "${actors[@]}"; do
        step "building examples/$example" dotnet build "examples/$example" "${BUILD_FLAGS[@]}"
    done
    sed "s#certs/#$directory/#" examples/AkkaBeam/akka-beam.conf >"$directory/akka-beam.conf"
    sed "s#certs/#$directory/#" examples/Cluster/cluster.conf >"$directory/cluster.conf"
    if wants AkkaBeam; then
        with_actors AkkaBeam sys@localhost --hocon "$directory/akka-beam.conf"
    fi
    if wants ShopPricing; then
        with_actors ShopPricing shop@localhost --contentRoot "$ROOT/examples/ShopPricing" --ErlDist:SslDistOptFile "$directory/shop@localhost.conf"
    fi
    if wants Cluster; then
        with_cluster
    fi
fi
