namespace ErlDist;

/// <summary>Text that is no Erlang term.</summary>
public sealed class TermTextException : ErlangException
{
    internal TermTextException(string reason, int line, int column)
        : base($"Bad Erlang term at line {line}, column {column}: {reason}.")
    {
        Reason = reason;
        Line = line;
        Column = column;
    }

    /// <summary>What is wrong, as a sentence without its full stop.</summary>
    public string Reason { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in UTF-16 units, from 1.</summary>
    public int Column { get; }
}
