using System.CommandLine;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Tool;

/// <summary>What the arguments of commands may hold.</summary>
internal static class Arguments
{
    /// <summary>The argument of all commands that go to one node.</summary>
    public static Argument<string> Node() => new("NODE") { Description = "The node, name@host." };

    /// <exception cref="UsageException">It is no node name.</exception>
    public static string NodeName(string text) =>
        Wire.NodeName.IsValid(text) ? text : throw new UsageException($"'{text}' is no node name; write name@host.");

    /// <exception cref="UsageException">It is no Erlang term.</exception>
    public static Term Term(string argument, string text)
    {
        try
        {
            return Terms.Term.Parse(text);
        }
        catch (TermTextException e)
        {
            throw new UsageException($"{argument}: {e.Message} Write a term as Erlang does, in quotes for the shell.", e);
        }
    }
}
