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
    say "installing $* with apt-get"
    as_root apt-get -qq update </dev/null || say "apt-get update failed; trying with the lists that are there"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" </dev/null
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
        echo '<NoWarn>NU1603;NU1605</NoWarn><NuGetAudit>false</NuGetAudit></PropertyGroup><ItemGroup>'
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

# report_head TITLE WRITTEN_BY COMMIT: how each report in tests/verified begins.
report_head() {
    printf '# %s\n\n%s\n\n' "$1" "$2"
    echo "- date: $(date -u +%Y-%m-%d)"
    echo "- commit: $3"
    echo "- .NET SDK: $(dotnet --version)"
}
