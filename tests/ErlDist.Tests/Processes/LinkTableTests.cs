using ErlDist.Processes;

namespace ErlDist.Tests.Processes;

/// <summary>The link protocol's crossings (erl_dist_protocol, "Link Protocol"): what one end sees, step by step.</summary>
public sealed class LinkTableTests
{
    private static readonly Pid s_other = new(Atom.Get("other@localhost"), 1, 0, 7);
    private static readonly Pid s_third = new(Atom.Get("third@localhost"), 1, 0, 7);
    private readonly LinkTable _links = new();

    [Fact]
    public void A_link_is_told_once_and_a_repeated_LINK_changes_nothing()
    {
        Assert.True(_links.Link(s_other));
        Assert.False(_links.Link(s_other));
        _links.OnLink(s_other);
        _links.OnLink(s_other);
        Assert.Equal(1, _links.Count);
        Assert.True(_links.OnExit(s_other));
        Assert.False(_links.OnExit(s_other));
    }

    [Fact]
    public void An_EXIT_without_a_link_concerns_nobody() => Assert.False(_links.OnExit(s_other));

    [Fact]
    public void Unlinking_what_is_not_linked_sends_nothing() => Assert.Equal(0UL, _links.Unlink(s_other, acknowledged: true));

    [Fact]
    public void A_LINK_and_an_EXIT_that_cross_our_UNLINK_ID_are_about_the_old_link()
    {
        _links.Link(s_other);
        ulong id = _links.Unlink(s_other, acknowledged: true);
        Assert.NotEqual(0UL, id);
        Assert.Equal(0UL, _links.Unlink(s_other, acknowledged: true));
        _links.OnLink(s_other);
        Assert.False(_links.OnExit(s_other));
        _links.OnUnlinkAck(s_other, id);
        Assert.Equal(0, _links.Count);
        _links.OnLink(s_other);
        Assert.True(_links.OnExit(s_other));
    }

    [Fact]
    public void A_link_made_again_before_the_ACK_outlives_it()
    {
        _links.Link(s_other);
        ulong first = _links.Unlink(s_other, acknowledged: true);
        Assert.True(_links.Link(s_other));
        _links.OnUnlinkAck(s_other, first);
        Assert.True(_links.OnExit(s_other));
    }

    [Fact]
    public void An_ACK_of_an_older_unlink_does_not_end_the_wait_for_the_newer()
    {
        _links.Link(s_other);
        ulong first = _links.Unlink(s_other, acknowledged: true);
        _links.Link(s_other);
        ulong second = _links.Unlink(s_other, acknowledged: true);
        Assert.NotEqual(first, second);
        _links.OnUnlinkAck(s_other, first);
        _links.OnLink(s_other);
        Assert.False(_links.OnExit(s_other));
        _links.OnUnlinkAck(s_other, second);
        Assert.Equal(0, _links.Count);
    }

    [Fact]
    public void Unlinks_of_both_ends_that_cross_leave_no_link()
    {
        _links.Link(s_other);
        ulong id = _links.Unlink(s_other, acknowledged: true);
        _links.OnUnlink(s_other);
        Assert.Equal(1, _links.Count);
        Assert.False(_links.OnExit(s_other));
        _links.OnUnlinkAck(s_other, id);
        Assert.Equal(0, _links.Count);
    }

    [Fact]
    public void An_ACK_that_nobody_waits_for_ends_no_link()
    {
        _links.Link(s_other);
        _links.OnUnlinkAck(s_other, 0);
        _links.OnUnlinkAck(s_other, 5);
        Assert.True(_links.OnExit(s_other));
    }

    [Fact]
    public void Towards_peers_without_UNLINK_ID_the_link_is_gone_at_once()
    {
        _links.Link(s_other);
        Assert.NotEqual(0UL, _links.Unlink(s_other, acknowledged: false));
        Assert.Equal(0, _links.Count);
        _links.OnLink(s_other);
        Assert.True(_links.OnExit(s_other));
    }

    [Fact]
    public void A_lost_node_takes_its_links_and_its_unfinished_unlinks_along()
    {
        Pid unlinking = new(s_other.Node, 2, 0, 7);
        _links.Link(s_other);
        _links.Link(unlinking);
        _links.Link(s_third);
        _links.Unlink(unlinking, acknowledged: true);
        Assert.Equal([s_other], _links.TakeNode(s_other.Node));
        Assert.Equal([s_third], _links.TakeAll());
        Assert.Equal(0, _links.Count);
    }
}
