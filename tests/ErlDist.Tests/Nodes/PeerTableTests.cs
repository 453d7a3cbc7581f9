using ErlDist.Connections;
using ErlDist.Nodes;
using ErlDist.Terms;
using Microsoft.Extensions.Time.Testing;

namespace ErlDist.Tests.Nodes;

/// <summary>Who stays when two nodes dial each other, and what those leave behind who do not come through.</summary>
public sealed class PeerTableTests
{
    private static readonly Atom s_self = Atom.Get("middle@localhost");
    private static readonly Atom s_lesser = Atom.Get("a@localhost");
    private static readonly Atom s_greater = Atom.Get("z@localhost");
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<Connection> _dial = new();
    private readonly PeerTable _peers;

    public PeerTableTests() => _peers = new PeerTable(
        s_self, (_, _, cancel) => _dial.Task.WaitAsync(cancel), TimeSpan.FromSeconds(7), _time, remembers: false);

    [Fact]
    public void Our_own_name_is_refused() => Assert.Equal(Arrival.Refuse, _peers.OnArrival(s_self));

    [Fact]
    public void Whoever_arrives_and_fails_leaves_nothing_behind()
    {
        Assert.Equal(Arrival.Accept, _peers.OnArrival(s_lesser));
        Assert.Equal(Arrival.Accept, _peers.OnArrival(s_lesser));
        Assert.Equal(1, _peers.Count);
        _peers.OnArrivalFailed(s_lesser, wasConfirmed: false);
        _peers.OnArrivalFailed(s_lesser, wasConfirmed: false);
        Assert.Equal(0, _peers.Count);
    }

    [Fact]
    public void While_we_dial_the_lesser_name_is_refused_and_the_greater_goes_first()
    {
        _ = _peers.GetAsync(s_lesser, CancellationToken.None);
        _ = _peers.GetAsync(s_greater, CancellationToken.None);
        Assert.Equal(Arrival.Refuse, _peers.OnArrival(s_lesser));
        Assert.Equal(Arrival.AcceptSimultaneous, _peers.OnArrival(s_greater));
    }

    [Fact]
    public async Task One_arrival_at_a_time_is_let_in()
    {
        _peers.OnArrival(s_lesser);
        _peers.OnArrival(s_lesser);
        Assert.True(await _peers.TryConfirmAsync(s_lesser));
        Assert.False(await _peers.TryConfirmAsync(s_lesser));
        _peers.OnArrivalFailed(s_lesser, wasConfirmed: true);
        Assert.True(await _peers.TryConfirmAsync(s_lesser));
    }

    [Fact]
    public async Task A_lesser_name_that_came_before_we_dialled_is_let_in_when_our_dial_fails()
    {
        Assert.Equal(Arrival.Accept, _peers.OnArrival(s_lesser));
        Task<Connection> ours = _peers.GetAsync(s_lesser, CancellationToken.None);
        ValueTask<bool> arrival = _peers.TryConfirmAsync(s_lesser);
        Assert.False(arrival.IsCompleted);
        _dial.SetException(new NodeConnectionException(s_lesser, ConnectFailure.Carrier, "refused"));
        Assert.True(await arrival.AsTask().WaitAsync(NodePair.Bound));

        // Who waits for our dial waits for the arrival now, as long as a set-up may take.
        Assert.False(ours.IsCompleted);
        _peers.OnArrivalFailed(s_lesser, wasConfirmed: true);
        while (!ours.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await Task.WhenAny(ours, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }

        await Assert.ThrowsAsync<NodeConnectionException>(() => ours);
        Assert.Equal(0, _peers.Count);
    }

    [Fact]
    public async Task It_is_let_in_after_half_the_time_when_our_dial_goes_nowhere()
    {
        _peers.OnArrival(s_lesser);
        _ = _peers.GetAsync(s_lesser, CancellationToken.None);
        ValueTask<bool> arrival = _peers.TryConfirmAsync(s_lesser);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(arrival.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await arrival.AsTask().WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task A_greater_name_is_let_in_at_once()
    {
        _peers.OnArrival(s_greater);
        _ = _peers.GetAsync(s_greater, CancellationToken.None);
        Assert.True(await _peers.TryConfirmAsync(s_greater).AsTask().WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task A_stopped_table_lets_nobody_in_and_those_who_wait_learn_it()
    {
        Task<Connection> waiting = _peers.GetAsync(s_greater, CancellationToken.None);
        _peers.OnArrival(s_lesser);
        Assert.Empty(_peers.Close());
        Assert.Equal(ConnectFailure.Stopped, (await Assert.ThrowsAsync<NodeConnectionException>(() => waiting)).Reason);
        Assert.Equal(Arrival.Refuse, _peers.OnArrival(s_greater));
        Assert.False(await _peers.TryConfirmAsync(s_lesser));
        await Assert.ThrowsAsync<NodeConnectionException>(() => _peers.GetAsync(s_lesser, CancellationToken.None));
    }
}
