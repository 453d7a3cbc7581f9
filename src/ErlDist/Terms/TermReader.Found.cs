using System.Globalization;
using System.Numerics;
using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>The most characters of a peer's term in an error.</summary>
    private const int MaxFoundCharacters = 60;

    /// <summary>The term whose tag was just read, for an error: small ones themselves, of others the kind and size.</summary>
    private readonly string FoundText(byte tag)
    {
        TermReader found = this;
        found._pos = Math.Max(0, _pos - 1);
        if (_rawLeft > 0 || found._data[found._pos] != tag)
        {
            return TermTag.NameOf(tag);
        }

        try
        {
            return found.Describe();
        }
        catch (TermFormatException)
        {
            return TermTag.NameOf(tag);
        }
    }

    /// <summary>The next term, which stays to be read, for an error: small ones themselves, of others the kind and size.</summary>
    internal readonly string FoundText()
    {
        TermReader found = this;
        try
        {
            return found.Describe();
        }
        catch (TermFormatException)
        {
            return "no term";
        }
    }

    /// <summary>Where the next term stands, for an error that is told when it is read already.</summary>
    internal readonly TermPlace Place => new(_pos, _rawLeft);

    /// <summary>As <see cref="FoundText()"/>, of a term that was read.</summary>
    internal readonly string FoundText(TermPlace place)
    {
        TermReader found = this;
        (found._pos, found._rawLeft) = place;
        return found.FoundText();
    }

    private string Describe()
    {
        switch (Peek())
        {
            case TermKind.Atom:
                return Short(ReadAtom().ToString(), "an atom");
            case TermKind.Float:
                return new ErlFloat(ReadDouble()).ToString();
            case TermKind.Integer when Remaining <= MaxFoundCharacters || _data[_pos] is TermTag.SmallInteger or TermTag.Integer || _data[_pos + 1] < 16:
                BigInteger integer = ReadBigInteger();
                return Short(integer.ToString(CultureInfo.InvariantCulture), "a large integer");
            case TermKind.Integer:
                return "a large integer";
            case TermKind.Binary:
                ReadOnlySpan<byte> bytes = ReadBinary();
                return bytes.Length <= MaxFoundCharacters ? Short(new ErlBinary(bytes.ToArray()).ToString(), "a binary") : $"a binary of {bytes.Length} bytes";
            case TermKind.Tuple:
                return $"a tuple of {ReadTupleHeader()} elements";
            case TermKind.Map:
                return $"a map of {ReadMapHeader()} keys";
            case TermKind.List:
                return _data[_pos] == TermTag.Nil ? "[]" : $"a list of {ReadListHeader()} elements";
            case TermKind kind:
                return kind switch
                {
                    TermKind.Pid => "a pid",
                    TermKind.Port => "a port",
                    TermKind.Reference => "a reference",
                    TermKind.Bitstring => "a bitstring",
                    TermKind.Record => "a native record",
                    _ => "a fun",
                };
        }
    }

    private static string Short(string text, string kind) => text.Length <= MaxFoundCharacters ? text : kind;
}
