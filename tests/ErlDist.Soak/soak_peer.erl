-module(soak_peer).
-export([receiver/1, sender/3, echo/0, linker/0, caller/2, victim/0]).

%% Takes a stream of {seq, N, Payload, Hash} and tells Net of the first number that is not the next one.
receiver(Net) ->
    _ = monitor(process, Net),
    receiver_loop(Net, 0).

receiver_loop(Net, Next) ->
    receive
        {seq, Next, Payload, Hash} ->
            case crypto:hash(sha256, Payload) of
                Hash -> receiver_loop(Net, Next + 1);
                _ -> Net ! {wrong, {hash, Next}}
            end;
        {seq, N, _, _} -> Net ! {wrong, {expected, Next, got, N}};
        {count, Ref, To} -> To ! {Ref, Next}, receiver_loop(Net, Next);
        {'DOWN', _, _, _, _} -> ok
    end.

%% Sends such a stream, a burst each Pause ms and every 50th message a large one, until it is told to stop.
sender(Net, Pause, Most) ->
    _ = monitor(process, Net),
    sender_loop(Net, Pause, Most, 0).

sender_loop(Net, Pause, Most, N) ->
    receive
        {count, Ref, To} -> To ! {Ref, N};
        {'DOWN', _, _, _, _} -> ok
    after Pause ->
        sender_loop(Net, Pause, Most, burst(Net, rand:uniform(Most), N))
    end.

burst(_, 0, N) -> N;
burst(Net, Left, N) ->
    Size = case N rem 50 of 49 -> 100000 + rand:uniform(900000); _ -> rand:uniform(300) end,
    Payload = crypto:strong_rand_bytes(Size),
    Net ! {seq, N, Payload, crypto:hash(sha256, Payload)},
    burst(Net, Left - 1, N + 1).

echo() -> register(soak_echo, self()), echo_loop().

echo_loop() ->
    receive {'$gen_call', From, Request} -> gen_server:reply(From, Request), echo_loop() end.

%% Watches processes of the other node by a link and a monitor, and tells what it saw of each.
linker() -> register(soak_linker, self()), linker_loop().

linker_loop() ->
    receive
        {watch, Pid, Tell} ->
            spawn(fun() ->
                process_flag(trap_exit, true),
                link(Pid),
                Ref = monitor(process, Pid),
                Tell ! {ready, self()},
                receive {'DOWN', Ref, process, Pid, Down} ->
                    receive {'EXIT', Pid, Exit} -> Tell ! {saw, Exit, Down} after 5000 -> Tell ! {saw, nothing, Down} end
                end
            end),
            linker_loop()
    end.

%% Calls, remote calls and spawns towards Net's node, one of each every Pause ms, until it is told to stop.
caller(Net, Pause) ->
    _ = monitor(process, Net),
    caller_loop(Net, node(Net), Pause, 0).

caller_loop(Net, Node, Pause, N) ->
    receive
        {count, Ref, To} -> To ! {Ref, N};
        {'DOWN', _, _, _, _} -> ok
    after Pause ->
        Answers = {catch gen_server:call({soak_calc, Node}, {echo, N}, 60000),
                   rpc:call(Node, soak, twice, [N], 60000),
                   spawned(Node, N)},
        case Answers of
            {{echo, N}, Double, normal} when Double =:= 2 * N -> caller_loop(Net, Node, Pause, N + 1);
            _ ->
                %% Where the connection is lost the DOWN of the first monitor is here, or about to come.
                receive {'DOWN', _, _, _, _} -> ok after 60000 -> Net ! {wrong, {call, N, Answers}} end
        end
    end.

spawned(Node, N) ->
    {Pid, Ref} = spawn_monitor(Node, soak, twice, [N]),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.

victim() -> receive {die, Reason} -> exit(Reason) end.
