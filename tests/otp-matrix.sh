#!/usr/bin/env bash
# Runs all interop tests against OTP 23, 25, 27 and 29, prints two tables and writes artifacts/reports/otp.md: what passed of each
# release, and of TlsMatrixSpec by TLS version and by who dials.
# Releases that the machine does not have come from Debian by debootstrap into $ERLDIST_OTP_DIR/N (default /opt/otp), some
# 300 MB each. Arguments: the releases to run, all four by rule.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

export ERLDIST_OTP_DIR=${ERLDIST_OTP_DIR:-/opt/otp}
PROJECT=tests/ErlDist.Interop.Tests/ErlDist.Interop.Tests.csproj
PACKAGES=erlang-base,erlang-ssl,erlang-crypto,erlang-public-key,erlang-asn1
commit=$(tested_commit)
log=$(mktemp)
mounted=()
bad=0

# suite RELEASE: the Debian suite that has it.
suite() {
    case $1 in
        23) echo bullseye ;;
        25) echo bookworm ;;
        27) echo trixie ;;
        29) echo sid ;;
        *) die "no suite of Debian is known for OTP $1" ;;
    esac
}

undo_mounts() {
    local dir
    rm -f "$log"
    for dir in "${mounted[@]}"; do
        as_root umount "$dir" || true
    done
}
trap undo_mounts EXIT

# has_root RELEASE: the root has an erl that starts and is of that release.
has_root() {
    local said
    said=$(as_root chroot "$ERLDIST_OTP_DIR/$1" erl -noinput -eval 'io:put_chars(erlang:system_info(otp_release)), halt().' 2>/dev/null) || return 1
    [ "$said" = "$1" ]
}

# need_root RELEASE: makes the root where it is missing, and /tmp in it the machine's own, so that nodes find the tests' files.
need_root() {
    local root=$ERLDIST_OTP_DIR/$1
    if ! has_root "$1"; then
        command -v debootstrap >/dev/null || apt_install debootstrap || die "debootstrap is missing and can't be installed"
        say "making $root with OTP $1 of Debian $(suite "$1")"
        as_root mkdir -p "$root"
        as_root debootstrap --variant=minbase --include="$PACKAGES" "$(suite "$1")" "$root" >"$log" 2>&1 || {
            tail -n 5 "$log" >&2
            return 1
        }
        has_root "$1" || return 1
    fi
    # Such a root has no /etc/hosts, and without it no localhost.
    as_root sh -c "[ -s '$root/etc/hosts' ] || printf '127.0.0.1 localhost\n::1 localhost\n' >'$root/etc/hosts'"
    if ! mountpoint -q "$root/tmp"; then
        as_root mount --bind /tmp "$root/tmp"
        mounted+=("$root/tmp")
    fi
}

# row CELL...: a line of a table.
row() {
    printf '| %s ' "$@"
    echo '|'
}

# run_release RELEASE: the tests, and their row.
run_release() {
    local failed=0 passed=0 skipped=0 status=0 root=own version
    if [ "$(otp_release)" = "$1" ]; then
        unset ERLDIST_TEST_OTP
        version=$(erl -noinput -eval 'io:put_chars(erlang:system_info(version)), halt().')
    else
        need_root "$1" || {
            rows+=("$(row "$1" "$(suite "$1")" "-" 0 1 "the root could not be made")")
            bad=1
            return
        }
        export ERLDIST_TEST_OTP=$1
        root=chroot
        version=$(as_root chroot "$ERLDIST_OTP_DIR/$1" erl -noinput -eval 'io:put_chars(erlang:system_info(version)), halt().')
    fi
    say "testing against OTP $1 (erts $version, $root)"
    dotnet test "$PROJECT" -c Release --no-build --nologo --tl:off --logger "console;verbosity=normal" \
        --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null >"$log" 2>&1 || status=$?
    grep -E '^ +Failed ' "$log" || true
    passed=$(sed -nE 's/^ +Passed: +([0-9]+).*/\1/p' "$log" | tail -n 1)
    failed=$(sed -nE 's/^ +Failed: +([0-9]+).*/\1/p' "$log" | tail -n 1)
    skipped=$(sed -nE 's/^ +Skipped: +([0-9]+).*/\1/p' "$log" | tail -n 1)
    if [ "$status" != 0 ] || [ "${failed:-0}" != 0 ]; then
        bad=1
        [ "${failed:-0}" != 0 ] || tail -n 20 "$log"
    fi
    rows+=("$(row "$1" "$(suite "$1")" "$version" "${passed:-0}" "${failed:-$((status != 0))}" "${skipped:-0}")")
    tls_rows+=("$(row "$1" "$(tls_cell tlsv1.2 Dotnet)" "$(tls_cell tlsv1.2 Beam)" "$(tls_cell tlsv1.3 Dotnet)" "$(tls_cell tlsv1.3 Beam)")")
}

# tls_cell VERSION DIALLER: how many of TlsMatrixSpec's tests of that name passed, in the log of the run.
tls_cell() {
    awk -v version="version: \"$1\"" -v dialler="dialler: $2" '
        /TlsMatrixSpec/ && index($0, version) && index($0, dialler) && $1 == "Passed" { passed++ }
        /TlsMatrixSpec/ && index($0, version) && index($0, dialler) && $1 ~ /^(Passed|Failed|Skipped)$/ { all++ }
        END { printf "%d of %d", passed, all }' "$log"
}

need_dotnet
need_erlang || die "Erlang is missing and can't be installed here; install erl and epmd and run this again"
dotnet build "$PROJECT" "${BUILD_FLAGS[@]}" </dev/null
rows=() tls_rows=()
[ $# -gt 0 ] || set -- 23 25 27 29
for release in "$@"; do
    run_release "$release"
done

table() {
    echo "| OTP | Debian | erts | passed | failed | skipped |"
    echo "|---|---|---|---|---|---|"
    printf '%s\n' "${rows[@]}"
    echo
    echo "TLS, mutual and of the server alone, over IPv4 and IPv6 (TlsMatrixSpec, passed of all):"
    echo
    echo "| OTP | TLS 1.2, .NET dials | TLS 1.2, the BEAM dials | TLS 1.3, .NET dials | TLS 1.3, the BEAM dials |"
    echo "|---|---|---|---|---|"
    printf '%s\n' "${tls_rows[@]}"
}

if [ $# = 4 ]; then
    mkdir -p artifacts/reports
    {
        report_head "Verified against OTP" "Written by tests/otp-matrix.sh: all of tests/ErlDist.Interop.Tests against each release." "$commit"
        echo
        table
    } >artifacts/reports/otp.md
    say "wrote artifacts/reports/otp.md"
fi
table
[ "$bad" = 0 ]
