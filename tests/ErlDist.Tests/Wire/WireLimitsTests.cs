using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Tests.Wire;

public sealed class WireLimitsTests
{
    private const DistributionFlags Fragments = DistributionFlags.Fragments;
    private static readonly byte[] s_send = Tuple(Int(22), Etf.Pid(HostileFrames.Peer), Etf.Pid(HostileFrames.Local));

    [Fact]
    public void Every_limit_has_a_test() => LimitCoverage.Check(typeof(WireLimits), typeof(WireLimitsTests));

    [Fact]
    public void MaxHandshakeMessageBytes()
    {
        using var reader = new FrameReader(2, new WireLimits { MaxHandshakeMessageBytes = 3 });
        Assert.Equal(3, Feed(reader, [0, 3, 1, 2, 3]));
        Assert.Equal(WireError.FrameTooLong, Assert.Throws<WireException>(() => Feed(reader, [0, 4])).Error);
    }

    [Fact]
    public void MaxFrameBytes()
    {
        using var reader = new FrameReader(2, new WireLimits { MaxHandshakeMessageBytes = 1, MaxFrameBytes = 3 });
        reader.SwitchToConnected();
        Assert.Equal(3, Feed(reader, [0, 0, 0, 3, 1, 2, 3]));
        Assert.Equal(WireError.FrameTooLong, Assert.Throws<WireException>(() => Feed(reader, [0, 0, 0, 4])).Error);
    }

    [Fact]
    public void MaxFragmentSeries()
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Fragments, new WireLimits { MaxFragmentSeries = 3 });
        for (ulong sequence = 1UL; sequence <= 3; sequence++)
        {
            reader.TryRead(First(sequence, 2, s_send, Nil), TimeSpan.Zero, out _);
        }

        CheckThrows(reader, First(4, 2, s_send, Nil), WireError.TooManyFragmentSeries);
        reader.TryRead(Next(2, 1), TimeSpan.Zero, out _);
        reader.TryRead(First(4, 2, s_send, Nil), TimeSpan.Zero, out _);
        Assert.Equal(3, reader.PendingFragmentSeries);
    }

    [Fact]
    public void MaxFragmentBytes_in_one_series_and_in_all()
    {
        var limits = new WireLimits { MaxFragmentBytes = 1000 };
        using SignalReader one = SignalKit.Reader(SignalKit.NoHeader | Fragments, limits);
        one.TryRead(First(1, 4, s_send, Nil), TimeSpan.Zero, out _);
        one.TryRead(Next(1, 3, new byte[999]), TimeSpan.Zero, out _);
        Assert.False(one.TryRead(Next(1, 2, new byte[100_000]), TimeSpan.Zero, out _));
        Assert.InRange(one.PendingFragmentBytes, 1000, 5000);
        Assert.True(one.TryRead(Next(1, 1, 1), TimeSpan.Zero, out IncomingSignal cut));
        Assert.Equal(101_001, cut.CutFrom);
        Assert.Equal(0, one.PendingFragmentBytes);

        using SignalReader all = SignalKit.Reader(SignalKit.NoHeader | Fragments, limits);
        all.TryRead(First(1, 9, s_send, new byte[600]), TimeSpan.Zero, out _);
        all.TryRead(First(2, 2, s_send, new byte[600]), TimeSpan.Zero, out _);
        all.TryRead(Next(1, 8, new byte[300]), TimeSpan.Zero, out _); // The other one is the one too many.
        Assert.True(all.TryRead(Next(2, 1, 1), TimeSpan.Zero, out IncomingSignal second));
        Assert.Equal(601, second.CutFrom);
    }

    [Fact]
    public void MaxFragmentIdle()
    {
        var limits = new WireLimits { MaxFragmentIdle = TimeSpan.FromSeconds(10) };
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Fragments, limits);
        reader.TryRead(First(1, 3, s_send, Nil), TimeSpan.FromSeconds(100), out _);
        reader.CheckFragments(TimeSpan.FromSeconds(110));
        reader.TryRead(Next(1, 2), TimeSpan.FromSeconds(110), out _);
        reader.CheckFragments(TimeSpan.FromSeconds(120));
        WireException thrown = Assert.Throws<WireException>(() => reader.CheckFragments(TimeSpan.FromSeconds(121)));
        Assert.Equal(WireError.FragmentTimeout, thrown.Error);
    }

    [Fact]
    public void FragmentBytes()
    {
        Signal send = new() { Kind = SignalKind.Send, From = SignalKit.Theirs, To = SignalKit.Ours };
        var writer = new SignalWriter(SignalKit.NoHeader | Fragments, new WireLimits { FragmentBytes = 7 });
        Assert.Single(SignalKit.Write(writer, send, new ErlBinary(new byte[2])));
        Assert.Equal(2, SignalKit.Write(writer, send, new ErlBinary(new byte[3])).Count);
    }

    private static int Feed(FrameReader reader, byte[] bytes)
    {
        bytes.CopyTo(reader.GetMemory().Span);
        reader.Advance(bytes.Length);
        return reader.TryRead(out ReadOnlySpan<byte> frame) ? frame.Length : -1;
    }

    private static void CheckThrows(SignalReader reader, byte[] frame, WireError error) =>
        Assert.Equal(error, Assert.Throws<WireException>(() => reader.TryRead(frame, TimeSpan.Zero, out _)).Error);
}
