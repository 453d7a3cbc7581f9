#!/usr/bin/env bash
# Packs everything into artifacts/packages: packages, symbols and templates, of the version that the newest tag says (MinVer).
# It fails where a package was resolved in another version than the one declared. With `native` erldist is also packed as native code for
# this platform, which starts many times as fast; that takes its minutes, and clang or gcc. tests/consumer.sh makes programs from what is there.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=setup.sh
. "$(dirname "$0")/setup.sh"

OUTPUT=$ROOT/artifacts/packages
[[ $# = 0 || $* = native ]] || die "usage: scripts/pack.sh [native]"

flags=(-c Release -nologo -v quiet "-clp:ErrorsOnly;NoSummary" -p:PackageOutputPath="$OUTPUT")
url=$(git config --get remote.origin.url 2>/dev/null || true)
if [[ $url = https://* ]]; then
    # Where the sources are, for SourceLink and the package's page; a clone of a clone knows no such place.
    flags+=(-p:RepositoryUrl="${url%.git}" -p:PackageProjectUrl="${url%.git}" -p:PublishRepositoryUrl=true)
fi

projects=(src/ErlDist/ErlDist src/ErlDist.Hosting/ErlDist.Hosting src/ErlDist.TestKit/ErlDist.TestKit src/ErlDist.Tool/ErlDist.Tool templates/ErlDist.Templates)
need_dotnet
if feed_has_akka; then
    projects+=(src/AkkaErlDist/AkkaErlDist src/AkkaErlDist.Hosting/AkkaErlDist.Hosting)
else
    say "the NuGet feed serves no Akka ($FEED_ANSWER): AkkaErlDist and AkkaErlDist.Hosting are not packed"
fi

rm -rf "$OUTPUT"
mkdir -p "$OUTPUT"
list=$(mktemp --suffix .slnx)
trap 'rm -f "$list"' EXIT
{
    echo '<Solution>'
    printf "<Project Path=\"$ROOT/%s.csproj\" />\n" src/ErlDist.Generators/ErlDist.Generators "${projects[@]}"
    echo '</Solution>'
} >"$list"
# What the last tag had public must still be there: its packages are made of its sources, and the SDK's ApiCompat compares.
# BASELINE=DIR:VERSION takes packages that were made before.
baseline=${BASELINE:-}
if [ -z "$baseline" ] && tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' HEAD~1 2>/dev/null); then
    old=$(mktemp -d)
    trap 'rm -rf "$list" "$old"' EXIT
    git clone -q --branch "$tag" "$ROOT" "$old/src"
    step "packing $tag, to compare with" env BASELINE=none "$old/src/scripts/pack.sh"
    baseline=$old/src/artifacts/packages:${tag#v}
fi
case $baseline in
'') say "no version is tagged yet, so the public API is compared with none" ;;
none) ;;
*) flags+=(-p:BaselinePackages="${baseline%:*}" -p:BaselineVersion="${baseline##*:}") ;;
esac
step "packing ${projects[*]##*/}" dotnet pack "$list" "${flags[@]}"
if [ "${1:-}" = native ]; then
    compiler=$(command -v clang || command -v gcc) || die "native code needs clang or gcc"
    rid=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)
    native=(src/ErlDist.Tool "${flags[@]}" -p:NativeTool="$rid" -p:CppCompilerAndLinker="$(basename "$compiler")")
    step "packing erldist as native code for $rid" dotnet pack "${native[@]}" -r "$rid"
    step "packing erldist for any other platform" dotnet pack "${native[@]}" -r any
    step "packing what chooses between them" dotnet pack "${native[@]}" -p:IncludeSymbols=false
fi
say "in artifacts/packages: $(basename -a "$OUTPUT"/*.nupkg | xargs)"
