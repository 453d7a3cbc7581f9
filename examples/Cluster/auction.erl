%% The BEAM's side: three bidders and three followers. The member where the first lot lives is killed in the middle; not one bid
%% that was confirmed may be missing then. -members NODE… on erl's command line are the cluster's.
-module(auction).

-export([start/0, run/0]).

-define(LOTS, [<<"clock">>, <<"vase">>, <<"stamp">>]).
-define(BIDS, 25).
-define(PATIENCE, 90000).

start() ->
    spawn(fun() ->
        halt(try run() of ok -> 0 catch _:Why -> say("it failed: ~0p", [Why]), 1 end)
    end).

run() ->
    Auction = self(),
    Followers = [{Lot, spawn_link(fun() -> follow(Lot, Auction) end)} || Lot <- ?LOTS],
    Homes = [{Lot, receive {home, Lot, Home} -> Home after ?PATIENCE -> error({silent, Lot}) end} || Lot <- ?LOTS],
    [say("~ts lives on ~s", [Lot, Home]) || {Lot, Home} <- Homes],
    say("~b bids are confirmed", [bid(1)]),

    {_, Victim} = hd(Homes),
    Pid = rpc:call(Victim, os, getpid, []),
    os:cmd("kill -9 " ++ Pid),
    say("kill -9 of ~s, process ~s", [Victim, Pid]),
    {Time, Confirmed} = timer:tc(fun() -> bid(?BIDS + 1) end),
    say("~b further bids are confirmed, ~.1f s later", [Confirmed, Time / 1.0e6]),
    [receive {home, Lot, Home} -> say("~ts lives on ~s now", [Lot, Home]) after ?PATIENCE -> error({silent, Lot}) end
     || {Lot, Lost} <- Homes, Lost =:= Victim],

    All = lists:seq(1, 2 * ?BIDS),
    [All = bids(Lot) || Lot <- ?LOTS],
    say("all ~b confirmed bids are there", [length(?LOTS) * length(All)]),
    [ok = wait_for(All, Lot, Follower) || {Lot, Follower} <- Followers],
    say("the followers have heard of each of them", []).

%% A bidder for each lot; all their bids are confirmed when this returns.
bid(First) ->
    Auction = self(),
    Amounts = lists:seq(First, First + ?BIDS - 1),
    [spawn_link(fun() ->
        [{accepted, Amount} = call({bid, Lot, Amount}) || Amount <- Amounts],
        Auction ! {done, Lot}
     end) || Lot <- ?LOTS],
    [receive {done, Lot} -> ok after ?PATIENCE -> error({late, Lot}) end || Lot <- ?LOTS],
    ?BIDS * length(?LOTS).

bids(Lot) ->
    {following, _, Bids} = call({follow, Lot, self()}),
    Bids.

%% Hears of all bids for a lot, and monitors it: when it moves, it is followed to where it is.
follow(Lot, Auction) ->
    {following, Pid, Bids} = call({follow, Lot, self()}),
    Auction ! {home, Lot, node(Pid)},
    followed(Lot, Auction, monitor(process, Pid), ordsets:from_list(Bids)).

followed(Lot, Auction, Monitor, Heard) ->
    receive
        {bid, Lot, Amount} -> followed(Lot, Auction, Monitor, ordsets:add_element(Amount, Heard));
        {heard, From} -> From ! {heard, Lot, Heard}, followed(Lot, Auction, Monitor, Heard);
        {'DOWN', Monitor, process, _, _} -> follow(Lot, Auction)
    end.

wait_for(All, Lot, Follower) -> wait_for(All, Lot, Follower, 100).

wait_for(All, Lot, Follower, Tries) ->
    Follower ! {heard, self()},
    receive
        {heard, Lot, All} -> ok;
        {heard, Lot, _} when Tries > 0 -> timer:sleep(100), wait_for(All, Lot, Follower, Tries - 1);
        {heard, Lot, Heard} -> error({not_heard_of, Lot, All -- Heard})
    end.

%% Any member takes a call. What one doesn't answer, being gone or having sent it to a lot that is, the next one is asked.
call(Request) -> call(Request, members(), erlang:monotonic_time(millisecond) + ?PATIENCE).

call(Request, [Member | Others], Deadline) ->
    try gen_server:call({auctions, Member}, Request, 2000)
    catch exit:{Reason, _} ->
        erlang:monotonic_time(millisecond) < Deadline orelse error({Reason, Request}),
        Reason =:= timeout orelse timer:sleep(100),
        call(Request, Others ++ [Member], Deadline)
    end.

members() ->
    {ok, [Names]} = init:get_argument(members),
    [list_to_atom(Name) || Name <- Names].

say(Format, Arguments) ->
    io:format("  BEAM | " ++ Format ++ "~n", Arguments).
