namespace ErlDist.Terms;

/// <summary>The kinds of terms in Erlang's order.</summary>
internal enum TermRank
{
    Number,
    Atom,
    Reference,
    Fun,
    Export,
    Port,
    Pid,
    Tuple,
    Record,
    Map,
    Nil,
    List,
    Bitstring,
}
