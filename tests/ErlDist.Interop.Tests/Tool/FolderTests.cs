using ErlDist.Testing.Structure;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>The arrows between the folders of erldist: the command line is composed on top, commands use the rest.</summary>
public sealed class FolderTests
{
    private static readonly FolderRules s_rules = new(
        (".", "Commands Context Line Profiles Output"),
        ("Commands", "Certificates Checking Context Line Measuring Output Profiles Serving Stubs Watching"),
        ("Checking", "Certificates Context Line Output"),
        ("Measuring", "Context Line Output"),
        ("Watching", "Output"),
        ("Serving", ""),
        ("Stubs", "Line"),
        ("Context", "Line Output"),
        ("Certificates", "Line Output"),
        ("Profiles", "Line Output"),
        ("Output", ""),
        ("Line", ""));

    private readonly FolderGraph _graph = FolderGraph.Read(Erldist.Assembly, "ErlDist.Tool");

    [Fact]
    public void Folders_use_what_lies_below_them() => s_rules.Check(_graph);

    [Fact]
    public void A_type_is_in_the_file_of_its_name() => new FileRules().Check(_graph);
}
