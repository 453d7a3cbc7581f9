using System.Collections.Concurrent;
using System.Net.Sockets;
using ErlDist.Carriers;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Tests.Nodes;

namespace ErlDist.Tests.Carriers;

/// <summary>What the kernel may hold of a connection, by what goes over it.</summary>
public sealed class SocketBuffersTests
{
    private const int LargeBytes = 1024 * 1024;
    private const int Many = 40;

    [Fact]
    public async Task There_is_more_room_to_send_while_large_messages_have_the_connection_to_themselves()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using SeenSender seen = await SeenSender.StartAsync(new SocketSettings());
        await SendAsync(seen.Sender, seen.Receiver, new byte[LargeBytes]);
        Socket socket = seen.Socket;
        int bounded = socket.SendBufferSize;

        await SendManyAsync(seen.Sender, seen.Receiver);
        await Eventually.HoldsAsync(() => socket.SendBufferSize > bounded, "the sender's buffer grows");
        await SendAsync(seen.Sender, seen.Receiver, [1]);
        await Eventually.HoldsAsync(() => socket.SendBufferSize == bounded, "a small message shrinks it");

        // The other way: room that the sender was promised is not taken back.
        int receiving = socket.ReceiveBufferSize;
        await using Mailbox other = seen.Sender.CreateMailbox("receiver");
        await SendManyAsync(seen.Pair.One, other);
        Assert.Equal(receiving, socket.ReceiveBufferSize);
        await SendAsync(seen.Pair.One, other, [1]);
        Assert.Equal((bounded, receiving), (socket.SendBufferSize, socket.ReceiveBufferSize));
    }

    [Fact]
    public async Task Small_messages_between_large_ones_keep_it_small()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using SeenSender seen = await SeenSender.StartAsync(new SocketSettings());
        await SendAsync(seen.Sender, seen.Receiver, [1]);
        int bounded = seen.Socket.SendBufferSize;
        for (int i = 0; i < Many; i++)
        {
            await SendAsync(seen.Sender, seen.Receiver, new byte[LargeBytes]);
            await SendAsync(seen.Sender, seen.Receiver, [1]);
            Assert.Equal(bounded, seen.Socket.SendBufferSize);
        }
    }

    [Fact]
    public async Task A_size_that_was_asked_for_stays()
    {
        await using SeenSender seen = await SeenSender.StartAsync(new SocketSettings { SendBufferSize = 65_536 });
        await SendAsync(seen.Sender, seen.Receiver, [1]);
        int asked = seen.Socket.SendBufferSize;

        await SendManyAsync(seen.Sender, seen.Receiver);

        Assert.Equal(asked, seen.Socket.SendBufferSize);
    }

    private static async Task SendManyAsync(ErlangNode node, Mailbox receiver)
    {
        for (int i = 0; i < Many; i++)
        {
            await SendAsync(node, receiver, new byte[LargeBytes]);
        }
    }

    private static async Task SendAsync(ErlangNode node, Mailbox receiver, byte[] bytes)
    {
        await node.SendAsync("receiver", receiver.Pid.Node.Name, bytes);
        await receiver.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
    }

    /// <summary>A node whose sockets can be looked at, beside a pair of which one receives.</summary>
    private sealed record SeenSender(NodePair Pair, ErlangNode Sender, Mailbox Receiver, SeenCarrier Carrier) : IAsyncDisposable
    {
        public Socket Socket => Carrier.Sockets.Single();

        public static async Task<SeenSender> StartAsync(SocketSettings settings)
        {
            NodePair pair = await NodePair.StartAsync();
            var carrier = new SeenCarrier(settings);
            return new SeenSender(
                pair, await pair.StartAsync("sender@localhost", o => o with { Carrier = carrier }), pair.One.CreateMailbox("receiver"), carrier);
        }

        public async ValueTask DisposeAsync()
        {
            await Receiver.DisposeAsync();
            await Sender.DisposeAsync();
            await Pair.DisposeAsync();
        }
    }

    /// <summary>Plain TCP whose sockets can be looked at.</summary>
    private sealed class SeenCarrier : SocketCarrier
    {
        private readonly SocketSettings _settings;

        public SeenCarrier(SocketSettings settings)
            : base(AddressFamily.InterNetwork)
        {
            _settings = settings;
            ConnectSocket = settings;
        }

        public ConcurrentBag<Socket> Sockets { get; } = [];

        public override string Name => "inet_tcp";

        public override bool IsSecure => false;

        protected override ValueTask<ICarrierConnection> OpenConnectedAsync(Socket socket, ConnectTarget target, CancellationToken cancellationToken)
        {
            Sockets.Add(socket);
            var connection = new TcpConnection(socket);
            connection.BoundBuffers(_settings.SendBufferSize, _settings.ReceiveBufferSize);
            return ValueTask.FromResult<ICarrierConnection>(connection);
        }

        protected override ValueTask<ICarrierConnection> OpenAcceptedAsync(Socket socket, ListenOptions options, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ICarrierConnection>(new TcpConnection(socket));
    }
}
