using ErlDist.Mapping.Generated;

namespace ErlDist.Mapping;

public static partial class ErlTypes
{
    static ErlTypes()
    {
        Natural(TermCodecs.Boolean);
        Natural(TermCodecs.SByte);
        Natural(TermCodecs.Byte);
        Natural(TermCodecs.Int16);
        Natural(TermCodecs.UInt16);
        Natural(TermCodecs.Int32);
        Natural(TermCodecs.UInt32);
        Natural(TermCodecs.Int64);
        Natural(TermCodecs.UInt64);
        Natural(TermCodecs.Int128);
        Natural(TermCodecs.UInt128);
        Natural(TermCodecs.BigInteger);
        Natural(TermCodecs.Double);
        Natural(TermCodecs.Single);
        Natural(TermCodecs.Decimal());
        Natural(TermCodecs.String);
        Natural(TermCodecs.Bytes);
        Natural(TermCodecs.Memory);
        Natural(TermCodecs.Guid());
        Natural(TermCodecs.Uri);
        Natural(TermCodecs.Version);
        Natural(TermCodecs.DateTime());
        Natural(TermCodecs.DateTimeOffset());
        Natural(TermCodecs.DateOnly());
        Natural(TermCodecs.TimeOnly());
        Natural(TermCodecs.TimeSpan());
        Natural(TermCodecs.Range);
        Natural(TermCodecs.Term);
        Natural(TermCodecs.TermOf<Atom>());
        Natural(TermCodecs.TermOf<Pid>());
        Natural(TermCodecs.TermOf<Port>());
        Natural(TermCodecs.TermOf<Reference>());
        Natural(TermCodecs.TermOf<ErlTuple>());
        Natural(TermCodecs.TermOf<ErlList>());
        Natural(TermCodecs.TermOf<ErlMap>());
        Natural(TermCodecs.TermOf<ErlNativeRecord>());
        Natural(TermCodecs.TermOf<ErlBinary>());
        Natural(TermCodecs.TermOf<ErlInteger>());
        Natural(TermCodecs.TermOf<ErlFloat>());
    }

    /// <summary>A type that has one form everywhere; a codec of the user's own may take its place.</summary>
    private static void Natural<T>(TermCodec<T> codec)
        where T : notnull
    {
        TermCodec<T>.Registered ??= codec;
        s_byType.TryAdd(typeof(T), new Entry<T>(codec, isNatural: true));
    }
}
