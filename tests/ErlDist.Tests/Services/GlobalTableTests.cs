using ErlDist.Services;

namespace ErlDist.Tests.Services;

/// <summary>Names and locks of <c>global</c>, and what is left of them when a process ends: nothing.</summary>
public sealed class GlobalTableTests
{
    private static readonly Term s_method = Atom.Get("method");
    private readonly GlobalTable _table = new();

    [Fact]
    public void A_name_is_one_process_and_goes_with_it()
    {
        _table.Register("a", Pid(1), s_method);
        _table.Register("b", Pid(1), s_method);
        _table.Register("a", Pid(2), s_method);
        Assert.True(_table.TryFind("a", out Pid? process));
        Assert.Equal(Pid(2), process);
        _table.RemoveProcess(Pid(1));
        Assert.False(_table.TryFind("b", out _));
        Assert.Equal(1, _table.CountOf(Pid(2).Node));
        Assert.True(_table.Unregister("a"));
        Assert.False(_table.Unregister("a"));
        Assert.Equal(0, _table.CountOf(Pid(2).Node));
    }

    [Fact]
    public void A_lock_is_one_requesters_and_held_by_many()
    {
        Assert.True(_table.SetLock("r", "me", Pid(1)));
        Assert.True(_table.SetLock("r", "me", Pid(1)));
        Assert.True(_table.SetLock("r", "me", Pid(2)));
        Assert.False(_table.SetLock("r", "you", Pid(3)));
        _table.DeleteLock("r", "you", Pid(1));
        _table.DeleteLock("r", "me", Pid(1));
        Assert.False(_table.SetLock("r", "you", Pid(3)));
        _table.RemoveProcess(Pid(2));
        Assert.True(_table.SetLock("r", "you", Pid(3)));
        Assert.Equal(1, _table.CountOf(Pid(3).Node));
    }

    [Fact]
    public void Many_names_go_in_linear_time()
    {
        for (uint i = 0; i < 200_000; i++)
        {
            _table.Register(i, Pid(i % 30_000), s_method);
            _table.SetLock("lock", "me", Pid(i % 30_000));
        }

        for (uint i = 0; i < 30_000; i++)
        {
            _table.RemoveProcess(Pid(i));
        }

        Assert.Empty(_table.Names);
        Assert.Equal(0, _table.CountOf(Pid(1).Node));
    }

    private static Pid Pid(uint id) => new(Atom.Get("a@b"), id, 0, 1);
}
