using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>The pids of actors: how many there may be, and how long they live.</summary>
public sealed class LocalRefsTests
{
    private uint _pids;

    [Fact]
    public void One_path_is_one_pid_with_the_address_or_without()
    {
        LocalRefs refs = Make();
        LocalRef a = refs.GetOrAdd("akka.erl://sys@host:1/user/a#1");
        Assert.Same(a, refs.GetOrAdd("/user/a#1"));
        Assert.NotSame(a, refs.GetOrAdd("/user/a#2"));
        Assert.True(refs.TryGet(a.Pid, out LocalRef? found));
        Assert.Same(a, found);
        Assert.Equal(2, refs.Count);
    }

    [Fact]
    public void Only_actors_are_told_of_and_each_once()
    {
        LocalRefs refs = Make();
        var added = new List<string>();
        refs.Added += (_, entry) => added.Add(entry.Path);
        refs.GetOrAdd("/user/a#1");
        refs.GetOrAdd("/user/a#1");
        refs.GetOrAdd("/temp/x");
        Assert.Equal(["/user/a#1"], added);
    }

    [Fact]
    public void An_Ask_keeps_its_pid_for_its_lifetime_and_an_actor_until_it_is_released()
    {
        LocalRefs refs = Make(new LocalRefsOptions { TemporaryLifetime = TimeSpan.FromMinutes(1) });
        LocalRef ask = refs.GetOrAdd("/temp/x"), actor = refs.GetOrAdd("/user/a#1");
        refs.Expire(TimeSpan.FromMinutes(10));
        refs.Expire(TimeSpan.FromMinutes(10.9));
        Assert.True(refs.TryGet(ask.Pid, out _));
        refs.Expire(TimeSpan.FromMinutes(11.1));
        Assert.False(refs.TryGet(ask.Pid, out _));
        Assert.True(ask.IsReleased);
        refs.Expire(TimeSpan.FromDays(100));
        Assert.True(refs.TryGet(actor.Pid, out _));

        Assert.True(refs.Release(actor.Pid));
        Assert.False(refs.Release(actor.Pid));
        Assert.Equal(0, refs.Count);
        Assert.NotEqual(actor.Pid, refs.GetOrAdd("/user/a#1").Pid);
    }

    [Theory]
    [InlineData("/temp/x")]
    [InlineData("/user/x")]
    public void Beyond_the_limit_those_go_that_were_not_heard_of_for_the_longest_time(string path)
    {
        LocalRefs refs = Make(new LocalRefsOptions { MaxActors = 160, MaxTemporary = 160 });
        List<LocalRef> made = [.. Enumerable.Range(0, 160).Select(i => refs.GetOrAdd(path + i))];
        Assert.True(refs.TryGet(made[3].Pid, out _));
        Assert.Same(made[7], refs.GetOrAdd(path + 7));
        refs.GetOrAdd(path);
        Assert.Equal([0, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12], Enumerable.Range(0, 160).Where(i => made[i].IsReleased));
    }

    [Theory]
    [InlineData("/temp/x")]
    [InlineData("/user/x")]
    public void Beyond_the_limit_those_not_heard_of_go(string path)
    {
        LocalRefs refs = Make(new LocalRefsOptions { MaxActors = 160, MaxTemporary = 160 });
        LocalRef kept = refs.GetOrAdd(path);
        for (int i = 0; i < 2000; i++)
        {
            Assert.True(refs.TryGet(kept.Pid, out _));
            refs.GetOrAdd(path + i);
            Assert.InRange(refs.Count, 1, 161);
        }

        Assert.Same(kept, refs.GetOrAdd(path));
    }

    [Fact]
    public void Many_threads_get_one_pid_for_a_path()
    {
        LocalRefs refs = Make();
        Parallel.For(0, 1000, i => Assert.Same(refs.GetOrAdd($"/user/{i % 10}"), refs.GetOrAdd($"/user/{i % 10}")));
        Assert.Equal(10, refs.Count);
    }

    [Fact]
    public void The_reason_of_an_end_is_remembered_for_a_while()
    {
        LocalRefs refs = Make(new LocalRefsOptions { TemporaryLifetime = TimeSpan.FromMinutes(1) });
        refs.SetExitReason("akka.erl://sys@host:1/user/a#1", Atom.Kill);
        Assert.Equal(Atom.Kill, refs.ExitReasonOf("/user/a#1"));
        refs.Expire(TimeSpan.FromMinutes(1));
        Assert.Equal(Atom.Kill, refs.ExitReasonOf("/user/a#1"));
        refs.Expire(TimeSpan.FromMinutes(3));
        Assert.Null(refs.ExitReasonOf("/user/a#1"));
    }

    private LocalRefs Make(LocalRefsOptions? options = null) => new(
        new AkkaAddress("akka.erl", "sys", "host", 1), () => new Pid(new Atom("sys@host"), Interlocked.Increment(ref _pids), 0, 1), options);
}
