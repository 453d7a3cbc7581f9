namespace ErlDist.Terms;

/// <summary>What a piece of Erlang text is.</summary>
internal enum TextTokenKind
{
    End,
    FullStop,
    Atom,
    Reserved,
    Variable,
    Integer,
    Character,
    Float,
    String,
    SigilBinary,
    SigilString,
    Punctuation,
}
