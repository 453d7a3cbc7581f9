using System.CommandLine;

namespace ErlDist.Tool.Line;

/// <summary>What the arguments of commands may hold. Names are Erlang text: <c>'a b'</c> is the atom with a space in it.</summary>
internal static class Arguments
{
    /// <summary>The argument of all commands that go to one node.</summary>
    public static Argument<string> Node() => new("NODE") { Description = "The node, name@host." };

    /// <exception cref="UsageException">It is no node name.</exception>
    public static string NodeName(string text)
    {
        string name = Name("NODE", text);
        return ErlDist.NodeName.IsValid(name) ? name : throw new UsageException($"'{name}' is no node name; write name@host.");
    }

    /// <summary>
    /// A name of a process, module or function: a quoted atom is what it is to Erlang; what needs quotes there may go without here
    /// (<c>Elixir.IO</c>), since nothing but an atom can be meant.
    /// </summary>
    /// <exception cref="UsageException">It is empty, too long for an atom, or begins a quote and does not end it.</exception>
    public static string Name(string argument, string text)
    {
        const int MaxAtom = 255;
        string name = text is ['\'', ..]
            ? (Term(argument, text) as Atom)?.Name ?? throw new UsageException($"{argument}: {text} is no atom.")
            : text;
        return name.Length is > 0 and <= MaxAtom
            ? name
            : throw new UsageException($"{argument}: a name has 1 to {MaxAtom} characters.");
    }

    /// <exception cref="UsageException">It is no Erlang term.</exception>
    public static Term Term(string argument, string text)
    {
        try
        {
            return ErlDist.Term.Parse(text);
        }
        catch (TermTextException e)
        {
            throw new UsageException($"{argument}: {e.Message} Write a term as Erlang does, in quotes for the shell.", e);
        }
    }
}
