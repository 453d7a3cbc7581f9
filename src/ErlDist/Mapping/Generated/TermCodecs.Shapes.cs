using ErlDist.Mapping.Codecs;

namespace ErlDist.Mapping.Generated;

public static partial class TermCodecs
{
    /// <summary>An enum as atoms.</summary>
    /// <param name="type">The enum's name, for errors.</param>
    /// <param name="members">Its members and their atoms.</param>
    /// <typeparam name="T">The enum.</typeparam>
    public static TermCodec<T> Enum<T>(string type, params (T Value, string Atom)[] members)
        where T : struct, Enum => new EnumCodec<T>(type, members);

    /// <summary>An enum of flags as a list of atoms.</summary>
    /// <param name="type">The enum's name, for errors.</param>
    /// <param name="bits">The number of a value.</param>
    /// <param name="value">The value of a number.</param>
    /// <param name="members">Its members and their atoms.</param>
    /// <typeparam name="T">The enum.</typeparam>
    public static TermCodec<T> Flags<T>(string type, Func<T, ulong> bits, Func<ulong, T> value, params (T Value, string Atom)[] members)
        where T : struct, Enum => new FlagsCodec<T>(type, bits, value, members);

    /// <summary>A union: declared types told apart by tag and arity, by native record or by struct.</summary>
    /// <param name="type">The union's name, for errors.</param>
    /// <param name="cases">Its cases, the more derived ones first.</param>
    /// <typeparam name="T">The union.</typeparam>
    public static TermCodec<T> Union<T>(string type, params ErlCase<T>[] cases)
        where T : class => new UnionCodec<T>(type, cases);

    /// <summary>A case of a union.</summary>
    /// <param name="tag">The tag of its tuple, or null.</param>
    /// <param name="leastArity">The least arity of its tuple, tag included.</param>
    /// <param name="arity">The greatest.</param>
    /// <param name="structName">The name of its struct as an atom, or null.</param>
    /// <param name="recordModule">The module of its native record, whose name is the tag then; or null.</param>
    /// <typeparam name="TUnion">The union.</typeparam>
    /// <typeparam name="T">The case.</typeparam>
    public static ErlCase<TUnion> Case<TUnion, T>(string? tag, int leastArity, int arity, string? structName, string? recordModule = null)
        where TUnion : class
        where T : TUnion => new CaseCodec<TUnion, T>(tag, leastArity, arity, structName, recordModule);
}
