%% The BEAM's side of the conversation: a gen_server that adds, and a process that speaks first.
-module(hello_beam).
-behaviour(gen_server).

-export([start/0, init/1, handle_call/3, handle_cast/2]).

-define(DOTNET, 'hello@localhost').

start() ->
    {ok, _} = gen_server:start({local, adder}, ?MODULE, [], []),
    say("net_adm:ping('~s') says ~p", [?DOTNET, net_adm:ping(?DOTNET)]),
    say("gen_server:call({greeter, '~s'}, {hello, beam}) says ~ts",
        [?DOTNET, gen_server:call({greeter, ?DOTNET}, {hello, beam})]),
    say("rpc:call('~s', dotnet, version, []) says ~ts",
        [?DOTNET, rpc:call(?DOTNET, dotnet, version, [])]),
    {conversation, ?DOTNET} ! {your_turn, node()},
    ok.

say(Format, Arguments) ->
    io:format(Format ++ "~n", Arguments).

init([]) ->
    {ok, none}.

handle_call({add, A, B}, _From, State) ->
    {reply, A + B, State}.

handle_cast(rest, State) ->
    {stop, {shutdown, tired}, State}.
