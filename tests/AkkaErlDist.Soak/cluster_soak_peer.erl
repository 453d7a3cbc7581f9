-module(cluster_soak_peer).
-export([start/1, stop/1]).

% A process that talks to a member of its own, ten times a second: a numbered message to its sink, and a question to its echo.
start(Node) ->
    Pid = spawn(fun() -> loop(Node, 0, []) end),
    register(name(Node), Pid),
    ok.

% How many it has sent, how many came, and how long the answers took, in microseconds.
stop(Node) ->
    Monitor = monitor(process, name(Node)),
    name(Node) ! {stop, self()},
    receive
        {stopped, Node, Result} -> demonitor(Monitor, [flush]), Result;
        {'DOWN', Monitor, process, _, Reason} -> error(Reason)
    after 30000 -> error(timeout)
    end.

name(Node) -> binary_to_atom(<<"talk-", (atom_to_binary(Node))/binary>>).

loop(Node, N, Times) ->
    receive
        {stop, From} ->
            Came = gen_server:call({sink, Node}, {count, self()}, 10000),
            From ! {stopped, Node, {N, Came, Times}}
    after 100 ->
        {sink, Node} ! {seq, self(), N},
        {Time, N} = timer:tc(fun() -> ask(Node, N) end),
        loop(Node, N + 1, [Time | Times])
    end.

% Each fiftieth question is a call.
ask(Node, N) when N rem 50 =:= 0 ->
    {n, N} = gen_server:call({echo, Node}, {n, N}, 10000),
    N;
ask(Node, N) ->
    {echo, Node} ! {self(), N},
    receive N -> N after 10000 -> error({no_answer, Node, N}) end.
