%% The BEAM's side: asks the actors and the functions of AkkaBeam, and says what it hears.
-module(akka_beam).

-export([start/0]).

-define(AKKA, 'sys@localhost').

start() ->
    say("net_adm:ping('~s') says ~p", [?AKKA, net_adm:ping(?AKKA)]),
    {echo, ?AKKA} ! {self(), {hello, from, node()}},
    say("{echo, '~s'} ! {self(), Message} brings back ~0p", [?AKKA, receive Echoed -> Echoed end]),
    [{sink, ?AKKA} ! N || N <- lists:seq(1, 1000)],
    {sink, ?AKKA} ! {count, self()},
    say("after 1000 messages to {sink, '~s'} its count is ~p", [?AKKA, receive {n, Count} -> Count end]),
    call({add, 1 bsl 64, 1}),
    gen_server:cast({calc, ?AKKA}, {set, {any, "term"}}),
    call(get),
    say("rpc:call('~s', dotnet, version, []) says ~ts", [?AKKA, rpc:call(?AKKA, dotnet, version, [])]),
    say("erpc:call('~s', dotnet, raise, [oops]) raises ~p",
        [?AKKA, try erpc:call(?AKKA, dotnet, raise, [oops]) catch error:{exception, R, _} -> R end]),
    Monitor = monitor(process, {calc, ?AKKA}),
    say("gen_server:call({calc, '~s'}, crash) exits with ~p",
        [?AKKA, try gen_server:call({calc, ?AKKA}, crash) catch exit:{Reason, _} -> Reason end]),
    say("the monitor of calc fired: ~p", [receive {'DOWN', Monitor, process, _, Why} -> Why end]),
    init:stop().

call(Request) ->
    say("gen_server:call({calc, '~s'}, ~p) says ~p", [?AKKA, Request, gen_server:call({calc, ?AKKA}, Request)]).

say(Format, Arguments) ->
    io:format("  BEAM | " ++ Format ++ "~n", Arguments).
