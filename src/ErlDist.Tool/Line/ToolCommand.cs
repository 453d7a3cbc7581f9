using System.CommandLine;

namespace ErlDist.Tool.Line;

/// <summary>A command with an example for its help: a line as it is typed, then what it prints.</summary>
internal sealed class ToolCommand(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
