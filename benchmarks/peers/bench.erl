%% The OTP peer of the benchmarks: serves the other side's workloads through the
%% registered process `bench`, and drives workloads that arrive as lines on stdin
%% (see README.md, "The control protocol").
-module(bench).
-export([start/0]).

-define(REPLY_LIMIT_MS, 60000).

start() ->
    register(bench, spawn(fun() -> serve(#{}) end)),
    io:format("ready {\"address\":\"~s\",\"pid\":~s}~n", [node(), os:getpid()]),
    control(none).

%% ---- serving ----

%% A driver asks for partners; they take the place of the last ones of their kind.
serve(Partners) ->
    receive
        {echo, From, Count} -> serve(partners(echo, From, Partners, fun echo/0, Count));
        {ack, From} -> serve(partners(ack, From, Partners, fun ack/0, 1));
        {sink, From} -> serve(partners(sink, From, Partners, fun() -> sink(0, 0, none) end, 1))
    end.

partners(Kind, From, Partners, Fun, Count) ->
    [exit(Pid, kill) || Pid <- maps:get(Kind, Partners, [])],
    Pids = [spawn(Fun) || _ <- lists:seq(1, Count)],
    From ! {Kind, Pids},
    Partners#{Kind => Pids}.

echo() ->
    receive {From, Message} -> From ! Message, echo() end.

ack() ->
    receive {From, _} -> From ! ok, ack() end.

%% Counts what follows {expect, N, From} and confirms the N-th.
sink(0, _, _) ->
    receive {expect, Count, From} -> sink(Count, Count, From) end;
sink(1, Count, From) ->
    receive _ -> From ! {received, Count} end,
    sink(0, 0, none);
sink(Left, Count, From) ->
    receive _ -> sink(Left - 1, Count, From) end.

%% ---- driving ----

control(Target) ->
    case io:get_line("") of
        Line when is_list(Line) ->
            [Verb | Pairs] = string:lexemes(string:trim(Line), " "),
            Arguments = maps:from_list([list_to_tuple(string:split(P, "=")) || P <- Pairs]),
            control(obey(Verb, Arguments, Target));
        _ -> halt(0, [{flush, false}])
    end.

obey("quit", _, _) ->
    halt(0, [{flush, false}]);
obey("connect", #{"target" := Name}, _) ->
    Target = node_of(Name),
    answer(fun() -> true = net_kernel:connect_node(Target), <<"{}">> end),
    Target;
obey("collect", _, Target) ->
    answer(fun() -> [erlang:garbage_collect(P) || P <- processes()], <<"{}">> end),
    Target;
obey(Verb, Arguments, Target) ->
    answer(fun() -> run(Verb, Arguments, Target) end),
    Target.

%% An actor system is told by its Akka address: akka.erl://NODE:PORT.
node_of("akka.erl://" ++ Address) -> list_to_atom(hd(string:split(Address, ":", trailing)));
node_of(Name) -> list_to_atom(Name).

%% Each run has a process of its own, so that none inherits another's heap.
answer(Fun) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({done, Fun()}) end),
    receive
        {'DOWN', Monitor, process, Pid, {done, Json}} -> io:put_chars(["result ", Json, "\n"]);
        {'DOWN', Monitor, process, Pid, Reason} ->
            io:put_chars(["error ", io_lib:format("~0p", [Reason]), "\n"])
    end.

run("rtt", #{"seconds" := Seconds}, Target) ->
    [Echo] = request(Target, echo, {echo, self(), 1}),
    {Time, Samples} = timed(fun() -> rtt_for(Echo, Seconds) end),
    result(Time, length(Samples), Samples);
run("pingpong", #{"pairs" := Pairs, "inflight" := Inflight, "count" := Count}, Target) ->
    Partners = request(Target, echo, {echo, self(), integer(Pairs)}),
    Each = integer(Count) div length(Partners),
    {Time, _} = timed(
        fun() -> together([fun() -> pingpong(P, integer(Inflight), Each) end || P <- Partners]) end),
    result(Time, Each * length(Partners), []);
run("oneway", #{"size" := Size, "count" := Count}, Target) ->
    flood(Target, binary:copy(<<200>>, integer(Size)), integer(Count), 1);
run("fanin", #{"senders" := Senders, "size" := Size, "count" := Count}, Target) ->
    flood(Target, binary:copy(<<200>>, integer(Size)), integer(Count), integer(Senders));
run("terms", #{"shape" := Shape, "count" := Count}, Target) ->
    flood(Target, shape(Shape), integer(Count), 1);
run("mixed", #{"seconds" := Seconds, "size" := Size, "inflight" := Inflight}, Target) ->
    [Echo] = request(Target, echo, {echo, self(), 1}),
    [Ack] = request(Target, ack, {ack, self()}),
    Self = self(),
    Bulk = binary:copy(<<200>>, integer(Size)),
    Stream = spawn_link(fun() ->
        [Ack ! {self(), Bulk} || _ <- lists:seq(1, integer(Inflight))],
        stream(Ack, Bulk, 0, Self)
    end),
    {Time, Samples} = timed(fun() -> rtt_for(Echo, Seconds) end),
    Stream ! {stop, self()},
    receive {streamed, Acknowledged} -> result(Time, Acknowledged, Samples) end.

rtt_for(Echo, Seconds) ->
    Deadline = erlang:monotonic_time(nanosecond) + round(float_of(Seconds) * 1.0e9),
    rtt(Echo, binary:copy(<<7>>, 64), Deadline, []).

rtt(Echo, Payload, Deadline, Samples) ->
    Start = erlang:monotonic_time(nanosecond),
    Echo ! {self(), Payload},
    receive Payload -> ok after ?REPLY_LIMIT_MS -> exit(no_reply) end,
    End = erlang:monotonic_time(nanosecond),
    case End < Deadline of
        true -> rtt(Echo, Payload, Deadline, [End - Start | Samples]);
        false -> [End - Start | Samples]
    end.

pingpong(Partner, Inflight, Count) ->
    First = min(Inflight, Count),
    [Partner ! {self(), hit} || _ <- lists:seq(1, First)],
    pingpong_replies(Partner, Count - First, Count).

pingpong_replies(_, _, 0) -> ok;
pingpong_replies(Partner, 0, Unanswered) ->
    receive hit -> pingpong_replies(Partner, 0, Unanswered - 1) end;
pingpong_replies(Partner, Unsent, Unanswered) ->
    receive hit -> Partner ! {self(), hit} end,
    pingpong_replies(Partner, Unsent - 1, Unanswered - 1).

flood(Target, Message, Count, Senders) ->
    [Sink] = request(Target, sink, {sink, self()}),
    Each = Count div Senders,
    Total = Each * Senders,
    {Time, _} = timed(fun() ->
        Sink ! {expect, Total, self()},
        together([fun() -> send(Sink, Message, Each) end || _ <- lists:seq(1, Senders)]),
        receive {received, Total} -> ok end
    end),
    result(Time, Total, []).

send(_, _, 0) -> ok;
send(Sink, Message, Count) ->
    Sink ! Message,
    send(Sink, Message, Count - 1).

stream(Ack, Bulk, Acknowledged, Parent) ->
    receive
        ok -> Ack ! {self(), Bulk}, stream(Ack, Bulk, Acknowledged + 1, Parent);
        {stop, Parent} -> Parent ! {streamed, Acknowledged}
    end.

%% The same three shapes stand in every peer.
shape("list") -> [binary:copy(<<I>>, 128) || I <- [N band 127 || N <- lists:seq(0, 1023)]];
shape("map") -> maps:from_list([{<<"key", (integer_to_binary(N))/binary>>, N * N} || N <- lists:seq(0, 999)]);
shape("record") ->
    {order, 4711, <<"Ada Lovelace">>, <<"ada@example.org">>, 12, 349.5, true, paid, [1, 2, 3], undefined}.

%% ---- small helpers ----

request(Target, Tag, Message) ->
    {bench, Target} ! Message,
    receive {Tag, Pids} -> Pids after ?REPLY_LIMIT_MS -> exit({no_answer_from, Target}) end.

together(Funs) ->
    Self = self(),
    Pids = [spawn_link(fun() -> Fun(), Self ! {finished, self()} end) || Fun <- Funs],
    [receive {finished, Pid} -> ok end || Pid <- Pids].

timed(Fun) ->
    Start = erlang:monotonic_time(nanosecond),
    Value = Fun(),
    {(erlang:monotonic_time(nanosecond) - Start) / 1.0e9, Value}.

result(Seconds, Count, Samples) ->
    io_lib:format("{\"seconds\":~.6f,\"count\":~b,\"samples\":[~s]}",
                  [Seconds, Count, lists:join($,, [integer_to_list(S) || S <- Samples])]).

integer(Text) -> list_to_integer(Text).

float_of(Text) ->
    case string:to_float(Text) of
        {Value, _} when is_float(Value) -> Value;
        {error, no_float} -> float(integer(Text))
    end.
