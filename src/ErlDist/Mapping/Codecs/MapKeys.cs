using System.Numerics;

namespace ErlDist.Mapping.Codecs;

/// <summary>
/// Writes the keys of maps and sets whose .NET values may be one in Erlang: two times within a microsecond, the same moment as local time
/// and UTC, a null beside the atom that stands for it. A map that has a key twice ends the connection to a BEAM node.
/// </summary>
internal sealed class MapKeys<T>(TermCodec<T> codec)
{
    private readonly HashSet<Term> _written = [];

    /// <summary>False where values that differ are different terms always.</summary>
    public static bool MayMeet { get; } = !typeof(T).IsPrimitive && !typeof(T).IsEnum && !typeof(T).IsAssignableTo(typeof(Term))
        && typeof(T) != typeof(string) && typeof(T) != typeof(Guid) && typeof(T) != typeof(BigInteger) && typeof(T) != typeof(Int128) && typeof(T) != typeof(UInt128);

    public void Write(ref TermWriter writer, T key)
    {
        var term = ErlTypes.ToTerm(key, codec);
        if (!_written.Add(term))
        {
            throw new TermFormatException($"two keys of a map are the same in Erlang: {term.ToShortString()}", (int)Math.Min(writer.Written, int.MaxValue));
        }

        writer.WriteTerm(term);
    }
}
