# shellcheck shell=bash
# Shared parts of examples/run.sh, tests/run.sh and benchmarks/run.sh: install what is missing, and say what.
# Source it; it moves to the repository's root.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
BUILD_FLAGS=(-c Release -nologo -v quiet "-clp:ErrorsOnly;NoSummary")
if [ "${CI:-}" = true ]; then
    # Leave no build servers behind.
    export MSBUILDDISABLENODEREUSE=1
    BUILD_FLAGS+=(-p:UseSharedCompilation=false)
fi

say() { printf '== %s\n' "$*"; }

# dots: a dot each 5 s where a person looks on, until the caller kills it or is gone.
dots() {
    [ -t 1 ] || return 0
    local n=0
    while sleep 1 && kill -0 $$ 2>/dev/null; do
        n=$((n + 1))
        [ $((n % 5)) != 0 ] || printf '. '
    done
}

# timed WHAT LOG COMMAND...: a line that says what is done and, with no end yet, how long it took; the output goes into LOG.
timed() {
    local what=$1 log=$2 start=$EPOCHREALTIME status=0 ticking
    shift 2
    printf '== %s … ' "$what"
    dots &
    ticking=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$ticking" 2>/dev/null || true
    wait "$ticking" 2>/dev/null || true
    took=$(((${EPOCHREALTIME/[.,]/} - ${start/[.,]/}) / 100000))
    took=$((took / 10)).$((took % 10))
    return "$status"
}

# step WHAT COMMAND...: a line that says what is done and how long it took; what the command prints is shown where it fails.
step() {
    local what=$1 log status=0 took
    shift
    log=$(mktemp)
    timed "$what" "$log" "$@" || status=$?
    if [ "$status" = 0 ]; then
        echo "$took s"
    else
        echo "failed after $took s"
        cat "$log" >&2
    fi
    rm -f "$log"
    return "$status"
}

# launch NAME OUTPUT COMMAND...: runs it in the background of the script that has set $directory, as a process group of its own, so that
# nothing that it starts is left behind. Its output goes to the file OUTPUT and OUTPUT.log, or to those of the script where OUTPUT is -.
# Its exit code, at the end, is in $directory/NAME.code. A shell of its own waits for it, so that this one has nothing to say when it is
# killed.
running=()
launch() {
    local name=$directory/$1 output=$2
    shift 2
    rm -f "$name.pid" "$name.code"
    (
        if [ "$output" = - ]; then
            exec 4>&2
        else
            exec >"$output" 4>"$output.log"
        fi
        exec 2>/dev/null
        set -m
        "$@" 2>&4 4>&- </dev/null &
        echo $! >"$name.new"
        mv "$name.new" "$name.pid"
        code=0
        wait $! || code=$?
        echo "$code" >"$name.new"
        mv "$name.new" "$name.code"
    ) &
    until [ -f "$name.pid" ]; do sleep 0.02; done
    running+=("$(cat "$name.pid")")
}

# ended NAME: waits until it has ended, and gives its exit code.
ended() {
    until [ -f "$directory/$1.code" ]; do sleep 0.1; done
    return "$(cat "$directory/$1.code")"
}

# end_running: ends what was launched, by SIGTERM, and by SIGKILL after 10 s.
end_running() {
    local groups=("${running[@]/#/-}")
    running=()
    [ ${#groups[@]} -gt 0 ] || return 0
    kill -- "${groups[@]}" 2>/dev/null || true
    for _ in $(seq 100); do
        kill -0 -- "${groups[@]}" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 -- "${groups[@]}" 2>/dev/null || true
    wait
}

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        printf 'neither root nor sudo: cannot run %s\n' "$*" >&2
        return 1
    fi
}

# apt_install PACKAGE...: without questions; false where that can't be done.
apt_install() {
    command -v apt-get >/dev/null || return 1
    step "updating apt's lists" as_root apt-get -qq update || say "trying with the lists that are there"
    step "installing $* with apt-get" as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@"
}

has_dotnet() { [[ $'\n'$(dotnet --list-sdks 2>/dev/null) == *$'\n'10.* ]]; }

need_dotnet() {
    has_dotnet || apt_install dotnet-sdk-10.0 || true
    has_dotnet || die "the .NET 10 SDK is missing and apt has none; install it from https://dotnet.microsoft.com/download and run this again"
}

has_erlang() {
    command -v erl >/dev/null && command -v epmd >/dev/null &&
        erl -noinput -eval 'halt(case [A || A <- [crypto, public_key, ssl], application:load(A) =/= ok] of [] -> 0; _ -> 1 end).' \
            >/dev/null 2>&1
}

otp_release() { erl -noinput -eval 'io:put_chars(erlang:system_info(otp_release)), halt().' 2>/dev/null || true; }

# need_erlang: installs Erlang where it is missing; false where that can't be done.
need_erlang() {
    has_erlang && return 0
    apt_install erlang-base erlang-crypto erlang-public-key erlang-asn1 erlang-ssl || true
    has_erlang
}

# need_elixir: installs Elixir where it is missing; false where that can't be done.
need_elixir() {
    command -v elixir >/dev/null && return 0
    apt_install elixir || true
    command -v elixir >/dev/null
}

# feed_has_akka: asks the NuGet feeds of this machine for the packages of the Akka projects by restoring a project that has no
# other content. Leaves the reason in FEED_ANSWER where they lack them.
feed_has_akka() {
    local probe package
    probe=$(mktemp -d)
    cp Directory.Packages.props "$probe/"
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework>'
        echo '<NoWarn>NU1605</NoWarn><NuGetAudit>false</NuGetAudit></PropertyGroup><ItemGroup>'
        for package in $(akka_packages); do
            echo "<PackageReference Include=\"$package\" />"
        done
        echo '</ItemGroup></Project>'
    } >"$probe/Probe.csproj"
    FEED_ANSWER=""
    if ! (cd "$probe" && timeout 300 dotnet restore -v quiet Probe.csproj) >"$probe/log" 2>&1 </dev/null; then
        FEED_ANSWER=$(grep -oE 'error NU[0-9]+: .*' "$probe/log" | head -n 1 | sed 's/^error //; s/ \[.*//' || true)
        FEED_ANSWER=${FEED_ANSWER:-no answer within 300 s}
    fi
    rm -rf "$probe"
    [ -z "$FEED_ANSWER" ]
}

akka_packages() {
    grep -hoE 'PackageReference Include="(Akka|DotNetty)[^"]*"' src/AkkaErlDist*/*.csproj tests/AkkaErlDist*Tests/*.csproj |
        sed 's/.*"\(.*\)"/\1/' | sort -u
}

# choose_solution: sets SOLUTION to all projects, or to those that need no Akka where the feed has none.
choose_solution() {
    if feed_has_akka; then
        SOLUTION=AkkaErlDist.sln
    else
        SOLUTION=ErlDist.slnf
        say "the NuGet feed serves no Akka ($FEED_ANSWER): building and running all that needs none, ErlDist.slnf"
    fi
}

# test_projects: the test projects of $SOLUTION, a line each.
test_projects() {
    tr '\134' / <"$SOLUTION" | grep -oE 'tests/[A-Za-z.]+/[A-Za-z.]+\.Tests\.csproj' | sort -u
}

# tested_commit: the commit that lies here, and whether it was changed; to be asked before a run writes anything.
tested_commit() {
    printf '%s%s\n' "$(git rev-parse HEAD 2>/dev/null || echo unknown)" "$(git diff --quiet HEAD 2>/dev/null || echo ', with changes')"
}

# report_head TITLE WRITTEN_BY COMMIT: how each report in artifacts/reports begins.
report_head() {
    printf '# %s\n\n%s\n\n' "$1" "$2"
    echo "- date: $(date -u +%Y-%m-%d)"
    echo "- commit: $3"
    echo "- .NET SDK: $(dotnet --version)"
}
