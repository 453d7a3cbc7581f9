using System.Net;
using System.Net.Sockets;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>A node that may open few files, and more silent connections than that.</summary>
public sealed class FewFilesSpec(ToolFixture fixture) : IClassFixture<ToolFixture>
{
    private const int Files = 260;
    private const int Silent = 400;

    [Fact]
    public async Task It_serves_its_peers_while_and_after_silent_connections_crowd_in()
    {
        await using BuiltProgram serve = await Erldist.StartServingAsync(
            fixture.EpmdPort, Files, "serve", "-sname", "few@localhost", "-setcookie", "secret");
        int port = int.Parse(serve.FirstLine[(serve.FirstLine.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("pong", await fixture.Beam.EvalAsync("net_adm:ping(few@localhost)"));
        var crowd = new List<Socket>();
        try
        {
            for (int i = 0; i < Silent; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Command.Bound);
            }

            Assert.Equal("1", await fixture.Beam.EvalAsync("gen_server:call({echo, few@localhost}, 1)"));
            Assert.Equal("pong", await fixture.Beam.EvalAsync("begin erlang:disconnect_node(few@localhost), net_adm:ping(few@localhost) end"));
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }

        Assert.Equal("2", await fixture.Beam.EvalAsync("gen_server:call({echo, few@localhost}, 2)"));
        Assert.Equal(0, await serve.TerminateAsync());
    }
}
