using ErlDist.Connections;

namespace ErlDist.Tests.Nodes;

/// <summary>How many connections may be in set-up where a process may open few files.</summary>
public sealed class FileLimitTests
{
    [Fact]
    public void Set_ups_take_a_quarter_of_the_files_at_most()
    {
        if (FileLimit.Read() is { } files)
        {
            Assert.Equal(Math.Max(1, files / 4), FileLimit.PendingConnections(int.MaxValue));
        }

        Assert.Equal(1, FileLimit.PendingConnections(1));
    }
}
