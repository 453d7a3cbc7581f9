using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>What comes back of a service's method, on both sides; used by generated code.</summary>
/// <param name="codec">The codec of the value; null where there is none.</param>
/// <param name="reply">What the server answers.</param>
/// <param name="isRaw">Whether the value itself may look like <c>{ok, Value}</c> or <c>{error, Reason}</c>, so that it is taken as it stands.</param>
/// <param name="errors">Which exceptions stand for which reasons.</param>
/// <typeparam name="T">The value's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ErlReplies<T>(TermCodec<T>? codec, ErlReply reply, bool isRaw, ErlErrors errors)
{
    /// <summary>What came, as a proxy's result.</summary>
    /// <param name="term">The reply.</param>
    /// <exception cref="ErlangErrorException">It is <c>{error, Reason}</c>, and no other exception is declared for that.</exception>
    /// <exception cref="TermFormatException">It is not of the declared type.</exception>
    public T Read(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        var reader = new TermReader(term.Encode().AsSpan(1));
        T value = Read(ref reader, out Exception? error);
        return error is null ? value : throw error;
    }

    /// <summary>Reads what came.</summary>
    /// <param name="reader">Stands before the reply.</param>
    /// <param name="error">The exception that <c>{error, Reason}</c> stands for; null where it is none.</param>
    internal T Read(ref TermReader reader, out Exception? error)
    {
        error = null;
        TermReader found = reader;
        bool isWrapped = false;
        if (!isRaw && reader.Peek() == TermKind.Tuple && reader.ReadTupleHeader() == 2)
        {
            if (reader.TryReadAtom("error"u8))
            {
                error = errors.ToException(reader.ReadTerm());
                return default!;
            }

            isWrapped = reader.TryReadAtom("ok"u8);
        }

        if (!isWrapped)
        {
            reader = found;
        }

        if (codec is not null)
        {
            T value = codec.Read(ref reader);
            return reader.AtEnd ? value : throw new TermFormatException("bytes behind the term", reader.Consumed);
        }

        return isWrapped || reader.TryReadAtom("ok"u8)
            ? default!
            : throw new TermFormatException($"ok or {{error, Reason}} expected, found {found.FoundText()}", 0);
    }

    /// <summary>What a reason is thrown as.</summary>
    internal Exception ToException(Term reason) => errors.ToException(reason);

    /// <summary>What a server's method gives, as a reply.</summary>
    /// <param name="call">Calls the method.</param>
    /// <param name="scope">What surrounds encoding; null = nothing.</param>
    public async ValueTask<Term> AnswerAsync(Func<ValueTask<T>> call, Func<IDisposable>? scope = null)
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

        using IDisposable? entered = scope?.Invoke();
        var term = ErlTypes.ToTerm(value, codec);
        return reply == ErlReply.Ok ? Term.Tuple(Atom.Ok, term) : term;
    }
}
