using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Mapping.Generated;

/// <summary>Which exceptions stand for which reasons of <c>{error, Reason}</c>; made by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ErlErrors
{
    private readonly List<Rule> _rules = [];

    /// <summary>None but <see cref="ErlangErrorException"/>.</summary>
    public static ErlErrors None { get; } = new();

    /// <summary>An exception that stands for an atom.</summary>
    /// <param name="reason">The atom.</param>
    /// <param name="make">Makes it.</param>
    /// <typeparam name="T">The exception.</typeparam>
    public ErlErrors With<T>(string reason, Func<T> make)
        where T : Exception
    {
        var atom = Atom.Get(reason);
        _rules.Add(new Rule(e => e is T ? atom : null, term => atom.Equals(term) ? make() : null));
        return this;
    }

    /// <summary>An exception that has a shape.</summary>
    /// <typeparam name="T">The exception, a declared type.</typeparam>
    public ErlErrors With<T>()
        where T : Exception
    {
        _rules.Add(new Rule(e => e is T own ? ErlTypes.ToTerm(own) : null, Read<T>));
        return this;
    }

    /// <summary>What a reason is thrown as.</summary>
    /// <param name="reason">The reason.</param>
    public Exception ToException(Term reason)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.FromReason(reason) is { } exception)
            {
                return exception;
            }
        }

        return new ErlangErrorException(reason);
    }

    /// <summary>What an exception is answered as.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="reason">The reason of <c>{error, Reason}</c>.</param>
    /// <returns>False where it stands for none.</returns>
    public bool TryGetReason(Exception exception, [NotNullWhen(true)] out Term? reason)
    {
        reason = (exception as ErlangErrorException)?.Reason;
        foreach (Rule rule in _rules)
        {
            reason ??= rule.ToReason(exception);
        }

        return reason is not null;
    }

    private static T? Read<T>(Term reason)
        where T : Exception
    {
        try
        {
            return ErlTypes.FromTerm<T>(reason);
        }
        catch (TermFormatException)
        {
            return null;
        }
    }

    private sealed record Rule(Func<Exception, Term?> ToReason, Func<Term, Exception?> FromReason);
}
