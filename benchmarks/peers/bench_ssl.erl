%% OTP's ssl with nothing above it: the limit of what a peer of OTP can carry. Speaks as the raw SslStream peer does:
%% a run starts with a header of 16 bytes (size, count); count 0 means echo blocks of that size until one starts with 0,
%% else: read all, confirm.
-module(bench_ssl).
-export([start/1]).

-define(HEADER_BYTES, 16).
-define(HANDSHAKE_LIMIT_MS, 10000).

start([Directory]) ->
    {ok, _} = application:ensure_all_started(ssl),
    {ok, [[{server, Tls}, _]]} = file:consult(filename:join(Directory, "tls.conf")),
    {ok, Listener} = ssl:listen(0, [binary, {active, false}, {nodelay, true}, {ip, {127, 0, 0, 1}} | Tls]),
    {ok, {_, Port}} = ssl:sockname(Listener),
    spawn_link(fun() -> accept(Listener) end),
    io:format("ready {\"address\":\"localhost:~b\",\"pid\":~s}~n", [Port, os:getpid()]),
    obey().

obey() ->
    case io:get_line("") of
        "collect" ++ _ ->
            [erlang:garbage_collect(Pid) || Pid <- processes()],
            io:put_chars("result {}\n"),
            obey();
        _ -> halt(0, [{flush, false}])
    end.

accept(Listener) ->
    {ok, Transport} = ssl:transport_accept(Listener),
    {ok, Socket} = ssl:handshake(Transport, ?HANDSHAKE_LIMIT_MS),
    Server = spawn(fun() ->
        receive go -> ok end,
        ok = ssl:setopts(Socket, [{active, true}]),
        serve(Socket, <<>>)
    end),
    ok = ssl:controlling_process(Socket, Server),
    Server ! go,
    accept(Listener).

serve(Socket, <<Size:32, _:32, Count:64, Rest/binary>>) ->
    serve(Socket, run(Socket, Size, Count, Rest));
serve(Socket, Part) when byte_size(Part) < ?HEADER_BYTES ->
    serve(Socket, <<Part/binary, (read(Socket))/binary>>).

run(Socket, Size, 0, Data) -> echo(Socket, Size, Data);
run(Socket, Size, Count, Data) ->
    sink(Socket, Size * Count - byte_size(Data)),
    ok = ssl:send(Socket, <<0>>),
    <<>>.

echo(Socket, Size, Data) when byte_size(Data) < Size ->
    echo(Socket, Size, <<Data/binary, (read(Socket))/binary>>);
echo(Socket, Size, Data) ->
    <<Block:Size/binary, Rest/binary>> = Data,
    ok = ssl:send(Socket, Block),
    case Block of
        <<0, _/binary>> -> Rest;
        _ -> echo(Socket, Size, Rest)
    end.

sink(_, 0) -> ok;
sink(Socket, Left) -> sink(Socket, Left - byte_size(read(Socket))).

%% What the process that decrypts has sent: the fastest way that ssl has.
read(Socket) ->
    receive
        {ssl, Socket, Data} -> Data;
        {ssl_closed, Socket} -> exit(normal);
        {ssl_error, Socket, Reason} -> exit(Reason)
    end.
