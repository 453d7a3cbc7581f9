using System.Text;
using ErlDist.Mapping.Generated;
using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

internal sealed class StringCodec : TermCodec<string>
{
    public override void Write(ref TermWriter writer, string value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteString(value);
    }

    public override string Read(ref TermReader reader)
    {
        if (reader.Peek() is TermKind.Binary or TermKind.List)
        {
            return reader.ReadString();
        }

        throw new TermFormatException($"text expected, found {reader.FoundText()}", reader.Consumed);
    }
}

/// <summary>The keys of dictionaries, which come again and again.</summary>
internal sealed class KeyTextCodec : TermCodec<string>
{
    private static readonly KeyTextCodec s_instance = new();

    /// <summary>The codec of keys: this one in place of that of text.</summary>
    public static TermCodec<T> For<T>(TermCodec<T> codec) => codec is StringCodec ? (TermCodec<T>)(object)s_instance : codec;

    public override void Write(ref TermWriter writer, string value) => TermCodecs.String.Write(ref writer, value);

    public override string Read(ref TermReader reader) =>
        reader.TryReadSharedString(out string? text) ? text : TermCodecs.String.Read(ref reader);
}

internal sealed class CharListCodec : TermCodec<string>
{
    public override void Write(ref TermWriter writer, string value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteCharList(value!);
    }

    public override string Read(ref TermReader reader) => TermCodecs.String.Read(ref reader);
}

internal sealed class AtomNameCodec : TermCodec<string>
{
    public override void Write(ref TermWriter writer, string value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteAtom(value!);
    }

    public override string Read(ref TermReader reader) => reader.ReadAtom().Name;
}

internal sealed class BytesCodec : TermCodec<byte[]>
{
    public override void Write(ref TermWriter writer, byte[] value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteBinary(value);
    }

    public override byte[] Read(ref TermReader reader) => TermReader.CopyOf(reader.ReadBinary());
}

internal sealed class MemoryCodec : TermCodec<ReadOnlyMemory<byte>>
{
    public override void Write(ref TermWriter writer, ReadOnlyMemory<byte> value) => writer.WriteBinary(value.Span);

    public override ReadOnlyMemory<byte> Read(ref TermReader reader) => reader.ReadMemory();
}

/// <summary>A type that has a text: a binary of it.</summary>
internal abstract class ByText<T>(string kind) : TermCodec<T>
    where T : class
{
    public override void Write(ref TermWriter writer, T value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteString(Format(value!));
    }

    public override T Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        return Parse(TermCodecs.String.Read(ref reader)) ?? throw new TermFormatException($"{kind} expected, found {reader.FoundText(found)}", found.Offset);
    }

    protected abstract string Format(T value);

    protected abstract T? Parse(string text);
}

internal sealed class UriCodec() : ByText<Uri>("a URI")
{
    protected override string Format(Uri value) => value.OriginalString;

    protected override Uri? Parse(string text) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri) ? uri : null;
}

internal sealed class VersionCodec() : ByText<Version>("a version")
{
    protected override string Format(Version value) => value.ToString();

    protected override Version? Parse(string text) => Version.TryParse(text, out Version? version) ? version : null;
}

internal sealed class GuidCodec(bool asBytes) : TermCodec<Guid>
{
    private const int Bytes = 16;

    public override void Write(ref TermWriter writer, Guid value)
    {
        if (asBytes)
        {
            writer.WriteBinary(value.ToByteArray(bigEndian: true));
        }
        else
        {
            writer.WriteString(value.ToString());
        }
    }

    public override Guid Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        ReadOnlySpan<byte> bytes = reader.ReadBinary();
        return asBytes && bytes.Length == Bytes ? new Guid(bytes, bigEndian: true)
            : !asBytes && Guid.TryParse(Encoding.Latin1.GetString(bytes), out Guid guid) ? guid
            : throw new TermFormatException($"a Guid as {(asBytes ? $"{Bytes} bytes" : "text")} expected, found {reader.FoundText(found)}", found.Offset);
    }
}
