using ErlDist.Connections;
using ErlDist.Terms;
using Microsoft.Extensions.Time.Testing;

namespace ErlDist.Tests.Nodes;

/// <summary>Who stays when two nodes dial each other, and what those leave behind who do not come through.</summary>
public sealed class PeerTableTests
{
    private const int Rounds = 1000;
    private static readonly Atom s_self = Atom.Get("middle@localhost");
    private static readonly Atom s_lesser = Atom.Get("a@localhost");
    private static readonly Atom s_greater = Atom.Get("z@localhost");
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<Connection> _dial = new();
    private readonly PeerTable _peers;

    public PeerTableTests() => _peers = new PeerTable(
        new NodeIdentity(s_self, "localhost", 1), (_, _, cancel) => _dial.Task.WaitAsync(cancel), TimeSpan.FromSeconds(7), _time, remembers: false);

    [Fact]
    public void Our_own_name_is_refused() => Assert.Equal(ArrivalAnswer.Refuse, _peers.OnArrival(s_self, out _));

    [Fact]
    public void Whoever_arrives_and_fails_leaves_nothing_behind()
    {
        Assert.Equal(ArrivalAnswer.Accept, _peers.OnArrival(s_lesser, out Arrival? one));
        Assert.Equal(ArrivalAnswer.Accept, _peers.OnArrival(s_lesser, out Arrival? other));
        Assert.Equal(1, _peers.Count);
        _peers.OnArrivalFailed(one!);
        _peers.OnArrivalFailed(other!);
        Assert.Equal(0, _peers.Count);
    }

    [Fact]
    public void While_we_dial_the_lesser_name_is_refused_and_the_greater_goes_first()
    {
        _ = _peers.GetAsync(s_lesser, CancellationToken.None);
        _ = _peers.GetAsync(s_greater, CancellationToken.None);
        Assert.Equal(ArrivalAnswer.Refuse, _peers.OnArrival(s_lesser, out _));
        Assert.Equal(ArrivalAnswer.AcceptSimultaneous, _peers.OnArrival(s_greater, out _));
    }

    [Fact]
    public async Task One_arrival_at_a_time_is_let_in()
    {
        Arrival one = Arrive(s_lesser);
        Arrival other = Arrive(s_lesser);
        Assert.True(await _peers.TryLetInAsync(one));
        Assert.False(await _peers.TryLetInAsync(other));
        Assert.Equal((ArrivalState.LetIn, ArrivalState.Named), (one.State, other.State));
        _peers.OnArrivalFailed(one);
        Assert.True(await _peers.TryLetInAsync(other));
        Assert.Equal((ArrivalState.Ended, ArrivalState.LetIn), (one.State, other.State));
    }

    [Fact]
    public async Task A_lesser_name_that_came_before_we_dialled_is_let_in_when_our_dial_fails()
    {
        Arrival theirs = Arrive(s_lesser);
        Task<Connection> ours = _peers.GetAsync(s_lesser, CancellationToken.None);
        ValueTask<bool> arrival = _peers.TryLetInAsync(theirs);
        Assert.False(arrival.IsCompleted);
        _dial.SetException(new NodeConnectionException(s_lesser, ConnectFailure.Carrier, "refused"));
        Assert.True(await arrival.AsTask().WaitAsync(NodePair.Bound));

        // Who waits for our dial waits for the arrival now, as long as a set-up may take.
        Assert.False(ours.IsCompleted);
        _peers.OnArrivalFailed(theirs);
        for (int i = 0; i < Rounds && !ours.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await Task.WhenAny(ours, Task.Delay(TimeSpan.FromMilliseconds(50))); // Nothing tells when it begins to measure its time.
        }

        await Assert.ThrowsAsync<NodeConnectionException>(() => ours);
        Assert.Equal(0, _peers.Count);
    }

    [Fact]
    public async Task It_is_let_in_after_half_the_time_when_our_dial_goes_nowhere()
    {
        Arrival theirs = Arrive(s_lesser);
        _ = _peers.GetAsync(s_lesser, CancellationToken.None);
        ValueTask<bool> arrival = _peers.TryLetInAsync(theirs);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(arrival.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await arrival.AsTask().WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task A_greater_name_is_let_in_at_once()
    {
        Arrival theirs = Arrive(s_greater);
        _ = _peers.GetAsync(s_greater, CancellationToken.None);
        Assert.True(await _peers.TryLetInAsync(theirs).AsTask().WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task A_stopped_table_lets_nobody_in_and_those_who_wait_learn_it()
    {
        Task<Connection> waiting = _peers.GetAsync(s_greater, CancellationToken.None);
        Arrival theirs = Arrive(s_lesser);
        Assert.Empty(_peers.Close());
        Assert.Equal(ConnectFailure.Stopped, (await Assert.ThrowsAsync<NodeConnectionException>(() => waiting)).Reason);
        Assert.Equal(ArrivalAnswer.Refuse, _peers.OnArrival(s_greater, out _));
        Assert.False(await _peers.TryLetInAsync(theirs));
        await Assert.ThrowsAsync<NodeConnectionException>(() => _peers.GetAsync(s_lesser, CancellationToken.None));
    }

    [Fact]
    public async Task Another_spelling_of_the_host_of_this_node_is_refused()
    {
        var other = Atom.Get("middle@LOCALHOST");
        Assert.Equal(ArrivalAnswer.OtherSpelling, _peers.OnArrival(other, out _));
        NodeConnectionException failure = await Assert.ThrowsAsync<NodeConnectionException>(() => _peers.GetAsync(other, CancellationToken.None));
        Assert.Equal((ConnectFailure.OtherSpelling, s_self.Name), (failure.Reason, failure.OtherName));
        Assert.Equal(0, _peers.Count);
    }

    [Fact]
    public async Task An_arrival_that_has_proved_nothing_does_not_delay_the_failure_of_our_dial()
    {
        _peers.OnArrival(s_greater, out _);
        Task<Connection> ours = _peers.GetAsync(s_greater, CancellationToken.None);
        _dial.SetException(new NodeConnectionException(s_greater, ConnectFailure.Carrier, "refused"));
        await Assert.ThrowsAsync<NodeConnectionException>(() => ours.WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task Messages_dial_a_handful_at_once_and_what_code_asks_for_does_not_wait_for_them()
    {
        const int Handful = 16;
        var dialled = new System.Collections.Concurrent.ConcurrentQueue<Atom>();
        var more = new SemaphoreSlim(0);
        var peers = new PeerTable(
            new NodeIdentity(s_self, "localhost", 1),
            async (name, _, cancel) =>
            {
                dialled.Enqueue(name);
                more.Release();
                return await _dial.Task.WaitAsync(cancel);
            },
            TimeSpan.FromSeconds(7), _time, remembers: false);
        Task<Connection>[] caused = [.. Enumerable.Range(0, 2 * Handful).Select(i => peers.GetAsync(Atom.Get($"x@h{i}"), CancellationToken.None, DialCause.Message))];
        for (int i = 0; i < Handful; i++)
        {
            Assert.True(await more.WaitAsync(NodePair.Bound));
        }

        Task<Connection> asked = peers.GetAsync(s_greater, CancellationToken.None);
        Assert.True(await more.WaitAsync(NodePair.Bound));
        Assert.Equal(Handful + 1, dialled.Count);
        Assert.Equal(s_greater, dialled.Last());

        // Those in the lanes go on; the others have waited as long as a step of a set-up may take.
        for (int i = 0; i < Rounds && caused.Count(task => task.IsFaulted) < Handful; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await Task.Delay(TimeSpan.FromMilliseconds(10)); // Nothing tells when the last of them begins to measure its time.
        }

        Assert.True(caused.Count(task => task.IsFaulted) >= Handful);

        Assert.All(caused.Where(task => task.IsFaulted), task =>
            Assert.Equal(ConnectFailure.Timeout, Assert.IsType<NodeConnectionException>(task.Exception!.InnerException).Reason));
        Assert.False(asked.IsCompleted);
        peers.Close();
    }

    [Fact]
    public async Task What_took_long_to_fail_is_not_dialled_again_for_a_message_for_some_seconds()
    {
        int dials = 0;
        var peers = new PeerTable(
            new NodeIdentity(s_self, "localhost", 1),
            (name, _, _) =>
            {
                dials++;
                _time.Advance(TimeSpan.FromSeconds(dials == 1 ? 0 : 2));
                throw new NodeConnectionException(name, ConnectFailure.Timeout, $"dial {dials}");
            },
            TimeSpan.FromSeconds(7), _time, remembers: false);

        Assert.Equal("dial 1", await FailureAsync(DialCause.Message));
        Assert.Equal("dial 2", await FailureAsync(DialCause.Message)); // The first took no time.
        Assert.Equal("dial 2", await FailureAsync(DialCause.Message));
        Assert.Equal("dial 3", await FailureAsync(DialCause.Asked));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("dial 4", await FailureAsync(DialCause.Message));

        async Task<string> FailureAsync(DialCause cause) =>
            (await Assert.ThrowsAsync<NodeConnectionException>(() => peers.GetAsync(s_lesser, CancellationToken.None, cause).WaitAsync(NodePair.Bound))).Message;
    }

    [Fact]
    public async Task A_carrier_that_gives_up_by_itself_fails_the_dial()
    {
        Task<Connection> ours = _peers.GetAsync(s_greater, CancellationToken.None);
        _dial.SetCanceled();
        Assert.Equal(ConnectFailure.Carrier, (await Assert.ThrowsAsync<NodeConnectionException>(() => ours.WaitAsync(NodePair.Bound))).Reason);
    }

    private Arrival Arrive(Atom name)
    {
        _peers.OnArrival(name, out Arrival? arrival);
        return arrival ?? throw new InvalidOperationException($"{name} was refused.");
    }
}
