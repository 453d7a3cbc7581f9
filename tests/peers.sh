#!/usr/bin/env bash
# Conversations with nodes that others run: erl_call, C nodes by ei, a Java node by JInterface, an Elixir node with :pg, a RabbitMQ broker.
# Installs what they need from Debian, and starts no service. Not part of the quick run. The report is artifacts/reports/peers.md.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

PROJECT=tests/ErlDist.Interop.Tests/ErlDist.Interop.Tests.csproj

# need COMMAND PACKAGE...: installs the packages where the command is missing.
need() {
    command -v "$1" >/dev/null && return 0
    apt_install "${@:2}" && command -v "$1" >/dev/null || die "$1 is missing and can't be installed here"
}

# The package would start a broker.
install_rabbitmq() {
    local policy=/usr/sbin/policy-rc.d own=
    [ -e "$policy" ] || { own=1; printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy"; }
    apt_install rabbitmq-server || die "rabbitmq-server can't be installed here"
    [ -z "$own" ] || as_root rm -f "$policy"
}

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
need gcc gcc libc6-dev
need javac default-jdk-headless
need elixir elixir
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || install_rabbitmq
compgen -G '/usr/lib/erlang/lib/erl_interface-*/lib/libei.a' >/dev/null || apt_install erlang-dev
compgen -G '/usr/lib/erlang/lib/erl_interface-*/bin/erl_call' >/dev/null || apt_install erlang-dev erlang-tools
compgen -G '/usr/lib/erlang/lib/jinterface-*/priv/OtpErlang.jar' >/dev/null || apt_install erlang-jinterface
commit=$(tested_commit)
output=$(mktemp)
trap 'rm -f "$output"' EXIT
dotnet build "$PROJECT" "${BUILD_FLAGS[@]}" </dev/null
status=0
ERLDIST_TEST_PEERS=1 dotnet test "$PROJECT" -c Release --no-build --nologo --tl:off --logger "console;verbosity=normal" \
    --filter "FullyQualifiedName~Interop.Tests.Peers" </dev/null 2>&1 | tee "$output" || status=$?
passed=$(sed -nE 's/^ *Passed: *([0-9]+).*/\1/p' "$output" | tail -1)
failed=$(sed -nE 's/^ *Failed: *([0-9]+).*/\1/p' "$output" | tail -1)
version() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo "?"; }
mkdir -p artifacts/reports
{
    report_head "Verified with nodes that others run" "Written by tests/peers.sh; the conversations are in docs/peers.md." "$commit"
    echo "- Erlang/OTP (erl_call, ei, JInterface): $(otp_release), Elixir: $(version elixir), RabbitMQ: $(version rabbitmq-server)"
    echo "- conversations passed: ${passed:-0}, failed: ${failed:-0}"
} >artifacts/reports/peers.md
say "wrote artifacts/reports/peers.md"
exit "$status"
