using ErlDist.Mapping;

namespace ErlDist.Fuzz.Layers;

/// <summary>
/// Declared types, by the codecs that the build makes: bytes are refused by a <see cref="TermFormatException"/>, or they are a value that
/// is written and read again as the same.
/// </summary>
internal sealed class CodecLayer : IFuzzLayer
{
    private static readonly byte[][] s_seeds =
    [
        ErlTypes.Encode(new Order(7, "boat", Colour.DarkBlue, [new Item("sail", 2.5, null), new Item("mast", 0, "oak")])),
        ErlTypes.Encode(new Order(-1, "", Colour.Red, [])),
        ErlTypes.Encode(new Node(1, new Node(2, null, null), new Node(3, new Node(4, null, null), null))),
        ErlTypes.Encode(new Options(true, 200, "note", new Dictionary<string, long> { ["a"] = 1, ["b"] = long.MaxValue })),
        ErlTypes.Encode(new Everything(-128, ushort.MaxValue, 1.5f, [1, 2, 3], Atom.Get("x"), Term.Tuple(1, Term.List(2, "three")), (4, "five"), [6, 7])),
        ErlTypes.Encode<Shape>(new Circle(2)),
        ErlTypes.Encode<Shape>(new Square(3, 4)),
    ];

    public string Name => "codecs";

    public byte[][] MakeCase(Random random) =>
        [Mutator.Mutate(random, s_seeds[random.Next(s_seeds.Length)], s_seeds[random.Next(s_seeds.Length)])];

    public void Run(byte[][] messages)
    {
        byte[] bytes = messages[0];
        bool taken = Takes<Order>(bytes);
        taken |= Takes<Node>(bytes);
        taken |= Takes<Options>(bytes);
        taken |= Takes<Everything>(bytes);
        taken |= Takes<Shape>(bytes);
        if (!taken)
        {
            throw new TermFormatException("no type takes it", 0);
        }
    }

    private static bool Takes<T>(byte[] bytes)
        where T : notnull
    {
        T value;
        try
        {
            value = ErlTypes.Decode<T>(bytes);
        }
        catch (TermFormatException)
        {
            return false;
        }

        FuzzFindException.IfRefused(() =>
        {
            byte[] written = ErlTypes.Encode(value);
            if (!ErlTypes.Encode(ErlTypes.Decode<T>(written)).AsSpan().SequenceEqual(written))
            {
                throw new FuzzFindException($"{value} comes out as something else");
            }
        });
        return true;
    }
}

/// <summary>A tagged tuple with most that a member can be.</summary>
[ErlTuple("fuzz_order")]
public sealed record Order(long Id, string Name, Colour Colour, List<Item> Items);

/// <summary>A record within.</summary>
[ErlRecord("fuzz_item")]
public sealed record Item(string Sku, double Price, string? Note);

/// <summary>Atoms.</summary>
[ErlAtom]
public enum Colour
{
    /// <summary><c>red</c>.</summary>
    Red,

    /// <summary><c>dark_blue</c>.</summary>
    DarkBlue,
}

/// <summary>A type that holds itself.</summary>
[ErlTuple("fuzz_node")]
public sealed record Node(int Value, Node? Left, Node? Right);

/// <summary>A map.</summary>
[ErlMap]
public sealed record Options(bool IsOn, byte Limit, string? Note, Dictionary<string, long> Counts);

/// <summary>Numbers at their ends, bytes, terms, tuples, arrays.</summary>
[ErlTuple("fuzz_everything")]
public sealed record Everything(sbyte Small, ushort Large, float Single, byte[] Bytes, Atom Atom, Term Term, (int X, string Y) Pair, int[] Numbers);

/// <summary>A union.</summary>
[ErlUnion]
public abstract record Shape;

/// <summary>One of its cases.</summary>
[ErlTuple("fuzz_circle")]
public sealed record Circle(double Radius) : Shape;

/// <summary>Another one.</summary>
[ErlTuple("fuzz_square")]
public sealed record Square(double Width, double Height) : Shape;
