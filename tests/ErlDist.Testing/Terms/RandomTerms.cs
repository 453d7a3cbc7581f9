using System.Globalization;
using System.Numerics;
using System.Text;

namespace ErlDist.Testing.Terms;

/// <summary>Terms of all kinds by chance; the same seed gives the same terms.</summary>
public sealed class RandomTerms(int seed)
{
    /// <summary>Where integers and floats meet and where their sizes change.</summary>
    private static readonly double[] s_similar =
        [0, 1, -1, 2, 1L << 53, -(1L << 53), (1L << 53) + 2, 1L << 59, 1L << 60, -(1L << 60), 9223372036854775808.0, -9223372036854775808.0, 1e25];

    private static readonly string[] s_names = ["a", "b", "ab", "A b", "\uE000", "\U00010000"];

    private readonly Random _random = new(seed);

    /// <summary>Whether to make pids, ports, references and closures, whose text cannot be read back.</summary>
    public bool Identifiers { get; init; } = true;

    /// <summary>
    /// Whether to make pids, ports and references with numbers that releases before OTP 24 cannot read: a pid of theirs has 15 bits
    /// of id and 13 of serial, a port 28, a reference three words and 18 bits in the first.
    /// </summary>
    public bool LargeNumbers { get; init; } = true;

    /// <summary>Whether to make native records, which releases before OTP 29 do not know.</summary>
    public bool Records { get; init; }

    /// <summary>Whether terms are to be much like one another, so that many are equal or nearly so.</summary>
    public bool Similar { get; init; }

    /// <summary>A term, with others in it down to this depth.</summary>
    public Term Next(int depth = 4)
    {
        if (Records && depth > 0 && _random.Next(12) == 0)
        {
            return Record(depth);
        }

        int kinds = Identifiers ? 20 : 16;
        return _random.Next(depth > 0 ? kinds : kinds - 6) switch
        {
            0 or 1 => Integer(),
            2 => Float(),
            3 or 4 => Atom(),
            5 => new ErlBinary(Bytes(_random.Next(12))),
            6 => new ErlBinary(Text()),
            7 => new ErlBitstring(Bytes(1 + _random.Next(5)), 1 + _random.Next(7)),
            8 => Term.CharList(Text()),
            9 => ErlList.Empty,
            10 when Identifiers => Pid(),
            11 when Identifiers => new Port(Atom(), LargeNumbers && _random.Next(2) == 0 ? (ulong)_random.NextInt64() : Word() >> 6, Word()),
            12 when Identifiers => Reference(),
            13 when Identifiers => Fun(depth),
            10 or 14 => new ErlExport(Atom(), Atom(), _random.Next(256)),
            11 or 15 => Term.ImproperList(Terms(depth, least: 1), Next(depth - 1)),
            12 or 16 => Map(depth),
            13 or 17 => Term.List(Terms(depth)),
            _ => Term.Tuple(Terms(depth)),
        };
    }

    /// <summary>A text of printable characters and others.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        int kind = _random.Next(5);
        for (int i = _random.Next(10); i > 0; i--)
        {
            int code = kind switch
            {
                0 => _random.Next(0x80),
                1 => _random.Next(0x100),
                2 => _random.Next(0x800),
                3 => _random.Next(0x110000),
                _ => ' ' + _random.Next(0x5F),
            };
            text.Append(Rune.TryCreate(code, out Rune rune) ? rune.ToString() : "?");
        }

        return text.ToString();
    }

    /// <summary>A finite float of any size, sometimes one of few digits.</summary>
    public double Double()
    {
        while (Similar)
        {
            double value = s_similar[_random.Next(s_similar.Length)] + (_random.Next(3) == 0 ? 0.5 : 0);
            if (value != 0)
            {
                return value;
            }
        }

        while (true)
        {
            double value = _random.Next(4) switch
            {
                0 => double.Parse(
                    string.Create(CultureInfo.InvariantCulture, $"{_random.Next(-999, 999)}e{_random.Next(-25, 25)}"), CultureInfo.InvariantCulture),
                1 => _random.NextDouble() * Math.Pow(10, _random.Next(-20, 25)),
                2 => _random.NextInt64(1L << 55),
                _ => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)),
            };
            // Before OTP 27 the two zeros were equal, and so one key of a map.
            if (double.IsFinite(value) && value != 0)
            {
                return value;
            }
        }
    }

    private ErlFloat Float() => new(Double());

    private ErlNativeRecord Record(int depth) => new(
        Atom(), Atom(), [.. Terms(depth).Select(value => KeyValuePair.Create(Atom(), value)).DistinctBy(field => field.Key)],
        isExported: !Identifiers || _random.Next(2) == 0);

    private Term Integer() => _random.Next(6) switch
    {
        _ when Similar => new BigInteger(s_similar[_random.Next(s_similar.Length)]) + _random.Next(-1, 2),
        var kind => Integer(kind),
    };

    private Term Integer(int kind) => kind switch
    {
        0 => _random.Next(-300, 300),
        1 => _random.Next(int.MinValue, int.MaxValue),
        2 => _random.NextInt64(long.MinValue, long.MaxValue),
        3 => new BigInteger(Bytes(_random.Next(1, 20))),
        4 => new BigInteger(Bytes(_random.Next(250, 300))),
        _ => (BigInteger.One << _random.Next(0, 80)) - _random.Next(0, 3),
    };

    private Atom Atom() => _random.Next(4) switch
    {
        _ when Similar => ErlDist.Atom.Get(s_names[_random.Next(s_names.Length)]),
        0 => ErlDist.Atom.Get(Text()),
        1 => ErlDist.Atom.Ok,
        _ => ErlDist.Atom.Get("atom_" + _random.Next(50).ToString(CultureInfo.InvariantCulture)),
    };

    private Pid Pid() => LargeNumbers || Similar
        ? new Pid(Atom(), Word(), Word(), Word())
        : new Pid(Atom(), Word() >> 17, Word() >> 19, Word());

    private Reference Reference()
    {
        uint[] words = [.. Enumerable.Range(0, 1 + _random.Next(LargeNumbers ? 5 : 3)).Select(_ => Word())];
        words[0] = LargeNumbers || Similar ? words[0] : words[0] >> 14;
        return new Reference(Atom(), Word(), words);
    }

    private ErlFun Fun(int depth)
    {
        // A fun has no constructor, since nobody but a BEAM can make a true one: so by way of its bytes.
        // No fun has more than 255 variables.
        Term[] variables = [.. Terms(depth).Take(255)];
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        writer.WriteRaw([1, .. Bytes(16), 0, 0, 0, 3, 0, 0, 0, (byte)variables.Length]);
        writer.WriteAtom(Atom());
        writer.WriteInt64(_random.Next(Similar ? 3 : 100));
        writer.WriteInt64(_random.Next(Similar ? 3 : int.MaxValue));
        writer.WritePid(Pid());
        foreach (Term variable in variables)
        {
            writer.WriteTerm(variable);
        }

        writer.Flush();
        int size = buffer.WrittenCount + 4;
        byte[] encoded = [131, 112, (byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, .. buffer.WrittenSpan];
        return (ErlFun)Term.Decode(encoded);
    }

    private ErlMap Map(int depth)
    {
        var pairs = new Dictionary<Term, Term>();
        for (int i = _random.Next(_random.Next(10) == 0 ? 40 : 4); i > 0; i--)
        {
            pairs[Next(depth - 1)] = Next(depth - 1);
        }

        return new ErlMap(pairs);
    }

    private Term[] Terms(int depth, int least = 0) =>
        [.. Enumerable.Range(0, least + _random.Next(_random.Next(40) == 0 ? 300 / (5 - Math.Min(depth, 4)) : 5)).Select(_ => Next(depth - 2))];

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private uint Word() => (uint)(Similar ? _random.Next(1, 4) : _random.NextInt64(uint.MaxValue));
}
