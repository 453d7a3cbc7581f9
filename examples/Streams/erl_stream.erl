%% Streams between .NET services and Erlang, with demand: the receiver says how many items it can take.
%%   the call's reply     {stream, Source}
%%   receiver to source   {pull, Receiver, N}, {stop, Receiver}
%%   source to receiver   {Source, item, Item}, {Source, done}, {Source, error, Reason}
%% Each end watches the other, so that either one's end ends the stream.
-module(erl_stream).

-export([open/2, fold/3, to_list/1, serve/2]).
-export_type([stream/0]).

-type stream() :: {pid(), reference()}.

-define(WINDOW, 64).

%% Opens a stream of a service: {ok, Stream} | {error, Reason}.
open(Server, Request) ->
    case gen_server:call(Server, Request) of
        {stream, Source} -> {ok, {Source, erlang:monitor(process, Source)}};
        {error, Reason} -> {error, Reason}
    end.

to_list(Stream) ->
    lists:reverse(fold(fun(Item, Items) -> [Item | Items] end, [], Stream)).

%% Folds over all items, as they come.
fold(Fun, State, {Source, _} = Stream) ->
    Source ! {pull, self(), ?WINDOW},
    fold(Fun, State, Stream, ?WINDOW).

fold(Fun, State, {Source, _} = Stream, Left) when Left =< ?WINDOW div 2 ->
    Source ! {pull, self(), ?WINDOW - Left},
    fold(Fun, State, Stream, ?WINDOW);
fold(Fun, State, {Source, Monitor} = Stream, Left) ->
    receive
        {Source, item, Item} -> fold(Fun, Fun(Item, State), Stream, Left - 1);
        {Source, done} -> erlang:demonitor(Monitor, [flush]), State;
        {Source, error, Reason} -> erlang:demonitor(Monitor, [flush]), error(Reason);
        {'DOWN', Monitor, process, Source, Reason} -> exit(Reason)
    end.

%% The reply of handle_call/3 to a request for a stream: Produce gets a function that sends one item, when it is asked for.
serve({Caller, _Tag}, Produce) ->
    {stream, spawn(fun() ->
        erlang:monitor(process, Caller),
        Receiver = receive
            {pull, Pid, N} -> put(demand, N), erlang:monitor(process, Pid), Pid;
            {'DOWN', _, process, _, _} -> exit(normal)
        end,
        Produce(fun(Item) -> send(Receiver, Item) end),
        demand(Receiver),
        Receiver ! {self(), done}
    end)}.

send(Receiver, Item) ->
    demand(Receiver),
    put(demand, get(demand) - 1),
    Receiver ! {self(), item, Item}.

demand(Receiver) ->
    Wait = case get(demand) of 0 -> infinity; _ -> 0 end,
    receive
        {pull, Receiver, N} -> put(demand, get(demand) + N), demand(Receiver);
        {stop, Receiver} -> exit(normal);
        {'DOWN', _, process, _, _} -> exit(normal)
    after Wait -> ok
    end.
