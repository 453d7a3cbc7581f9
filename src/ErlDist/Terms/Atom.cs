using System.Buffers.Binary;
using System.ComponentModel;
using System.Text;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>An atom: a name of at most 255 characters, made by <see cref="Get"/>. Equal names make equal atoms.</summary>
/// <remarks>
/// Unlike in Erlang an atom is garbage-collected like any object. <see cref="Get"/> and decoding share
/// instances through a small cache of fixed size, so a peer that keeps sending new atoms occupies no memory permanently.
/// </remarks>
public sealed class Atom : Term, IEquatable<Atom>
{
    /// <summary>The most characters (Unicode code points) of an atom.</summary>
    public const int MaxCharacters = 255;

    internal const int MaxUtf8Bytes = MaxCharacters * 4;

    private readonly byte[] _encoded;
    private int _hash;

    /// <summary>
    /// For serializers that make objects by their constructor, as Akka's JSON does of a message that holds an atom; <see cref="Get"/> is for
    /// all else.
    /// </summary>
    /// <param name="name">Its name, without quotes.</param>
    /// <exception cref="ArgumentException">The name has more than 255 characters or an unpaired surrogate.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Atom(string name)
        : this(name, EncodeName(name))
    {
    }

    private Atom(string name, byte[] encoded)
    {
        Name = name;
        _encoded = encoded;
    }

    /// <summary><c>true</c></summary>
    public static Atom True { get; } = Get("true");

    /// <summary><c>false</c></summary>
    public static Atom False { get; } = Get("false");

    /// <summary><c>ok</c></summary>
    public static Atom Ok { get; } = Get("ok");

    /// <summary><c>error</c></summary>
    public static Atom Error { get; } = Get("error");

    /// <summary><c>undefined</c>, Erlang's "no value"</summary>
    public static Atom Undefined { get; } = Get("undefined");

    /// <summary><c>nil</c>, Elixir's "no value"; Erlang's empty list is <see cref="ErlList.Empty"/></summary>
    public static Atom Nil { get; } = Get("nil");

    /// <summary><c>normal</c>, the reason of a process that ended as it should</summary>
    public static Atom Normal { get; } = Get("normal");

    /// <summary><c>shutdown</c></summary>
    public static Atom Shutdown { get; } = Get("shutdown");

    /// <summary><c>noproc</c>, the reason of a process that was not there</summary>
    public static Atom Noproc { get; } = Get("noproc");

    /// <summary><c>noconnection</c>, the reason of a process whose node is out of reach</summary>
    public static Atom Noconnection { get; } = Get("noconnection");

    /// <summary><c>kill</c>, the exit signal that nobody can trap</summary>
    public static Atom Kill { get; } = Get("kill");

    /// <summary><c>killed</c>, the reason of a process that was killed</summary>
    public static Atom Killed { get; } = Get("killed");

    /// <summary><c>timeout</c></summary>
    public static Atom Timeout { get; } = Get("timeout");

    /// <summary>The empty atom <c>''</c>, the unused slot of control messages.</summary>
    public static Atom Empty { get; } = Get("");

    /// <summary>The name, without quotes.</summary>
    public string Name { get; }

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => _encoded.AsSpan(_encoded[0] == TermTag.SmallAtomUtf8 ? 2 : 3);

    /// <summary>The whole term as ATOM_UTF8_EXT or SMALL_ATOM_UTF8_EXT.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    internal override TermRank Rank => TermRank.Atom;

    /// <summary>An atom of that name, a shared instance if there is one.</summary>
    /// <param name="name">Its name, without quotes.</param>
    /// <exception cref="ArgumentException">The name has more than 255 characters or an unpaired surrogate.</exception>
    public static Atom Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> utf8 = stackalloc byte[MaxUtf8Bytes];
        return Encoding.UTF8.TryGetBytes(name, utf8, out int written) && AtomCache.Find(utf8[..written]) is { } atom && atom.Name == name
            ? atom
            : AtomCache.Add(new Atom(name));
    }

    /// <summary>The atom of a Boolean.</summary>
    internal static Atom Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public bool Equals(Atom? other) =>
        ReferenceEquals(this, other) || (other is not null && GetHashCode() == other.GetHashCode() && Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => ReferenceEquals(this, other) || (other is Atom atom && Equals(atom));

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = Name.GetHashCode(StringComparison.Ordinal) | 1;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <summary>An atom from UTF-8, a shared instance if there is one, else a new one; null if the bytes are no atom's name.</summary>
    internal static Atom? FromUtf8(ReadOnlySpan<byte> utf8, out bool isNew)
    {
        isNew = false;
        if (AtomCache.Find(utf8) is { } atom)
        {
            return atom;
        }

        if (utf8.Length > MaxUtf8Bytes || !System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return null;
        }

        string name = Encoding.UTF8.GetString(utf8);
        isNew = true;
        return CodePoints(name) <= MaxCharacters ? AtomCache.Add(new Atom(name, Encode(utf8))) : null;
    }

    /// <summary>An atom from Latin-1, as ATOM_EXT and SMALL_ATOM_EXT have it; null if it is too long.</summary>
    internal static Atom? FromLatin1(ReadOnlySpan<byte> latin1, out bool isNew)
    {
        isNew = false;
        if (latin1.Length > MaxCharacters)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[MaxCharacters * 2];
        int length = 0;
        foreach (byte b in latin1)
        {
            if (b < 0x80)
            {
                utf8[length++] = b;
            }
            else
            {
                utf8[length++] = (byte)(0xC0 | (b >> 6));
                utf8[length++] = (byte)(0x80 | (b & 0x3F));
            }
        }

        return FromUtf8(utf8[..length], out isNew);
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteAtom(this);
        return null;
    }

    private static byte[] EncodeName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxCharacters * 2 || CodePoints(name) is < 0 or > MaxCharacters)
        {
            throw new ArgumentException("An atom has at most 255 characters and no unpaired surrogates.", nameof(name));
        }

        return Encode(Encoding.UTF8.GetBytes(name));
    }

    private static byte[] Encode(ReadOnlySpan<byte> utf8)
    {
        byte[] encoded;
        if (utf8.Length <= byte.MaxValue)
        {
            encoded = new byte[utf8.Length + 2];
            encoded[0] = TermTag.SmallAtomUtf8;
            encoded[1] = (byte)utf8.Length;
            utf8.CopyTo(encoded.AsSpan(2));
        }
        else
        {
            encoded = new byte[utf8.Length + 3];
            encoded[0] = TermTag.AtomUtf8;
            BinaryPrimitives.WriteUInt16BigEndian(encoded.AsSpan(1), (ushort)utf8.Length);
            utf8.CopyTo(encoded.AsSpan(3));
        }

        return encoded;
    }

    /// <summary>The number of code points, or -1 if a surrogate has no partner.</summary>
    private static int CodePoints(string name)
    {
        int count = 0;
        for (int i = 0; i < name.Length; i++, count++)
        {
            if (char.IsSurrogate(name[i]) && (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[++i])))
            {
                return -1;
            }
        }

        return count;
    }
}
