using System.Diagnostics;
using System.Net;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace HelloBeam;

/// <summary>.NET's side: a node that serves, is spoken to, and then speaks itself.</summary>
internal static class Conversation
{
    public const string Cookie = "conversation";
    private const string Beam = "beam@localhost";

    public static async Task RunAsync(string certificates, Func<int, Process> startPeer, CancellationToken cancellation)
    {
        // An EPMD of the example's own, so that it meets no other node of this machine.
        await using var epmd = EpmdServer.Start(new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback] });
        await using ErlangNode node = await ErlangNode.StartAsync(Options("hello@localhost", certificates, epmd.Port), cancellation);
        Say($"{node.Name} listens on port {node.EndPoint!.Port}, its EPMD on port {epmd.Port}");
        node.NodeUp += (_, up) => Say($"{up.Node} is connected: {up.Security}");

        node.Serve("greeter", (request, _) => ValueTask.FromResult<Term>($"hello, {request}"));
        node.Export("dotnet", "version", 0, (_, _) => ValueTask.FromResult<Term>(Environment.Version.ToString()));
        await using Mailbox mailbox = node.CreateMailbox("conversation");

        using Process peer = startPeer(epmd.Port);
        try
        {
            Say($"got {await mailbox.ReceiveAsync(cancellation)}");
            await SpeakAsync(node, mailbox, cancellation);
            await peer.WaitForExitAsync(cancellation);
            Say("the end");
        }
        finally
        {
            if (!peer.HasExited)
            {
                peer.Kill(entireProcessTree: true);
            }
        }
    }

    public static ErlangNodeOptions Options(string name, string certificates, int epmdPort) => new()
    {
        Name = name,
        Cookie = new ErlDist.Cookie(Cookie),
        ProtoDist = "inet_tls",
        Tls = TlsOptions.FromOptionFile(Path.Combine(certificates, name + ".conf")),
        Epmd = new EpmdOptions { Port = epmdPort },
    };

    private static async Task SpeakAsync(ErlangNode node, Mailbox mailbox, CancellationToken cancellation)
    {
        await node.PingAsync(Beam, cancellation);
        Say($"PingAsync(\"{Beam}\") says pong");

        var request = Term.Parse("{add, 18446744073709551615, 1}");
        Say($"CallAsync(\"adder\", \"{Beam}\", {request}) says {await node.CallAsync("adder", Beam, request, cancellationToken: cancellation)}");

        var arguments = (ErlList)Term.Parse("[[1,2,3]]");
        Say($"RpcAsync(\"{Beam}\", \"lists\", \"reverse\", {arguments}) says {await node.RpcAsync(Beam, "lists", "reverse", arguments, cancellationToken: cancellation)}");

        await mailbox.MonitorAsync("adder", Beam, cancellation);
        await node.CastAsync("adder", Beam, Atom.Get("rest"), cancellation);
        Say($"the monitor of adder fired: {await mailbox.ReceiveAsync(cancellation)}");

        await node.RpcAsync(Beam, "init", "stop", ErlList.Empty, cancellationToken: cancellation);
    }

    private static void Say(string text) => Console.WriteLine($"  .NET | {text}");
}
