using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>A signal as it arrived. Its spans are good until the <see cref="SignalReader"/> that gave it reads on.</summary>
internal readonly ref struct IncomingSignal
{
    internal IncomingSignal(
        scoped in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atomRefs, ITakeableBytes? takeable = null)
    {
        Takeable = takeable;
        Signal = signal;
        Payload = payload;
        AtomRefs = atomRefs;
    }

    /// <summary>What is asked.</summary>
    public Signal Signal { get; }

    /// <summary>
    /// The message, reason or list of arguments as one encoded term without version byte, not checked yet; empty where
    /// <see cref="Signal.HasPayload"/> is false. More bytes may follow the term; OTP ignores them.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Above 0: the payload was so many bytes, more than <see cref="WireLimits.MaxFragmentBytes"/>, and only its first are here.</summary>
    public long CutFrom { get; internal init; }

    /// <summary>The payload as an array that binaries in it may take; null where it lies in a buffer of the connection.</summary>
    internal ITakeableBytes? Takeable { get; }

    /// <summary>The atoms that the payload refers to by index (ATOM_CACHE_REF).</summary>
    public ReadOnlySpan<Atom> AtomRefs { get; }
}
