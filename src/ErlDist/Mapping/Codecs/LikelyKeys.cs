using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Mapping.Codecs;

/// <summary>
/// The texts that were the keys of a map of one type, in their order. Maps of one kind come with the same keys in the same order: a key is
/// compared with the one that is likely, and neither hashed nor looked up. What is wrong costs speed, nothing else.
/// </summary>
internal sealed class LikelyKeys<TKey>(TermCodec<TKey> codec)
    where TKey : notnull
{
    /// <summary>What a codec holds has an end.</summary>
    private const int MaxKeys = 1024;
    private const int MaxCharacters = 32;

    /// <summary>Where maps of several kinds come in turn, few of them are learnt.</summary>
    private const int MissesOfOne = 8;

    private readonly bool _areTexts = codec is StringCodec;
    private TKey[] _keys = [];
    private int _misses;

    /// <summary>The keys; none where they are no texts.</summary>
    public TKey[] Keys => Volatile.Read(ref _keys);

    /// <summary>Reads the key of a map at an index if it is the likely one, and else nothing.</summary>
    public static bool TryRead(ref TermReader reader, TKey[] keys, int index, [NotNullWhen(true)] out TKey? key)
    {
        if ((uint)index < (uint)keys.Length && keys[index] is string text && reader.TryReadString(text))
        {
            key = keys[index];
            return true;
        }

        key = default;
        return false;
    }

    /// <summary>A map had other keys: those of the next one may be these.</summary>
    public void Miss(IReadOnlyCollection<TKey> keys)
    {
        if (_areTexts && keys.Count <= MaxKeys && _misses++ % MissesOfOne == 0 && keys.All(k => k is string { Length: <= MaxCharacters }))
        {
            Volatile.Write(ref _keys, [.. keys]);
        }
    }
}
