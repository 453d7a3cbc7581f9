using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Tests.Nodes;

public sealed class SupervisorTests
{
    private static readonly string[] s_ids = ["a", "b", "c"];

    [Theory]
    [InlineData(RestartStrategy.OneForOne, "b")]
    [InlineData(RestartStrategy.RestForOne, "bc")]
    [InlineData(RestartStrategy.OneForAll, "abc")]
    public async Task The_strategy_says_who_begins_anew(RestartStrategy strategy, string anew)
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using var supervisor = new Supervisor(nodes.One, new() { Strategy = strategy }, Child("a"), Child("b"), Child("c"));
        Dictionary<string, Pid> before = Pids(supervisor);
        supervisor["b"]!.End(Atom.Get("boom"));
        await Eventually.HoldsAsync(() => Pids(supervisor).Count == 3 && !Pids(supervisor)["b"].Equals(before["b"]), "the supervisor has done its part");
        Assert.Equal(anew, string.Concat(Pids(supervisor).Where(p => !p.Value.Equals(before[p.Key])).Select(p => p.Key)));
    }

    [Fact]
    public async Task Transient_and_temporary_children_may_end()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using var supervisor = new Supervisor(
            nodes.One, new() { Intensity = 10 }, Child("permanent"), Child("transient", ChildRestart.Transient), Child("temporary", ChildRestart.Temporary));
        Pid permanent = supervisor["permanent"]!.Pid, transient = supervisor["transient"]!.Pid;
        supervisor["transient"]!.End(Atom.Get("boom"));
        await Eventually.HoldsAsync(() => supervisor["transient"] is { } again && !again.Pid.Equals(transient), "the supervisor has done its part");
        supervisor["transient"]!.End(Atom.Normal);
        supervisor["temporary"]!.End(Atom.Get("boom"));
        supervisor["permanent"]!.End(Atom.Normal);
        await Eventually.HoldsAsync(() => supervisor["permanent"] is { } again && !again.Pid.Equals(permanent), "the supervisor has done its part");
        Assert.Null(supervisor["transient"]);
        Assert.Null(supervisor["temporary"]);
    }

    [Fact]
    public async Task Too_many_restarts_end_all_and_a_supervisor_above_sees_it()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        var inner = new List<Supervisor>();
        await using var outer = new Supervisor(nodes.One, new(), new ChildSpec("inner", node =>
        {
            inner.Add(new Supervisor(node, new() { Intensity = 1, Period = TimeSpan.FromMinutes(1) }, Child("a")));
            return inner[^1];
        }));
        Supervisor first = inner[0];
        Pid pid = first["a"]!.Pid;
        first["a"]!.End(Atom.Get("boom"));
        await Eventually.HoldsAsync(() => first["a"] is { } again && !again.Pid.Equals(pid), "the supervisor has done its part");
        first["a"]!.End(Atom.Get("boom"));
        await Eventually.HoldsAsync(() => inner.Count == 2, "the supervisor has done its part");
        Assert.True(first.HasEnded);
        Assert.NotNull(inner[1]["a"]);
        LocalProcess last = inner[1]["a"]!;
        await outer.DisposeAsync();
        await Eventually.HoldsAsync(() => last.HasEnded && inner[1].HasEnded, "the supervisor has done its part");
    }

    private static ChildSpec Child(string id, ChildRestart restart = ChildRestart.Permanent) => new(id, node => node.CreateMailbox(id), restart);

    private static Dictionary<string, Pid> Pids(Supervisor supervisor) =>
        s_ids.Select(id => (id, supervisor[id]?.Pid)).Where(p => p.Pid is not null).ToDictionary(p => p.id, p => p.Pid!);
}
