using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Embedding;

/// <summary>
/// The calls of a process that wait for their replies: the caller's half of OTP's <c>gen:call/4</c>. One reference is the monitor, the
/// alias and the tag of a call, so that a reply that comes too late finds nobody. Safe for many threads.
/// </summary>
/// <typeparam name="TCall">What is known of a call.</typeparam>
public sealed class GenCalls<TCall>
    where TCall : class
{
    private readonly ConcurrentDictionary<Reference, TCall> _waiting = new();

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => _waiting.IsEmpty;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>All that wait.</summary>
    public IEnumerable<KeyValuePair<Reference, TCall>> All => _waiting;

    /// <summary>A call begins.</summary>
    public void Add(Reference reference, TCall call) => _waiting[reference] = call;

    /// <summary>A call ends: it is replied to, fails or is given up. Once.</summary>
    public bool TryTake(Reference reference, [MaybeNullWhen(false)] out TCall call) => _waiting.TryRemove(reference, out call);

    /// <summary>Looks at a call that keeps waiting.</summary>
    public bool TryGet(Reference reference, [MaybeNullWhen(false)] out TCall call) => _waiting.TryGetValue(reference, out call);
}
