%% What a BEAM node asks of the programs that tests/consumer.sh makes; halts with 1 at the first wrong answer.
-module(consumer).
-export([main/1]).

main([Akka]) ->
    Plain = [{5, {calc, 'dotnet@localhost'}, {add, 2, 3}},
             {1, {counter, 'hosted@localhost'}, next},
             {2, {counter, 'hosted@localhost'}, next}],
    Actors = [{<<"hello">>, {echo, 'sys@localhost'}, <<"hello">>},
              {{quoted, <<"tea">>, 12.5}, {prices, 'sys@localhost'}, {quote, <<"tea">>, 3}},
              {1, {counter, 'acting@localhost'}, next}],
    lists:foreach(fun check/1, Plain ++ [A || A <- Actors, Akka =:= "yes"]),
    halt(0).

check({Expected, To, Request}) ->
    try gen_server:call(To, Request, 10000) of
        Expected -> ok;
        Other -> wrong(To, Request, Expected, Other)
    catch
        Class:Reason -> wrong(To, Request, Expected, {Class, Reason})
    end.

wrong(To, Request, Expected, Got) ->
    io:format("~p, asked ~p: ~p and not ~p~n", [To, Request, Got, Expected]),
    halt(1).
