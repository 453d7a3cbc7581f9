using System.Globalization;
using System.Numerics;
using ErlDist;
using ErlDist.Terms;

namespace HelloBeam;

/// <summary>Plays hello_beam.erl where Erlang cannot be installed: the same words from a second ErlangNode in a process of its own.</summary>
internal static class DotnetPeer
{
    private const string Dotnet = "hello@localhost";

    public static async Task RunAsync(string certificates, CancellationToken cancellation)
    {
        int epmdPort = int.Parse(Environment.GetEnvironmentVariable("ERL_EPMD_PORT")!, CultureInfo.InvariantCulture);
        await using ErlangNode node = await ErlangNode.StartAsync(Conversation.Options("beam@localhost", certificates, epmdPort), cancellation);
        var stopped = new TaskCompletionSource();
        node.Export("lists", "reverse", 1, (arguments, _) => ValueTask.FromResult<Term>(Term.List([.. ((ErlList)arguments[0]).Reverse()])));
        node.Export("init", "stop", 0, (_, _) =>
        {
            stopped.TrySetResult();
            return ValueTask.FromResult<Term>(Atom.Ok);
        });
        node.Register("adder", new Adder(node));

        await node.PingAsync(Dotnet, cancellation);
        Console.WriteLine($"PingAsync(\"{Dotnet}\") says pong");
        Term greeting = await node.CallAsync("greeter", Dotnet, Term.Parse("{hello, beam}"), cancellationToken: cancellation);
        Console.WriteLine($"CallAsync(\"greeter\", \"{Dotnet}\", {{hello,beam}}) says {greeting}");
        Term version = await node.RpcAsync(Dotnet, "dotnet", "version", ErlList.Empty, cancellationToken: cancellation);
        Console.WriteLine($"RpcAsync(\"{Dotnet}\", \"dotnet\", \"version\", []) says {version}");
        await node.SendAsync("conversation", Dotnet, Term.Tuple(Atom.Get("your_turn"), node.NameAtom), cancellation);
        await stopped.Task.WaitAsync(cancellation);
    }

    private sealed class Adder(ErlangNode node) : GenServer(node)
    {
        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            request is ErlTuple and [Atom { Name: "add" }, Term a, Term b]
                ? ValueTask.FromResult<Term?>(Integer(a) + Integer(b))
                : throw new ArgumentException($"adder cannot do {request}");

        protected override ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken) =>
            throw new ProcessExitException(Pid, Term.Parse("{shutdown, tired}"));

        private static BigInteger Integer(Term term) => term is ErlInteger small ? small.Value : ((ErlBigInteger)term).Value;
    }
}
