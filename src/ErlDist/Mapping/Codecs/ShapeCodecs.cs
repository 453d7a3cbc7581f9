using ErlDist.Mapping.Generated;
using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

internal sealed class EnumCodec<T> : TermCodec<T>
    where T : struct, Enum
{
    private readonly string _type;
    private readonly Dictionary<T, Atom> _atoms = [];
    private readonly Dictionary<Atom, T> _values = [];

    public EnumCodec(string type, (T Value, string Atom)[] members)
    {
        _type = type;
        foreach ((T value, string atom) in members)
        {
            _atoms.TryAdd(value, Atom.Get(atom));
            _values[Atom.Get(atom)] = value;
        }
    }

    public override void Write(ref TermWriter writer, T value) => writer.WriteAtom(_atoms.TryGetValue(value, out Atom? atom)
        ? atom
        : throw new TermFormatException($"{value} is no member of {_type}", (int)Math.Min(writer.Written, int.MaxValue)));

    public override T Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        return reader.Peek() == TermKind.Atom && _values.TryGetValue(reader.ReadAtom(), out T value)
            ? value
            : throw new TermFormatException($"{Expected()} expected, found {reader.FoundText(found)}", found.Offset);
    }

    private string Expected()
    {
        const int Few = 8;
        return _values.Count <= Few ? $"{_type} ({string.Join(" | ", _values.Keys)})" : _type;
    }
}

internal sealed class FlagsCodec<T> : TermCodec<T>
    where T : struct, Enum
{
    private readonly EnumCodec<T> _names;
    private readonly string _type;
    private readonly Func<T, ulong> _bits;
    private readonly Func<ulong, T> _value;

    /// <summary>The members to write a value with: those of most bits first, so that a name for several stands for them.</summary>
    private readonly (ulong Bits, T Value)[] _members;

    public FlagsCodec(string type, Func<T, ulong> bits, Func<ulong, T> value, (T Value, string Atom)[] members)
    {
        _names = new EnumCodec<T>(type, members);
        (_type, _bits, _value) = (type, bits, value);
        _members = [.. members.Select(m => (Bits: bits(m.Value), m.Value)).Where(m => m.Bits != 0).OrderByDescending(m => ulong.PopCount(m.Bits))];
    }

    public override void Write(ref TermWriter writer, T value)
    {
        ulong left = _bits(value);
        var set = new List<T>();
        foreach ((ulong bits, T member) in _members)
        {
            if ((left & bits) == bits)
            {
                set.Add(member);
                left &= ~bits;
            }
        }

        if (left != 0)
        {
            throw new TermFormatException($"{value} has flags that are no members of {_type}", (int)Math.Min(writer.Written, int.MaxValue));
        }

        Elements.Write(ref writer, set, _names);
    }

    public override T Read(ref TermReader reader)
    {
        ulong bits = 0;
        foreach (T member in Elements.Read(ref reader, _names))
        {
            bits |= _bits(member);
        }

        return _value(bits);
    }
}

internal sealed class UnionCodec<T>(string type, ErlCase<T>[] cases) : TermCodec<T>
    where T : class
{
    public override void Write(ref TermWriter writer, T value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        foreach (ErlCase<T> one in cases)
        {
            if (one.TryWrite(ref writer, value!))
            {
                return;
            }
        }

        throw new TermFormatException($"{value!.GetType()} is no declared case of {type}", (int)Math.Min(writer.Written, int.MaxValue));
    }

    public override T Read(ref TermReader reader)
    {
        ErlTypes.TermHead head = ErlTypes.Head(reader);
        foreach (ErlCase<T> one in cases)
        {
            if (one.Is(head))
            {
                return one.Read(ref reader);
            }
        }

        throw new TermFormatException(
            $"{type} ({string.Join(" | ", cases.Take(8).Select(one => one.Text))}) expected, found {(head.Tag is null || head.Module is not null ? reader.FoundText() : $"{{{head.Tag}, …}} with {head.Arity} elements")}",
            reader.Consumed);
    }
}

internal sealed class CaseCodec<TUnion, T>(string? tag, int leastArity, int arity, string? structName, string? module) : ErlCase<TUnion>
    where TUnion : class
    where T : TUnion
{
    private readonly Atom? _tag = tag is null ? null : Atom.Get(tag);
    private readonly Atom? _struct = structName is null ? null : Atom.Get(structName);
    private readonly Atom? _module = module is null ? null : Atom.Get(module);

    internal override string Text => _struct is not null ? $"%{ElixirNames.ModuleOf(_struct)}{{}}" : _module is not null ? $"#{_module}:{_tag}{{}}" : arity == 1 ? $"{{{_tag}}}" : $"{{{_tag}, …}}";

    internal override bool TryWrite(ref TermWriter writer, TUnion value)
    {
        if (value is not T own)
        {
            return false;
        }

        ErlTypes.Codec<T>().Write(ref writer, own);
        return true;
    }

    internal override bool Is(in ErlTypes.TermHead head) =>
        _struct is not null ? _struct.Equals(head.StructName)
        : _tag is not null && _tag.Equals(head.Tag)
            && (_module is not null ? _module.Equals(head.Module) : head.Module is null && head.Arity >= leastArity && head.Arity <= arity);

    internal override TUnion Read(ref TermReader reader) => ErlTypes.Codec<T>().Read(ref reader);
}
