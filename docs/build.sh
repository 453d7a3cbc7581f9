#!/usr/bin/env bash
# docs/build.sh: builds the documentation with its API reference by docfx, into artifacts/docs; a warning fails it.
# --can-build only asks whether this machine's NuGet feed serves docfx.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

need_dotnet
if [ "${1:-}" = --can-build ]; then
    timeout 300 dotnet tool restore </dev/null >/dev/null 2>&1
    exit
fi

step "restoring docfx" dotnet tool restore
for project in src/ErlDist.Hosting src/AkkaErlDist.Hosting; do
    step "building $project" dotnet build "$project" "${BUILD_FLAGS[@]}"
done
rm -rf docs/api artifacts/docs
export DOTNET_ROLL_FORWARD=Major
step "reading the API" dotnet docfx metadata docs/docfx.json --warningsAsErrors --logLevel warning
step "building artifacts/docs" dotnet docfx build docs/docfx.json --warningsAsErrors --logLevel warning
