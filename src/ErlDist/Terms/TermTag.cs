namespace ErlDist.Terms;

/// <summary>The tags of the external term format, named as erl_ext_dist names them.</summary>
internal static class TermTag
{
    internal const byte Version = 131;

    internal const byte Record = 67;
    internal const byte NewFloat = 70;
    internal const byte BitBinary = 77;
    internal const byte Compressed = 80;
    internal const byte AtomCacheRef = 82;
    internal const byte NewPid = 88;
    internal const byte NewPort = 89;
    internal const byte NewerReference = 90;
    internal const byte SmallInteger = 97;
    internal const byte Integer = 98;
    internal const byte Float = 99;
    internal const byte Atom = 100;
    internal const byte Reference = 101;
    internal const byte Port = 102;
    internal const byte Pid = 103;
    internal const byte SmallTuple = 104;
    internal const byte LargeTuple = 105;
    internal const byte Nil = 106;
    internal const byte String = 107;
    internal const byte List = 108;
    internal const byte Binary = 109;
    internal const byte SmallBig = 110;
    internal const byte LargeBig = 111;
    internal const byte NewFun = 112;
    internal const byte Export = 113;
    internal const byte NewReference = 114;
    internal const byte SmallAtom = 115;
    internal const byte Map = 116;
    internal const byte Fun = 117;
    internal const byte AtomUtf8 = 118;
    internal const byte SmallAtomUtf8 = 119;
    internal const byte V4Port = 120;
    internal const byte Local = 121;

    /// <summary>A tag's name for error messages.</summary>
    internal static string NameOf(byte tag) => tag switch
    {
        Record => "a native record",
        NewFloat => "NEW_FLOAT_EXT",
        BitBinary => "BIT_BINARY_EXT",
        Compressed => "a compressed term",
        AtomCacheRef => "ATOM_CACHE_REF",
        NewPid => "NEW_PID_EXT",
        NewPort => "NEW_PORT_EXT",
        NewerReference => "NEWER_REFERENCE_EXT",
        SmallInteger => "SMALL_INTEGER_EXT",
        Integer => "INTEGER_EXT",
        Float => "FLOAT_EXT",
        Atom => "ATOM_EXT",
        Reference => "REFERENCE_EXT",
        Port => "PORT_EXT",
        Pid => "PID_EXT",
        SmallTuple => "SMALL_TUPLE_EXT",
        LargeTuple => "LARGE_TUPLE_EXT",
        Nil => "NIL_EXT",
        String => "STRING_EXT",
        List => "LIST_EXT",
        Binary => "BINARY_EXT",
        SmallBig => "SMALL_BIG_EXT",
        LargeBig => "LARGE_BIG_EXT",
        NewFun => "NEW_FUN_EXT",
        Export => "EXPORT_EXT",
        NewReference => "NEW_REFERENCE_EXT",
        SmallAtom => "SMALL_ATOM_EXT",
        Map => "MAP_EXT",
        Fun => "FUN_EXT",
        AtomUtf8 => "ATOM_UTF8_EXT",
        SmallAtomUtf8 => "SMALL_ATOM_UTF8_EXT",
        V4Port => "V4_PORT_EXT",
        Local => "LOCAL_EXT, which only the node that wrote it can read",
        Version => "a version byte (131) where a term should be",
        _ => $"unknown tag {tag}",
    };
}
