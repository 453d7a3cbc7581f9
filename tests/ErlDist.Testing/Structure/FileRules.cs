using Xunit;

namespace ErlDist.Testing.Structure;

/// <summary>One type, one file, which bears its name.</summary>
/// <param name="families">Files, or folders with a slash behind, that hold many small types of one kind.</param>
public sealed class FileRules(params string[] families)
{
    /// <summary>Fails with each type that is in a file of another name.</summary>
    public void Check(FolderGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Assert.Empty(graph.Files
            .Where(file => !Array.Exists(families, family => file.Value.StartsWith(family, StringComparison.Ordinal)) && NameOf(file.Key) != Path.GetFileName(file.Value).Split('.')[0])
            .Select(file => $"{file.Key} is in {file.Value}"));
    }

    private static string NameOf(string type) => type[(type.LastIndexOf('.') + 1)..].Split('`')[0];
}
