using System.ComponentModel;
using ErlDist.Nodes.Typed;

namespace ErlDist.Mapping.Generated;

/// <summary>Who called a service.</summary>
/// <param name="Node">The node that serves.</param>
/// <param name="Caller">The calling process.</param>
/// <param name="Scope">What surrounds the encoding of what it is answered; null = nothing.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ServiceCaller(ErlangNode Node, Pid Caller, Func<IDisposable>? Scope = null)
{
    /// <summary>Begins a stream and answers <c>{stream, Pid}</c>.</summary>
    /// <param name="items">Gives the items.</param>
    /// <param name="codec">The codec of the items.</param>
    /// <param name="errors">Which exceptions stand for which reasons.</param>
    /// <typeparam name="T">The items.</typeparam>
    public Term Stream<T>(Func<CancellationToken, IAsyncEnumerable<T>> items, TermCodec<T> codec, ErlErrors errors) =>
        Term.Tuple(Atom.Get("stream"), StreamSource.Start(this, items, codec, errors));
}
