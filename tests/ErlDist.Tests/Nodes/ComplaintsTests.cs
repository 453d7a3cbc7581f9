using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ErlDist.Tests.Nodes;

/// <summary>What the operator sees of what a peer repeats.</summary>
public sealed class ComplaintsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _loud = [];
    private readonly Complaints _complaints;
    private int _quiet;

    public ComplaintsTests() => _complaints = new Complaints(_time);

    [Fact]
    public void The_same_is_told_at_once_and_then_once_a_minute_with_its_count()
    {
        Times(3000, "peer");
        Assert.Equal(["peer"], _loud);
        Assert.Equal(2999, _quiet);

        _time.Advance(TimeSpan.FromSeconds(59));
        Times(1, "peer");
        Assert.Single(_loud);
        _time.Advance(TimeSpan.FromSeconds(1));
        Times(1, "peer");
        Assert.Equal("peer (3000 more of the kind since the last such line)", _loud[1]);

        _time.Advance(TimeSpan.FromMinutes(1));
        Times(1, "peer");
        Assert.Equal("peer", _loud[2]);
    }

    [Fact]
    public void Each_peer_has_its_own_line_and_a_crowd_shares_one()
    {
        for (int i = 0; i < 1000; i++)
        {
            Times(1, $"peer{i}");
        }

        Assert.Equal(257, _loud.Count);
    }

    [Fact]
    public void A_count_is_told_also_when_nothing_comes_after_it()
    {
        Times(5, "peer");
        _complaints.Flush();
        Assert.Single(_loud);
        _time.Advance(TimeSpan.FromMinutes(1));
        _complaints.Flush();
        Assert.Equal("peer (3 more of the kind since the last such line)", _loud[1]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _complaints.Flush();
        Assert.Equal(2, _loud.Count);
        Times(1, "peer");
        Assert.Equal("peer", _loud[2]);
    }

    private void Times(int count, string subject)
    {
        for (int i = 0; i < count; i++)
        {
            _complaints.Tell("kind", subject, LogLevel.Warning, (level, more) =>
            {
                if (level == LogLevel.Debug)
                {
                    _quiet++;
                }
                else
                {
                    _loud.Add(subject + more);
                }
            });
        }
    }
}
