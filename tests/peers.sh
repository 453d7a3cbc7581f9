#!/usr/bin/env bash
# Conversations with nodes that are no Erlang: erl_call, a C node by ei, a Java node by JInterface, an Elixir node with :pg. Installs
# what they need from Debian. Not part of the quick run.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

PROJECT=tests/ErlDist.Interop.Tests/ErlDist.Interop.Tests.csproj

# need COMMAND PACKAGE...: installs the packages where the command is missing.
need() {
    command -v "$1" >/dev/null && return 0
    apt_install "${@:2}" && command -v "$1" >/dev/null || die "$1 is missing and can't be installed here"
}

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
need gcc gcc libc6-dev
need javac default-jdk-headless
need elixir elixir
compgen -G '/usr/lib/erlang/lib/erl_interface-*/lib/libei.a' >/dev/null || apt_install erlang-dev
compgen -G '/usr/lib/erlang/lib/erl_interface-*/bin/erl_call' >/dev/null || apt_install erlang-dev erlang-tools
compgen -G '/usr/lib/erlang/lib/jinterface-*/priv/OtpErlang.jar' >/dev/null || apt_install erlang-jinterface
dotnet build "$PROJECT" "${BUILD_FLAGS[@]}" </dev/null
ERLDIST_TEST_PEERS=1 dotnet test "$PROJECT" -c Release --no-build --nologo --tl:off --logger "console;verbosity=normal" \
    --filter "FullyQualifiedName~Interop.Tests.Peers" </dev/null
