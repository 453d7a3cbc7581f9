using ErlDist.Testing.Structure;

namespace ErlDist.Tests.Structure;

/// <summary>The arrows between the folders of ErlDist (docs/architecture.md). "." is the files beside the project: what all may use.</summary>
public sealed class FolderTests
{
    private static readonly FolderRules s_rules = new(
        ("Nodes", "Services Routing Connections Discovery Epmd Flags Mapping Processes Carriers Tls Wire Terms ."),
        ("Services", "Routing Connections Processes Wire Terms ."),
        ("Routing", "Connections Processes Wire Terms ."),
        ("Flags", "Connections Epmd Carriers Tls Terms ."),
        ("Connections", "Discovery Epmd Carriers Wire Terms ."),
        ("Discovery", "Epmd ."),
        ("Epmd", "Carriers ."),
        ("Carriers", "Tls ."),
        ("Processes", "Wire Terms"),
        ("Wire", "Terms ."),
        ("Tls", "Terms ."),
        ("Mapping", "Terms ."),
        ("Terms", "."),
        (".", ""));

    private readonly FolderGraph _graph = FolderGraph.Read(typeof(ErlangNode).Assembly.Location, "ErlDist");

    [Fact]
    public void Folders_use_what_lies_below_them() => s_rules.Check(_graph);

    [Fact]
    public void A_type_is_in_the_file_of_its_name() =>
        new FileRules("Mapping/Codecs/", "Mapping/ShapeAttributes.cs", "Mapping/ServiceAttributes.cs", "Terms/OpenBracket.cs").Check(_graph);

    [Fact]
    public void All_types_are_seen() => Assert.Equal(
        typeof(ErlangNode).Assembly.GetTypes().Where(t => !t.IsNested && t.Namespace?.StartsWith("ErlDist", StringComparison.Ordinal) == true).Select(t => t.FullName).Order(),
        _graph.Files.Keys.Where(name => name.StartsWith("ErlDist.", StringComparison.Ordinal)).Order());

    [Theory]
    [InlineData("Connections", "Tls", "ErlDist.Connections.Connection", false)] // The carrier says what TLS means.
    [InlineData("Connections", "Carriers", "ErlDist.Connections.Dialer", true)] // In an async method.
    [InlineData("Routing", "Terms", "ErlDist.Embedding.NodeProcess", true)]
    public void Uses_are_found_in_code_and_in_signatures(string from, string to, string user, bool isThere) =>
        Assert.Equal(isThere, _graph.Uses.Any(use => use.From == from && use.To == to && use.User == user));
}
