using Akka.Actor;
using ErlDist;
using ErlDist.Terms;
using ErlDist.Testing;

namespace AkkaErlDist.MultiNode;

/// <summary>
/// A real BEAM node beside the cluster, with a process for each member that it talks to: each sends numbered messages to the
/// member's <c>sink</c> and calls its <c>echo</c> by gen_server:call, again and again.
/// </summary>
public sealed class BeamTalk : IDisposable
{
    private const string Module = """
        -module(talk).
        -export([start/1, mark/1, answered/1, failed/1, watch/2]).

        start(Node) ->
            Pid = spawn(fun() -> loop(Node, 0, 0, 0) end),
            register(binary_to_atom(<<"talk-", (atom_to_binary(Node))/binary>>), Pid),
            ok.

        % Calls that were answered, and calls that were not, since the last mark.
        mark(Node) -> ask(Node, mark).
        answered(Node) -> element(1, ask(Node, get)).
        failed(Node) -> element(2, ask(Node, get)).

        ask(Node, What) ->
            Ref = make_ref(),
            binary_to_existing_atom(<<"talk-", (atom_to_binary(Node))/binary>>) ! {What, self(), Ref},
            receive {Ref, Reply} -> Reply after 15000 -> error(timeout) end.

        loop(Node, N, Answered, Failed) ->
            receive
                {mark, From, Ref} -> From ! {Ref, ok}, loop(Node, N, 0, 0);
                {get, From, Ref} -> From ! {Ref, {Answered, Failed}}, loop(Node, N, Answered, Failed)
            after 10 ->
                {sink, Node} ! {seq, self(), N},
                case catch gen_server:call({echo, Node}, {n, N}, 3000) of
                    {n, N} -> loop(Node, N + 1, Answered + 1, Failed);
                    _ -> loop(Node, N + 1, Answered, Failed + 1)
                end
            end.

        % A monitor on an actor; `ended` is registered for as long as it has not fired.
        watch(Name, Node) ->
            Self = self(),
            spawn(fun() ->
                Ref = monitor(process, {Name, Node}),
                Self ! watching,
                receive {'DOWN', Ref, process, _, Reason} -> register(ended, self()), put(reason, Reason), receive stop -> ok end end
            end),
            receive watching -> ok after 5000 -> error(timeout) end.
        """;

    private readonly BeamNode _beam;

    private BeamTalk(BeamNode beam) => _beam = beam;

    /// <summary>Starts the node; EPMD is that of the environment's <c>ERL_EPMD_PORT</c>.</summary>
    public static BeamTalk Start()
    {
        BeamNode beam = BeamNode.StartAsync(new BeamNodeOptions
        {
            Cookie = ErlDistMultiNodeConfig.Cookie,
            ProtoDist = "inet_tls",
            OptFile = ErlDistMultiNodeConfig.OptFile,
            EpmdPort = int.Parse(Environment.GetEnvironmentVariable("ERL_EPMD_PORT")!, System.Globalization.CultureInfo.InvariantCulture),
        }).GetAwaiter().GetResult();
        beam.LoadModuleAsync(Module).GetAwaiter().GetResult();
        return new BeamTalk(beam);
    }

    /// <summary>The node by which BEAM nodes know a member.</summary>
    public static string NodeOf(Address member) => $"{member.System}-{member.Port}@{member.Host}";

    /// <summary>Begins to talk to a member.</summary>
    public void With(Address member) => Eval($"talk:start('{NodeOf(member)}')");

    /// <summary>Waits until this many more calls were answered, and says how many failed meanwhile.</summary>
    public long FailedWithin(Address member, int answers)
    {
        string node = NodeOf(member);
        Eval($"talk:mark('{node}')");
        _beam.EventuallyAsync($"talk:answered('{node}') >= {answers}", TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        return ((ErlInteger)_beam.EvalTermAsync($"talk:failed('{node}')").GetAwaiter().GetResult()).Value;
    }

    /// <summary>These members answer all calls, twenty each.</summary>
    public void AssertAnswers(params Address[] members) => Assert.All(members, member => Assert.Equal(0, FailedWithin(member, 20)));

    /// <summary>Sets a monitor on an actor of a member.</summary>
    public void Watch(string actor, Address member) => Eval($"talk:watch({actor}, '{NodeOf(member)}')");

    /// <summary>Waits until the monitor has fired, and says with what reason.</summary>
    public string AwaitEnd()
    {
        _beam.EventuallyAsync("whereis(ended) =/= undefined", TimeSpan.FromSeconds(40)).GetAwaiter().GetResult();
        return Eval("begin {dictionary, D} = process_info(whereis(ended), dictionary), proplists:get_value(reason, D) end");
    }

    /// <summary>Evaluates Erlang on the node.</summary>
    public string Eval(string expressions) => _beam.EvalAsync(expressions).GetAwaiter().GetResult();

    /// <summary>Stops the node.</summary>
    public void Dispose() => _beam.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
