#!/usr/bin/env bash
# What a stranger meets: packs everything, then makes programs that have nothing but those packages, and lets a real BEAM node talk to
# each over TLS: the first program of ErlDist's readme, the HOCON of AkkaErlDist's with a declared record, both templates (hosts with
# appsettings), and the tool.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

directory=$(mktemp -d)
finish() {
    end_running
    rm -rf "$directory"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# code_of README: its first block of C#; hocon_of README: its first block without a language.
code_of() { sed -n '/^```csharp/,/^```/p' "$1" | sed '/^```$/q; /^```csharp/d' | sed '/^```$/d'; }
hocon_of() { sed -n '/^```$/,/^```$/p' "$1" | sed '1d; /^```$/Q'; }

# project NAME PACKAGE: a console program with one package.
project() {
    mkdir -p "$1"
    cat >"$1/$1.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="$2" Version="$version" /></ItemGroup>
</Project>
PROJECT
    programs+=("$1")
}

# from_template TEMPLATE NAME
from_template() {
    step "dotnet new $1" dotnet new "$1" -n "$2" --cookie consumer --debug:custom-hive "$directory/hive"
    programs+=("$2")
}

# start PROGRAM NODE: runs it where the certificates are.
start() {
    launch "$1" "$1.output" dotnet "$1/bin/Release/net10.0/$1.dll" --contentRoot "$directory/$1"
    nodes[$2]=$1
}

# all_started: every node is listed by EPMD, or a program has ended, whose output is shown.
all_started() {
    local node names
    for _ in $(seq 150); do
        names=$(epmd -names 2>/dev/null || true)
        for node in "${!nodes[@]}"; do
            [[ $names = *"name $node "* ]] || break
        done
        [[ $names = *"name $node "* ]] && return 0
        sleep 0.2
    done
    cat "${nodes[$node]}".output* >&2
    die "${nodes[$node]}, the node $node, did not start"
}

scripts/pack.sh

# A cache of its own, since the same version may have been packed before; what others made is taken from the usual one, or their feed.
usual=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
packages=$ROOT/artifacts/packages
version=$(basename "$packages"/ErlDist.Hosting.[0-9]*.nupkg .nupkg)
version=${version#ErlDist.Hosting.}
akka=yes
compgen -G "$packages/AkkaErlDist.[0-9]*.nupkg" >/dev/null || akka=no
export NUGET_PACKAGES=$directory/cache
mkdir -p "$usual"
cd "$directory"
cat >nuget.config <<CONFIG
<configuration>
  <packageSources><add key="packed" value="$packages" /></packageSources>
  <fallbackPackageFolders><add key="usual" value="$usual" /></fallbackPackageFolders>
</configuration>
CONFIG

programs=()
declare -A nodes=()
step "dotnet new install ErlDist.Templates" dotnet new install "$packages/ErlDist.Templates.$version.nupkg" --debug:custom-hive "$directory/hive"
project Plain ErlDist
code_of "$ROOT/src/ErlDist/README.md" | sed 's/"secret"/"consumer"/; /RpcAsync/d' >Plain/Program.cs
from_template erldist Hosted
if [ "$akka" = yes ]; then
    project Actors AkkaErlDist
    cp "$ROOT/tests/consumer/Actors.cs" Actors/Program.cs
    hocon_of "$ROOT/src/AkkaErlDist/README.md" | sed 's/"secret"/"consumer"/' >actors.conf
    from_template erldist-akka Acting
fi
{
    echo '<Solution>'
    printf '<Project Path="%s" />\n' $(printf '%s\n' "${programs[@]}" | sed 's#.*#&/&.csproj#')
    echo '</Solution>'
} >Consumers.slnx
step "building ${programs[*]} with version $version of the packages" dotnet build Consumers.slnx "${BUILD_FLAGS[@]}"
step "dotnet tool install ErlDist.Tool" dotnet tool install ErlDist.Tool --version "$version" --tool-path tools --configfile nuget.config
step "erldist certs" tools/erldist certs certs dotnet@localhost hosted@localhost sys@localhost acting@localhost beam@localhost

ERL_EPMD_PORT=$(shuf -i 20000-32000 -n 1)
export ERL_EPMD_PORT
launch epmd epmd.output epmd
start Plain dotnet
start Hosted hosted
[ "$akka" = no ] || { start Actors sys && start Acting acting; }
step "${programs[*]} start" all_started
cp "$ROOT/tests/consumer/consumer.erl" .
step "erlc" erlc consumer.erl
step "a BEAM node talks to each" timeout 60 erl -noinput -start_epmd false -sname beam@localhost -setcookie consumer -proto_dist inet_tls \
    -ssl_dist_optfile certs/beam@localhost.conf -pa . -run consumer main "$akka"
step "erldist ping" tools/erldist ping hosted@localhost -setcookie consumer -proto_dist inet_tls -ssl_dist_optfile certs/beam@localhost.conf
