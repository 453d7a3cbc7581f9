using System.Buffers.Binary;

namespace AkkaErlDist.Remoting.Protocol;

/// <summary>
/// Walks over the fields of one Protocol Buffers message where it lies, and copies nothing. Here, and in
/// <see cref="PduWriter"/>, stands all that is known of the encoding itself; what is not sent for every message goes
/// through the generated classes.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;

    /// <summary>The number of the field that <see cref="Next"/> went to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong key = ReadRawVarint();
        Field = (int)(key >> 3);
        _wireType = (int)(key & 7);
        return key is > 7 and <= uint.MaxValue ? true : throw new PduException($"{key} is no key of a field.");
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(LengthDelimited);
        ulong length = ReadRawVarint();
        return Take(length);
    }

    public ulong ReadVarint()
    {
        Expect(Varint);
        return ReadRawVarint();
    }

    public ulong ReadFixed64()
    {
        Expect(Fixed64);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case Varint:
                ReadRawVarint();
                break;
            case Fixed64:
                Take(sizeof(ulong));
                break;
            case LengthDelimited:
                Take(ReadRawVarint());
                break;
            case Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new PduException($"Field {Field} has wire type {_wireType}, which nobody writes.");
        }
    }

    private readonly void Expect(int wireType)
    {
        if (_wireType != wireType)
        {
            throw new PduException($"Field {Field} has wire type {_wireType} where {wireType} is expected.");
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (uint)_rest.Length)
        {
            throw new PduException($"Field {Field} says it has {length} bytes; {_rest.Length} are left.");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadRawVarint()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (!rest.IsEmpty && rest[0] < 0x80)
        {
            _rest = rest[1..];
            return rest[0];
        }

        ulong value = 0;
        for (int i = 0; i < rest.Length && i < MaxVarintBytes; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                _rest = rest[(i + 1)..];
                return value;
            }
        }

        throw new PduException("A number has no end.");
    }
}
