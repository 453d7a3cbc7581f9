#!/usr/bin/env bash
# Publishes tests/ErlDist.Aot with Native AOT, without a warning, and has it talk to a real BEAM node. Needs clang or gcc; not part of
# tests/run.sh, since the compiler takes its minutes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../scripts/setup.sh
. "$(dirname "$0")/../scripts/setup.sh"

need_dotnet
need_erlang || die "Erlang can't be installed here"
compiler=$(command -v clang >/dev/null && echo clang || echo gcc)
command -v "$compiler" >/dev/null || die "Native AOT needs clang or gcc"
directory=$(mktemp -d)
trap 'kill "${beam:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT

say "publishing with Native AOT and $compiler"
dotnet publish tests/ErlDist.Aot -c Release -o "$directory/out" -nologo -v q -clp:ErrorsOnly -warnaserror \
    -p:CppCompilerAndLinker="$compiler" </dev/null
say "$(du -h "$directory/out/ErlDist.Aot" | cut -f1) of native code"

ERL_EPMD_PORT=$(shuf -i 20000-32000 -n 1)
export ERL_EPMD_PORT
cat >"$directory/shop.erl" <<'ERLANG'
-module(shop).
-export([start/0]).
start() -> register(shop, self()), loop().
loop() ->
    receive
        {'$gen_call', From, {order, {order, <<"moon">>, _, _, _}}} -> gen_server:reply(From, {error, unknown}), loop();
        {'$gen_call', From, {order, {order, Sku, 3, #{map := #{large := []}}, #{'__struct__' := 'Elixir.Date', year := 2024}}}} ->
            Total = #{'__struct__' => 'Elixir.Decimal', sign => 1, coef => 125, exp => -1},
            gen_server:reply(From, {ok, #{'__struct__' => 'Elixir.Shop.Receipt', sku => Sku, total => Total}}), loop()
    end.
ERLANG
erlc -o "$directory" "$directory/shop.erl"
erl -noinput -sname beam@localhost -setcookie aot -pa "$directory" -s shop </dev/null &
beam=$!
for _ in $(seq 100); do
    epmd -names 2>/dev/null | grep -q 'name beam' && break
    sleep 0.1
done
timeout 60 "$directory/out/ErlDist.Aot" beam@localhost aot
epmd -kill >/dev/null 2>&1 || true
say "the published program and the BEAM understand each other"
