using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>What a generated server does with requests: it finds the method, reads the arguments and answers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ServiceServer
{
    /// <summary>Answers a call.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who called.</param>
    /// <param name="cancellationToken">Ends with the process.</param>
    /// <exception cref="TermFormatException">No method takes that.</exception>
    public abstract ValueTask<Term> CallAsync(Term request, ServiceCaller caller, CancellationToken cancellationToken);

    /// <summary>Takes a cast.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends with the process.</param>
    /// <exception cref="TermFormatException">No method takes that.</exception>
    public abstract ValueTask CastAsync(Term message, CancellationToken cancellationToken);

    /// <summary>The name that a request begins with: its tag, or itself as an atom. Empty for anything else.</summary>
    /// <param name="request">The request.</param>
    protected static string NameOf(Term request) => request switch
    {
        Atom atom => atom.Name,
        ErlTuple and [Atom tag, ..] => tag.Name,
        _ => "",
    };

    /// <summary>How many arguments a request has.</summary>
    /// <param name="request">The request.</param>
    protected static int ArityOf(Term request) => request is ErlTuple tuple ? tuple.Count - 1 : 0;

    /// <summary>No method takes that.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="methods">What there is.</param>
    /// <param name="request">The request.</param>
    protected static TermFormatException Unknown(string service, string methods, Term request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string found = request is ErlTuple and [Atom name, ..] ? FormattableString.Invariant($"{name}/{ArityOf(request)}") : new TermReader(request.Encode().AsSpan(1)).FoundText();
        return new TermFormatException($"{service} takes {methods}, found {found}", 0);
    }
}
