using ErlDist.Connections;

namespace ErlDist.Tests.Nodes;

/// <summary>The steps between this node and one peer, without a network and without a clock.</summary>
public sealed class PeerStateTableTests
{
    private static readonly PeerState[] s_states =
        [.. Enum.GetValues<PeerLink>().SelectMany(link => Enum.GetValues<PeerDial>().Select(dial => new PeerState(link, dial)))];

    [Theory]
    [InlineData("Wanted DialUp", "Up None")]
    [InlineData("Wanted DialFailed", "None None")]
    [InlineData("Proved ArrivalUp Down", "None None")]
    [InlineData("Proved ArrivalFailed", "None None")]
    [InlineData("Wanted Proved DialUp!", "Entering Dialling")] // Who was told that it is in is in, though ours came first.
    [InlineData("Wanted Proved ArrivalUp", "Up None")] // And ours is over.
    [InlineData("Wanted DialUp Proved!", "Up None")]
    [InlineData("Wanted DialYields DialYields!", "None Yielded")]
    [InlineData("Wanted DialYields Proved ArrivalFailed DialFailed", "None None")]
    [InlineData("Proved Proved!", "Entering None")] // One at a time.
    [InlineData("Proved ArrivalFailed Proved ArrivalUp", "Up None")]
    [InlineData("Wanted Wanted!", "None Dialling")] // All who wait share one dial.
    [InlineData("Proved ArrivalUp Wanted Down DialUp", "Up None")] // Asked for while the old one goes down.
    [InlineData("ArrivalUp! Down! DialFailed! ArrivalFailed!", "None None")]
    public void Steps_lead_to(string steps, string end)
    {
        PeerState state = default;
        foreach (string step in steps.Split(' '))
        {
            PeerState? next = PeerStateTable.Next(state, Enum.Parse<PeerEvent>(step.TrimEnd('!')));
            Assert.True(next is null == step.EndsWith('!'), $"{step} in {state}");
            state = next ?? state;
        }

        Assert.Equal(end, $"{state.Link} {state.Dial}");
    }

    [Fact]
    public void Nothing_brings_a_second_connection_up_and_only_its_end_ends_one() => Assert.All(
        s_states.Where(state => state.Link == PeerLink.Up),
        state => Assert.All(
            Enum.GetValues<PeerEvent>(),
            happened =>
            {
                PeerState? next = PeerStateTable.Next(state, happened);
                Assert.True(happened is not (PeerEvent.DialUp or PeerEvent.ArrivalUp or PeerEvent.Proved) || next is null);
                Assert.True(next?.Link != PeerLink.None || happened == PeerEvent.Down);
            }));

    [Fact]
    public void Every_state_is_reached_and_left_for_a_peer_of_whom_nothing_is_known()
    {
        Assert.Equal(s_states.Length, ReachedFrom(default).Count);
        Assert.All(s_states, state => Assert.Contains(default, ReachedFrom(state)));
    }

    [Theory]
    [InlineData("None None", true, "Accept")]
    [InlineData("Entering None", true, "Accept")]
    [InlineData("None Dialling", true, "Refuse")]
    [InlineData("None Dialling", false, "AcceptSimultaneous")]
    [InlineData("Entering Dialling", true, "Refuse")]
    [InlineData("None Yielded", true, "Accept")]
    [InlineData("Up None", true, "AskAlive")]
    [InlineData("Up Dialling", true, "AskAlive")]
    public void Who_arrives_is_told(string state, bool oursGoesFirst, string answer)
    {
        string[] parts = state.Split(' ');
        Assert.Equal(
            Enum.Parse<ArrivalAnswer>(answer),
            PeerStateTable.Answer(new PeerState(Enum.Parse<PeerLink>(parts[0]), Enum.Parse<PeerDial>(parts[1])), oursGoesFirst));
    }

    private static HashSet<PeerState> ReachedFrom(PeerState start)
    {
        HashSet<PeerState> reached = [start];
        var open = new Queue<PeerState>(reached);
        while (open.TryDequeue(out PeerState state))
        {
            foreach (PeerEvent happened in Enum.GetValues<PeerEvent>())
            {
                if (PeerStateTable.Next(state, happened) is { } next && reached.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached;
    }
}
