using Xunit;

namespace ErlDist.Testing.Structure;

/// <summary>Which folders of a project may use which: the arrows of docs/architecture.md, in an order in which all of them point down.</summary>
/// <param name="rows">From the top: a folder, and those that it may use, by name and with blanks between. A folder that is in no row may not be there.</param>
public sealed class FolderRules(params (string Folder, string MayUse)[] rows)
{
    /// <summary>Fails with each use that no arrow allows.</summary>
    /// <param name="graph">What there is.</param>
    /// <param name="foreign">Assemblies of others that count as folders.</param>
    public void Check(FolderGraph graph, params string[] foreign)
    {
        ArgumentNullException.ThrowIfNull(graph);
        HashSet<string> folders = [.. graph.Files.Values.Select(FolderGraph.FolderOf)];
        Assert.Equal(folders.Order(), rows.Select(row => row.Folder).Except(foreign).Order());
        AssertDownwards();
        Dictionary<string, string[]> allowed = rows.ToDictionary(row => row.Folder, row => row.MayUse.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string[] wrong =
        [
            .. graph.Uses
                .Where(use => (folders.Contains(use.To) || foreign.Contains(use.To)) && !allowed[use.From].Contains(use.To))
                .GroupBy(use => (use.From, use.To))
                .OrderBy(arrow => arrow.Key)
                .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}: {string.Join(", ", arrow.Select(use => $"{use.User} uses {use.Used}").Order())}"),
        ];
        Assert.True(wrong.Length == 0, "Arrows that docs/architecture.md does not have:\n" + string.Join('\n', wrong));
    }

    /// <summary>A circle could be written down, but not in an order.</summary>
    private void AssertDownwards()
    {
        string[] order = [.. rows.Select(row => row.Folder)];
        foreach ((string folder, string mayUse) in rows)
        {
            string[] upwards = [.. mayUse.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(used => Array.IndexOf(order, used) <= Array.IndexOf(order, folder))];
            Assert.True(upwards.Length == 0, $"{folder} points up, or nowhere: {string.Join(", ", upwards)}");
        }
    }
}
