using ErlDist.Terms;

namespace ErlDist.Mapping;

/// <summary>What comes back of a service's method, on both sides; used by generated code.</summary>
/// <param name="codec">The codec of the value; null where there is none.</param>
/// <param name="reply">What the server answers.</param>
/// <param name="isRaw">Whether the value itself may look like <c>{ok, Value}</c> or <c>{error, Reason}</c>, so that it is taken as it stands.</param>
/// <param name="errors">Which exceptions stand for which reasons.</param>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class ErlReplies<T>(TermCodec<T>? codec, ErlReply reply, bool isRaw, ErlErrors errors)
{
    /// <summary>What came, as a proxy's result.</summary>
    /// <param name="term">The reply.</param>
    /// <exception cref="ErlangErrorException">It is <c>{error, Reason}</c>, and no other exception is declared for that.</exception>
    /// <exception cref="TermFormatException">It is none of the declared type.</exception>
    public T Read(Term term)
    {
        if (!isRaw && term is ErlTuple and [Atom { Name: "error" }, Term reason])
        {
            throw errors.ToException(reason);
        }

        Term value = !isRaw && term is ErlTuple and [Atom { Name: "ok" }, Term wrapped] ? wrapped : term;
        if (codec is not null)
        {
            return ErlTypes.FromTerm(value, codec);
        }

        return term.Equals(Atom.Ok) || !ReferenceEquals(value, term)
            ? default!
            : throw new TermFormatException($"ok or {{error, Reason}} expected, found {new TermReader(term.Encode().AsSpan(1)).FoundText()}", 0);
    }

    /// <summary>What a reason is thrown as.</summary>
    internal Exception ToException(Term reason) => errors.ToException(reason);

    /// <summary>What a server's method gives, as a reply.</summary>
    /// <param name="call">Calls the method.</param>
    public async ValueTask<Term> AnswerAsync(Func<ValueTask<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        T value;
        try
        {
            value = await call().ConfigureAwait(false);
        }
        catch (Exception e) when (errors.TryGetReason(e, out Term? reason))
        {
            return Term.Tuple(Atom.Error, reason);
        }

        if (codec is null)
        {
            return Atom.Ok;
        }

        Term term = ErlTypes.ToTerm(value, codec);
        return reply == ErlReply.Ok ? Term.Tuple(Atom.Ok, term) : term;
    }
}

/// <summary>No value: the T of methods that return none.</summary>
public readonly record struct ErlNothing;
