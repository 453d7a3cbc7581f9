using ErlDist.Services;

namespace ErlDist.Tests.Services;

/// <summary>Who is in which group, after what peers and processes of this node did.</summary>
public sealed class PgGroupsTests
{
    private static readonly Term s_group = Atom.Get("group");
    private readonly PgGroups _groups = new(maxPerPeer: 10);

    [Fact]
    public void A_process_leaves_as_often_as_it_joined()
    {
        Assert.True(_groups.JoinLocal(s_group, Ours(1)));
        Assert.False(_groups.JoinLocal(s_group, Ours(1)));
        Assert.Equal(2, _groups.Members(s_group).Count);
        Assert.True(_groups.LeaveLocal(s_group, Ours(1)));
        Assert.Single(_groups.LocalMembers(s_group));
        Assert.True(_groups.LeaveLocal(s_group, Ours(1)));
        Assert.False(_groups.LeaveLocal(s_group, Ours(1)));
        Assert.Empty(_groups.Groups);
    }

    [Fact]
    public void A_process_that_ends_leaves_all()
    {
        _groups.JoinLocal(s_group, Ours(1));
        _groups.JoinLocal(s_group, Ours(1));
        _groups.JoinLocal("other", Ours(1));
        Assert.Equal(new Term[] { s_group, s_group, "other" }, _groups.RemoveLocal(Ours(1)));
        Assert.Empty(_groups.Groups);
        Assert.Empty(_groups.RemoveLocal(Ours(1)));
    }

    [Fact]
    public void A_peer_is_believed_about_itself_alone()
    {
        _groups.AddPeer(Theirs(0));
        PgChange change = Assert.Single(_groups.Join(Theirs(0), s_group, [Theirs(1), Ours(1)]));
        Assert.Equal([Theirs(1)], change.Processes);
        Assert.Empty(_groups.Join(Ours(5), s_group, [Ours(1)])); // A scope that is not known.
        _groups.JoinLocal(s_group, Ours(2));
        Assert.Empty(_groups.Leave(Theirs(0), [Ours(2)], [s_group]));
        Assert.Equal(2, _groups.Members(s_group).Count);
    }

    [Fact]
    public void A_sync_tells_what_changed_and_nothing_else()
    {
        _groups.AddPeer(Theirs(0));
        _groups.Join(Theirs(0), s_group, [Theirs(1), Theirs(2)]);
        IReadOnlyList<PgChange> changes = _groups.Sync(Theirs(0), [(s_group, [Theirs(2), Theirs(3)])]);
        Assert.Collection(changes,
            left => Assert.Equal((false, Theirs(1)), (left.Joined, Assert.Single(left.Processes))),
            joined => Assert.Equal((true, Theirs(3)), (joined.Joined, Assert.Single(joined.Processes))));
        Assert.Empty(_groups.Sync(Theirs(0), [(s_group, [Theirs(2), Theirs(3)])]));
        Assert.Equal(2, Assert.Single(_groups.RemovePeer(Theirs(0))).Processes.Count);
        Assert.Empty(_groups.Groups);
    }

    [Fact]
    public void Many_processes_do_not_leave_many_groups_at_once()
    {
        var groups = new PgGroups(maxPerPeer: 1000);
        Pid scope = new(Atom.Get("a@h"), 1, 0, 1);
        groups.AddPeer(scope);
        Pid[] pids = [.. Enumerable.Range(2, 200).Select(i => new Pid(Atom.Get("a@h"), (uint)i, 0, 1))];
        groups.Join(scope, 1, pids);
        Assert.Empty(groups.Leave(scope, pids, [.. Enumerable.Range(0, 200).Select(i => (Term)i)]));
        Assert.Equal(200, groups.Members(1).Count);
        Assert.Single(groups.Leave(scope, pids, [1]));
        Assert.Empty(groups.Join(scope, Term.Tuple(new byte[1100]), pids)); // No name is so long.
        Assert.Single(groups.Join(scope, Term.Tuple(new byte[900]), pids));
        Assert.Single(groups.Leave(scope, pids, [Term.Tuple(new byte[900])]));
        Assert.Empty(groups.Members(1));
    }

    [Fact]
    public void What_one_peer_has_is_bounded()
    {
        _groups.AddPeer(Theirs(0));
        Assert.Equal(10, Assert.Single(_groups.Join(Theirs(0), s_group, [.. Enumerable.Range(1, 50).Select(i => Theirs((uint)i))])).Processes.Count);
        Assert.Empty(_groups.Join(Theirs(0), "more", [Theirs(1)]));
        _groups.Leave(Theirs(0), [Theirs(1)], [s_group]);
        Assert.Single(_groups.Join(Theirs(0), "more", [Theirs(1)]));
    }

    private static Pid Ours(uint id) => new(Atom.Get("ours@localhost"), id, 0, 1);

    private static Pid Theirs(uint id) => new(Atom.Get("theirs@localhost"), id, 0, 1);
}
