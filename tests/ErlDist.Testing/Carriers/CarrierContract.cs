using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using Xunit;

namespace ErlDist.Testing.Carriers;

/// <summary>What every carrier does, whatever moves its bytes: on IPv4 and IPv6, with TLS and without.</summary>
public abstract class CarrierContract
{
    /// <summary>More bytes than a connection takes in of which nobody reads any.</summary>
    private const int MoreThanFits = 64_000_000;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Protocols => ["inet_tcp", "inet_tls", "inet6_tcp", "inet6_tls"];

    /// <summary>The carrier under test; without options plain TCP.</summary>
    protected abstract ICarrier Create(AddressFamily family, TlsOptions? tls);

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task It_says_what_it_is(string protocol) => ConnectedAsync(protocol, async (pair, dialled, accepted, _) =>
    {
        bool secure = protocol.EndsWith("tls", StringComparison.Ordinal);
        Assert.Equal((protocol, secure, secure ? 4 : 2), (pair.Carrier.Name, pair.Carrier.IsSecure, pair.Carrier.HandshakePrefixBytes));
        Assert.Equal((secure, secure), (dialled.Security is not null, accepted.Security is not null));
        Assert.Equal(dialled.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.Equal(pair.Listener.LocalEndPoint, dialled.RemoteEndPoint);
        Assert.Equal(Family(protocol), dialled.RemoteEndPoint.AddressFamily);
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task Bytes_arrive_whole_and_in_order_both_ways_at_once(string protocol) =>
        ConnectedAsync(protocol, static async (_, dialled, accepted, limit) =>
    {
        const int total = 3_000_000;
        await Task.WhenAll(
            SendAsync(dialled, total, new Random(1), limit),
            SendAsync(accepted, total, new Random(2), limit),
            CheckAsync(dialled, total, limit),
            CheckAsync(accepted, total, limit));
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task What_was_written_before_the_end_still_arrives_and_then_the_end(string protocol) =>
        ConnectedAsync(protocol, static async (_, dialled, accepted, limit) =>
    {
        Task<int> reading = dialled.ReadAsync(new byte[1], limit).AsTask();
        await SendAsync(dialled, 100_000, new Random(1), limit);
        await dialled.DisposeAsync();
        await CheckAsync(accepted, 100_000, limit);
        await EndAsync(accepted.ReadAsync(new byte[1], limit).AsTask());
        await Record.ExceptionAsync(() => reading);
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task Abort_ends_what_is_under_way_on_both_ends(string protocol) =>
        ConnectedAsync(protocol, static async (_, dialled, accepted, limit) =>
    {
        await Task.WhenAll(
            SendAsync(dialled, 1, new Random(1), limit),
            SendAsync(accepted, 1, new Random(1), limit),
            CheckAsync(dialled, 1, limit),
            CheckAsync(accepted, 1, limit));
        Task<int> here = dialled.ReadAsync(new byte[1], limit).AsTask();
        Task<int> there = accepted.ReadAsync(new byte[1], limit).AsTask();
        dialled.Abort();
        CarrierException e = await Assert.ThrowsAsync<CarrierException>(() => here);
        Assert.Equal(CarrierError.Closed, e.Error);
        Assert.Contains("on this side", e.Message, StringComparison.Ordinal);
        await EndAsync(there);
        await Assert.ThrowsAsync<CarrierException>(async () => await dialled.WriteAsync(new byte[1], limit));
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task A_writer_waits_for_a_reader_that_rests_and_nothing_is_lost(string protocol) =>
        ConnectedAsync(protocol, static async (_, dialled, accepted, limit) =>
    {
        Task writing = await WriteUntilItRestsAsync(dialled, limit);
        await CheckAsync(accepted, MoreThanFits, limit);
        await writing;
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task What_is_said_of_large_messages_changes_no_byte_and_a_writer_still_waits(string protocol) =>
        ConnectedAsync(protocol, static async (_, dialled, accepted, limit) =>
    {
        accepted.OnReceivingBulk(isBulk: true);
        dialled.OnSendingBulk(isBulk: true);
        await SendAsync(dialled, 1, new Random(1), limit);
        await CheckAsync(accepted, 1, limit); // What reads ahead begins with the first read.
        Task writing = await WriteUntilItRestsAsync(dialled, limit);
        int reads = 0;
        await CheckAsync(accepted, MoreThanFits, limit, () => accepted.OnReceivingBulk(++reads % 7 > 2));
        await writing;
        accepted.OnReceivingBulk(isBulk: true);
        await dialled.DisposeAsync();
        await EndAsync(accepted.ReadAsync(new byte[1], limit).AsTask());
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public Task A_read_can_be_given_up(string protocol) => ConnectedAsync(protocol, static async (_, dialled, _, limit) =>
    {
        using var patience = new CancellationTokenSource();
        Task<int> reading = dialled.ReadAsync(new byte[1], patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(limit));
    });

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_dial_to_one_who_never_answers_can_be_given_up(string protocol)
    {
        using var limit = new CancellationTokenSource(s_bound);
        using var patience = new CancellationTokenSource();
        await using CarrierPair pair = await StartAsync(protocol);
        using var mute = new TcpListener(CarrierPair.Loopback(Family(protocol)), 0);
        mute.Start();
        Task<ICarrierConnection> dialling = pair.Carrier.ConnectAsync(CarrierPair.Target((IPEndPoint)mute.LocalEndpoint), patience.Token).AsTask();
        using TcpClient accepted = await mute.AcceptTcpClientAsync(limit.Token);
        if (!pair.Carrier.IsSecure)
        {
            await (await dialling).DisposeAsync();
            return;
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling.WaitAsync(limit.Token));
        await EndAsync(DrainAsync(accepted, limit.Token));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Refusals_name_their_cause(string protocol)
    {
        using var limit = new CancellationTokenSource(s_bound);
        await using CarrierPair pair = await StartAsync(protocol);
        IPEndPoint taken = pair.Listener.LocalEndPoint;
        bool isV4 = Family(protocol) == AddressFamily.InterNetwork;
        Assert.Equal(CarrierError.AddressInUse, await ErrorOf(() => pair.Carrier.ListenAsync(
            new ListenOptions { Address = taken.Address, PortMin = taken.Port, PortMax = taken.Port }, limit.Token)));
        Assert.Equal(CarrierError.AddressNotAvailable, await ErrorOf(() => pair.Carrier.ListenAsync(
            new ListenOptions { Address = IPAddress.Parse(isV4 ? "192.0.2.1" : "2001:db8::1") }, limit.Token)));
        Assert.Equal(CarrierError.HostNotFound, await ErrorOf(() => pair.Carrier.ConnectAsync(
            CarrierPair.Target(taken) with { Host = isV4 ? "::1" : "127.0.0.1" }, limit.Token)));
        await pair.Listener.DisposeAsync();
        Assert.Equal(CarrierError.Refused, await ErrorOf(() => pair.Carrier.ConnectAsync(CarrierPair.Target(taken), limit.Token)));
        Assert.Equal(CarrierError.Closed, await ErrorOf(() => pair.Listener.AcceptAsync(limit.Token)));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_next_free_port_of_a_range_is_taken(string protocol)
    {
        await using CarrierPair pair = await StartAsync(protocol);
        int taken = pair.Listener.LocalEndPoint.Port;
        await using ICarrierListener next = await pair.Carrier.ListenAsync(
            new ListenOptions { Address = CarrierPair.Loopback(Family(protocol)), PortMin = taken, PortMax = Math.Min(taken + 50, 65535) }, default);
        Assert.InRange(next.LocalEndPoint.Port, taken + 1, taken + 50);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Many_connections_at_once_each_keep_to_themselves_and_leave_nothing_behind(string protocol)
    {
        using var limit = new CancellationTokenSource(s_bound);
        await using CarrierPair pair = await StartAsync(protocol);
        List<WeakReference> gone = await TalkOnManyAsync(pair, 100, limit.Token);
        for (int i = 0; i < 50 && gone.Any(static end => end.IsAlive); i++)
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // The last one may still lie on the stack of a thread that rests.
        Assert.InRange(gone.Count(static end => end.IsAlive), 0, 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<WeakReference>> TalkOnManyAsync(CarrierPair pair, int count, CancellationToken cancellationToken)
    {
        var ends = new List<(ICarrierConnection Dialled, ICarrierConnection Accepted)>();
        for (int i = 0; i < count; i++)
        {
            ends.Add(await pair.ConnectAsync(cancellationToken));
        }

        await Task.WhenAll(ends.Select(async (end, i) =>
        {
            byte[] sent = BitConverter.GetBytes(i), got = new byte[4];
            await end.Dialled.WriteAsync(sent, cancellationToken);
            await ReadExactlyAsync(end.Accepted, got, cancellationToken);
            Assert.Equal(sent, got);
        }));
        await Task.WhenAll(ends.Select(async end =>
        {
            Task<int> last = end.Accepted.ReadAsync(new byte[1], cancellationToken).AsTask();
            await end.Dialled.DisposeAsync();
            Assert.Equal(0, await last);
            await end.Accepted.DisposeAsync();
        }));
        return [.. ends.SelectMany(static end => new[] { new WeakReference(end.Dialled), new WeakReference(end.Accepted) })];
    }

    private static AddressFamily Family(string protocol) =>
        protocol.StartsWith("inet6", StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    private async Task ConnectedAsync(
        string protocol, Func<CarrierPair, ICarrierConnection, ICarrierConnection, CancellationToken, Task> test)
    {
        using var limit = new CancellationTokenSource(s_bound);
        await using CarrierPair pair = await StartAsync(protocol);
        (ICarrierConnection dialled, ICarrierConnection accepted) = await pair.ConnectAsync(limit.Token);
        await using (dialled)
        await using (accepted)
        {
            await test(pair, dialled, accepted, limit.Token);
        }
    }

    private Task<CarrierPair> StartAsync(string protocol) => CarrierPair.StartAsync(
        Create(Family(protocol), protocol.EndsWith("tls", StringComparison.Ordinal) ? CarrierPair.Tls : null), Family(protocol));

    /// <summary>Bytes that tell their place, in writes of all sizes, of one piece and of several.</summary>
    private static async Task SendAsync(
        ICarrierConnection to, int total, Random sizes, CancellationToken cancellationToken, Action<long>? progress = null)
    {
        byte[] all = new byte[200_000];
        for (int sent = 0; sent < total;)
        {
            int length = Math.Min(total - sent, sizes.Next(3) == 0 ? sizes.Next(1, 40) : sizes.Next(1, all.Length));
            for (int i = 0; i < length; i++)
            {
                all[i] = ByteAt(sent + i);
            }

            if (sizes.Next(2) == 0)
            {
                await to.WriteAsync(all.AsMemory(0, length), cancellationToken);
            }
            else
            {
                int cut = sizes.Next(length + 1);
                await to.WriteAsync([all.AsMemory(0, cut), all.AsMemory(cut, length - cut)], cancellationToken);
            }

            sent += length;
            progress?.Invoke(sent);
        }
    }

    private static async Task CheckAsync(
        ICarrierConnection from, int total, CancellationToken cancellationToken, Action? beforeRead = null)
    {
        byte[] buffer = new byte[50_000];
        for (int got = 0; got < total;)
        {
            beforeRead?.Invoke();
            int count = await from.ReadAsync(buffer, cancellationToken);
            Assert.NotEqual(0, count);
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] != ByteAt(got + i))
                {
                    Assert.Fail($"Byte {got + i} is wrong.");
                }
            }

            got += count;
        }
    }

    private static byte ByteAt(int place)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, place / 4);
        return bytes[place % 4];
    }

    private static async Task ReadExactlyAsync(ICarrierConnection from, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            int count = await from.ReadAsync(target, cancellationToken);
            Assert.NotEqual(0, count);
            target = target[count..];
        }
    }

    /// <summary>Writes <see cref="MoreThanFits"/> to one who does not read, until that waits; the result ends when all is written.</summary>
    private static async Task<Task> WriteUntilItRestsAsync(ICarrierConnection to, CancellationToken cancellationToken)
    {
        long sent = 0;
        Task writing = SendAsync(to, MoreThanFits, new Random(1), cancellationToken, count => Volatile.Write(ref sent, count));
        await WaitUntilItRestsAsync(() => Volatile.Read(ref sent), cancellationToken);
        Assert.InRange(Volatile.Read(ref sent), 1, MoreThanFits / 2);
        return writing;
    }

    /// <summary>A writer that is stopped gives no sign: its count standing still for some looks in a row has to do.</summary>
    private static async Task WaitUntilItRestsAsync(Func<long> count, CancellationToken cancellationToken)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (int still = 0, last = -1; still < 6;)
        {
            await look.WaitForNextTickAsync(cancellationToken);
            int now = (int)count();
            still = now > 0 && now == last ? still + 1 : 0;
            last = now;
        }
    }

    private static async Task<int> DrainAsync(TcpClient client, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[10_000];
        while (await client.GetStream().ReadAsync(buffer, cancellationToken) > 0)
        {
        }

        return 0;
    }

    /// <summary>The other end of one that is gone sees the end, or that the connection broke.</summary>
    private static async Task EndAsync(Task<int> reading)
    {
        try
        {
            Assert.Equal(0, await reading);
        }
        catch (Exception e) when (e is CarrierException { Error: CarrierError.Closed } or IOException)
        {
            // Broken without goodbye, which is an end as well.
        }
    }

    private static async Task<CarrierError> ErrorOf<T>(Func<ValueTask<T>> action) =>
        (await Assert.ThrowsAsync<CarrierException>(async () => await action())).Error;
}
