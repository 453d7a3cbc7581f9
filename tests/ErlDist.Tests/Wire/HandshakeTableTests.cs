using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

public class HandshakeTableTests
{
    private static readonly HandshakeState[] s_states = Enum.GetValues<HandshakeState>();
    private static readonly HandshakeEvent[] s_events = Enum.GetValues<HandshakeEvent>();

    [Fact]
    public void Every_state_is_reached_from_the_start()
    {
        HashSet<HandshakeState> reached = [HandshakeState.Start];
        while (Steps().Any(step => reached.Contains(step.From) && reached.Add(step.To)))
        {
        }

        Assert.Equal(s_states, reached.Order());
    }

    [Fact]
    public void Every_event_happens_somewhere_and_every_status_that_an_end_never_gets_nowhere()
    {
        var used = Steps().Select(step => step.Event).ToHashSet();
        Assert.Equal(s_events, used.Order());
    }

    [Fact]
    public void A_connected_handshake_is_over() => Assert.DoesNotContain(Steps(), step => step.From == HandshakeState.Connected);

    [Fact]
    public void A_failed_handshake_stays_failed() =>
        Assert.All(Steps().Where(step => step.From == HandshakeState.Failed), step => Assert.Equal(HandshakeState.Failed, step.To));

    [Fact]
    public void All_that_waits_can_fail() =>
        Assert.All(
            s_states.Where(state => state != HandshakeState.Connected),
            state => Assert.Equal(HandshakeState.Failed, HandshakeTable.Next(state, HandshakeEvent.Fail)));

    [Fact]
    public void The_cookie_is_proved_before_either_end_is_connected()
    {
        Assert.Equal(
            [(HandshakeState.AwaitAck, HandshakeEvent.Ack), (HandshakeState.SendAck, HandshakeEvent.AckSent)],
            Steps().Where(step => step.To == HandshakeState.Connected).Select(step => (step.From, step.Event)));
        Assert.Equal(
            [(HandshakeState.AwaitReply, HandshakeEvent.Reply)],
            Steps().Where(step => step.To == HandshakeState.SendAck).Select(step => (step.From, step.Event)));
    }

    private static IEnumerable<(HandshakeState From, HandshakeEvent Event, HandshakeState To)> Steps() =>
        from state in s_states
        from happened in s_events
        let next = HandshakeTable.Next(state, happened)
        where next is not null
        select (state, happened, next.Value);
}
