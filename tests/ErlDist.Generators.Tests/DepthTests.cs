using System.Buffers;
using ErlDist.Mapping;

namespace ErlDist.Generators.Tests;

/// <summary>The deepest values that are legal, and deeper ones, on a thread with a small stack.</summary>
public sealed class DepthTests
{
    private const int SmallStack = 256 * 1024;
    private const int Deep = 150_000;

    [Fact]
    public void A_deep_tuple_ends_its_message_and_nothing_else() => Refused<Tree>(ErlTypes.Decode<Tree>, depth =>
        [131, .. Repeat([104, 4, 119, 4, .. "tree"u8, 97, 1, .. Undefined], depth), .. Undefined]);

    [Fact]
    public void A_deep_map_ends_its_message_and_nothing_else() => Refused<Link>(ErlTypes.Decode<Link>, depth =>
        [131, .. Repeat([116, 0, 0, 0, 2, 119, 5, .. "value"u8, 97, 1, 119, 4, .. "next"u8], depth), .. Undefined]);

    [Fact]
    public void Deep_lists_of_declared_types_too() => Refused<Branch>(ErlTypes.Decode<Branch>, depth =>
        [131, .. Repeat([104, 2, 119, 6, .. "branch"u8, 108, 0, 0, 0, 1], depth), 104, 2, 119, 6, .. "branch"u8, 106, .. Repeat([106], depth)]);

    [Fact]
    public void Deep_and_cyclic_values_are_not_written() => OnSmallStack(() =>
    {
        Tree? tree = null;
        Link? link = null;
        for (int i = 0; i < Deep; i++)
        {
            tree = new Tree(i, null, tree);
            link = new Link(i, link);
        }

        var ring = new Ring();
        ring.Next = ring;
        var branches = new List<Branch>();
        branches.Add(new Branch(branches));
        Assert.Contains("levels", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(tree!)).Message);
        Assert.Contains("levels", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(link!)).Message);
        Assert.Contains("levels", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(ring)).Message);
        Assert.Contains("levels", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(branches[0])).Message);
    });

    [Fact]
    public void What_is_as_deep_as_the_limit_travels()
    {
        Tree? tree = null;
        for (int i = 0; i < TermLimits.Default.MaxDepth; i++)
        {
            tree = new Tree(i, null, tree);
        }

        // 256 MB, where the limit of depth is the one that counts: a codec recurses.
        OnStack(256 * 1024 * 1024, () =>
        {
            byte[] bytes = ErlTypes.Encode(tree!);
            Assert.Equal(bytes, ErlTypes.Encode(ErlTypes.Decode<Tree>(bytes)));
            Assert.Throws<TermFormatException>(() => ErlTypes.Encode(new Tree(0, tree, null)));
        });
    }

    private static ReadOnlySpan<byte> Undefined => "w\tundefined"u8;

    private static void Refused<T>(DecodeSpan<T> decode, Func<int, byte[]> encoded) => OnSmallStack(() =>
    {
        byte[] bytes = encoded(Deep);
        TermFormatException refused = Assert.Throws<TermFormatException>(() => decode(bytes));
        Assert.Contains("levels", refused.Message);
        decode(encoded(20));
    });

    private static void OnSmallStack(Action action) => OnStack(SmallStack, action);

    private static void OnStack(int bytes, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception caught)
                {
                    failure = caught;
                }
            },
            bytes);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static byte[] Repeat(ReadOnlySpan<byte> bytes, int times)
    {
        var all = new ArrayBufferWriter<byte>();
        for (int i = 0; i < times; i++)
        {
            all.Write(bytes);
        }

        return all.WrittenSpan.ToArray();
    }

    private delegate T DecodeSpan<out T>(ReadOnlySpan<byte> bytes);
}
