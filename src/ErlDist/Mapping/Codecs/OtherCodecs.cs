using ErlDist.Mapping.Generated;
using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

/// <summary>Terms, or those of one kind.</summary>
internal sealed class TermCodecOf<T> : TermCodec<T>
    where T : Term
{
    public override void Write(ref TermWriter writer, T value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        writer.WriteTerm(value!);
    }

    public override T Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        return reader.ReadTerm() as T ?? throw new TermFormatException($"{typeof(T).Name} expected, found {reader.FoundText(found)}", found.Offset);
    }
}

/// <summary>Finds the codec of a declared type when it is first used, since types may refer to each other.</summary>
internal sealed class DeclaredCodec<T> : TermCodec<T>
{
    public static readonly DeclaredCodec<T> Instance = new();

    public override void Write(ref TermWriter writer, T value) => ErlTypes.Codec<T>().Write(ref writer, value);

    public override T Read(ref TermReader reader) => ErlTypes.Codec<T>().Read(ref reader);
}

/// <summary>A user's codec: whatever it throws is told as one that does not fit.</summary>
internal sealed class HandCodec<T>(TermCodec<T> codec) : TermCodec<T>
{
    public override void Write(ref TermWriter writer, T value)
    {
        try
        {
            codec.Write(ref writer, value);
        }
        catch (Exception e) when (e is not (TermFormatException or OutOfMemoryException))
        {
            throw ErlShape.Wrapped(e, writer.Written);
        }
    }

    public override T Read(ref TermReader reader)
    {
        try
        {
            return codec.Read(ref reader);
        }
        catch (Exception e) when (e is not (TermFormatException or OutOfMemoryException))
        {
            throw ErlShape.Wrapped(e, reader.Consumed);
        }
    }
}

internal sealed class RangeCodec : TermCodec<ErlRange>
{
    private static readonly ErlShape s_shape = ErlShape.Keyed(
        "Range", ErlKeys.Atoms, "Elixir.Range", false, new("first", "first"), new("last", "last"), new("step", "step", IsOptional: true));

    public override void Write(ref TermWriter writer, ErlRange value)
    {
        if (value.Step == 0)
        {
            throw new TermFormatException("a range whose step is 0", (int)Math.Min(writer.Written, int.MaxValue));
        }

        s_shape.BeginKeyed(ref writer, 3);
        s_shape.WriteKey(ref writer, 0);
        writer.WriteInt64(value.First);
        s_shape.WriteKey(ref writer, 1);
        writer.WriteInt64(value.Last);
        s_shape.WriteKey(ref writer, 2);
        writer.WriteInt64(value.Step);
        s_shape.EndKeyed(ref writer);
    }

    public override ErlRange Read(ref TermReader reader)
    {
        long first = 0, last = 0, step = 0;
        Span<bool> seen = stackalloc bool[4];
        for (int pairs = s_shape.BeginKeyed(ref reader); pairs > 0; pairs--)
        {
            switch (s_shape.ReadKey(ref reader, seen))
            {
                case 0:
                    first = reader.ReadInt64();
                    break;
                case 1:
                    last = reader.ReadInt64();
                    break;
                case 2:
                    step = reader.ReadInt64();
                    break;
            }
        }

        s_shape.EndKeyed(ref reader, seen);

        // Before Elixir 1.12 a range had no step: it went the way that leads to its end.
        step = seen[2] ? step : first <= last ? 1 : -1;
        return step != 0 ? new ErlRange(first, last, step) : throw new TermFormatException("a range whose step is 0", reader.Consumed);
    }
}

internal sealed class NullableValueCodec<T>(TermCodec<T> codec, Atom none) : TermCodec<T?>
    where T : struct
{
    public override void Write(ref TermWriter writer, T? value)
    {
        if (value is { } there)
        {
            codec.Write(ref writer, there);
        }
        else
        {
            writer.WriteAtom(none);
        }
    }

    public override T? Read(ref TermReader reader) => reader.TryReadAtom(none.Utf8) ? null : codec.Read(ref reader);
}

internal sealed class NullableCodec<T>(TermCodec<T> codec, Atom none) : TermCodec<T?>
    where T : class
{
    public override void Write(ref TermWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteAtom(none);
        }
        else
        {
            codec.Write(ref writer, value);
        }
    }

    public override T? Read(ref TermReader reader) => reader.TryReadAtom(none.Utf8) ? null : codec.Read(ref reader);
}

internal sealed class OptionCodec<T>(TermCodec<T> codec, Atom none) : TermCodec<ErlOption<T>>
{
    public override void Write(ref TermWriter writer, ErlOption<T> value)
    {
        if (value.HasValue)
        {
            codec.Write(ref writer, value.Value);
        }
        else
        {
            writer.WriteAtom(none);
        }
    }

    public override ErlOption<T> Read(ref TermReader reader) => reader.TryReadAtom(none.Utf8) ? default : new ErlOption<T>(codec.Read(ref reader));
}

internal sealed class ResultCodec<T>(TermCodec<T> codec) : TermCodec<ErlResult<T>>
{
    public override void Write(ref TermWriter writer, ErlResult<T> value)
    {
        writer.Descend();
        writer.WriteTupleHeader(2);
        if (value.IsOk)
        {
            writer.WriteAtom(Atom.Ok);
            codec.Write(ref writer, value.Value);
        }
        else
        {
            writer.WriteAtom(Atom.Error);
            writer.WriteTerm(value.Reason);
        }

        writer.Ascend();
    }

    public override ErlResult<T> Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        reader.Descend();
        ErlResult<T>? result = null;
        if (reader.Peek() == TermKind.Tuple && reader.ReadTupleHeader() == 2)
        {
            result = reader.TryReadAtom(Atom.Ok.Utf8) ? ErlResult.Ok(codec.Read(ref reader))
                : reader.TryReadAtom(Atom.Error.Utf8) ? ErlResult.Error<T>(reader.ReadTerm())
                : null;
        }

        reader.Ascend();
        return result ?? throw new TermFormatException($"{{ok, Value}} or {{error, Reason}} expected, found {reader.FoundText(found)}", found.Offset);
    }
}
