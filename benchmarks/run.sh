#!/usr/bin/env bash
# benchmarks/run.sh [--quick] [--rounds=N] [--seconds=S] [--pairs=ID,…] [WORKLOAD…]
# Installs what is missing, measures all peers that are there, and writes a table, JSON and a plot to benchmarks/results.
# Workloads: rtt pingpong oneway mixed fanin terms setup idle cpu micro. ERLDIST_OTP_DIR: where roots with other OTP
# releases are (default /opt/otp).
set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

OTP_DIR=${ERLDIST_OTP_DIR:-/opt/otp}
WORK=$ROOT/artifacts/benchmarks
RESULTS=$ROOT/benchmarks/results
README=$ROOT/README.md

jinterface() { find /usr/lib/erlang/lib -path '*/jinterface-*/priv/OtpErlang.jar' 2>/dev/null | sort | tail -n 1; }

has_otp29() { [ -x "$OTP_DIR/29/usr/bin/erl" ] && as_root chroot "$OTP_DIR/29" erl -noinput -eval 'halt().' >/dev/null 2>&1; }

# need_otp29: Debian's sid has it; it lives in a root of its own, about 300 MB.
need_otp29() {
    has_otp29 && return
    command -v debootstrap >/dev/null || apt_install debootstrap || return 1
    say "installing OTP 29 in $OTP_DIR/29 with debootstrap (ERLDIST_OTP_DIR says where)"
    as_root rm -rf "$OTP_DIR/29.new"
    as_root mkdir -p "$OTP_DIR"
    as_root debootstrap --variant=minbase \
        --include=erlang-base,erlang-ssl,erlang-crypto,erlang-public-key,erlang-asn1 \
        sid "$OTP_DIR/29.new" >"$WORK/debootstrap.log" 2>&1 </dev/null || return 1
    printf '127.0.0.1 localhost\n::1 localhost\n' | as_root tee "$OTP_DIR/29.new/etc/hosts" >/dev/null
    as_root rm -rf "$OTP_DIR/29"
    as_root mv "$OTP_DIR/29.new" "$OTP_DIR/29"
    has_otp29
}

# compile_peers: those that are not C#; one that lacks its compiler or library is left out, and the run says so.
compile_peers() {
    erlc -o "$WORK" benchmarks/peers/*.erl
    rm -f "$WORK/JInterface.jar" "$WORK/ei_peer"
    if command -v javac >/dev/null && [ -n "$(jinterface)" ]; then
        cp "$(jinterface)" "$WORK/JInterface.jar"
        javac -cp "$WORK/JInterface.jar" -d "$WORK" benchmarks/peers/JInterfacePeer.java
    fi
    if command -v gcc >/dev/null && [ -e /usr/include/ei.h ]; then
        gcc -O2 -Wall -pthread -o "$WORK/ei_peer" benchmarks/peers/ei_peer.c -lei
    fi
}

arguments=()
workloads=()
quick=
for argument in "$@"; do
    case $argument in
    --quick) RESULTS=$WORK/quick README=$WORK/quick-readme.md quick=quick && arguments+=(--quick) ;;
    --*) arguments+=("$argument") ;;
    rtt | pingpong | oneway | mixed | fanin | terms | setup | idle | cpu | micro) workloads+=("$argument") ;;
    *) die "unknown workload $argument; there are rtt pingpong oneway mixed fanin terms setup idle cpu micro" ;;
    esac
done
[ ${#workloads[@]} -gt 0 ] || workloads=(rtt pingpong oneway mixed fanin terms setup idle cpu micro)

mkdir -p "$WORK" "$RESULTS"
[ "$README" = "$ROOT/README.md" ] || cp "$ROOT/README.md" "$README"
need_dotnet
need_erlang || die "Erlang is missing and can't be installed here: install erl and epmd and run this again"
command -v gnuplot >/dev/null || apt_install gnuplot-nox || say "no gnuplot: there will be no plot"
{ command -v javac >/dev/null && [ -n "$(jinterface)" ]; } ||
    apt_install default-jdk-headless erlang-jinterface || say "no JInterface: left out"
{ command -v gcc >/dev/null && [ -e /usr/include/ei.h ]; } || apt_install gcc libc6-dev erlang-dev || say "no ei: left out"
need_otp29 || say "no OTP 29 ($WORK/debootstrap.log): left out"
ulimit -n "$(ulimit -H -n)" || true
compile_peers

say "building"
dotnet build benchmarks/ErlDist.Benchmarks "${BUILD_FLAGS[@]}" </dev/null
if feed_has_akka; then
    dotnet build benchmarks/AkkaErlDist.Benchmarks "${BUILD_FLAGS[@]}" </dev/null
    arguments+=("--akka=$ROOT/benchmarks/AkkaErlDist.Benchmarks/bin/Release/net10.0/AkkaErlDist.Benchmarks.dll")
else
    say "the NuGet feed serves no Akka ($FEED_ANSWER): its peers are left out"
fi

say "measuring ${workloads[*]}"
for workload in "${workloads[@]}"; do
    if [ "$workload" = micro ]; then
        dotnet build benchmarks/ErlDist.MicroBenchmarks "${BUILD_FLAGS[@]}" </dev/null
        # Calls between two nodes of one process: the hops of the thread pool would hide what is compared.
        DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 dotnet benchmarks/ErlDist.MicroBenchmarks/bin/Release/net10.0/ErlDist.MicroBenchmarks.dll \
            "$RESULTS" "$WORK/micro" ${quick:+quick} </dev/null
    fi
done
dotnet benchmarks/ErlDist.Benchmarks/bin/Release/net10.0/ErlDist.Benchmarks.dll run "${arguments[@]}" \
    "--peers=$WORK" "--otp=$OTP_DIR" "--results=$RESULTS" "--readme=$README" "${workloads[@]}" </dev/null
