using System.Buffers.Binary;

namespace ErlDist.Tests.Terms;

/// <summary>What a message becomes in memory is bounded, and the account that the reader keeps is true.</summary>
public sealed class MemoryTests
{
    /// <summary>Small terms that take many times their bytes.</summary>
    public static TheoryData<string> Elements =>
        ["68016A", "6B000161", "6D0000000161", "4600000000000000FF", "6200010000", "6C0000000161016101", "740000000161016101", "4D000000010161",
            "430000000101" + "770161" + "770161" + "770161" + "6101", "71" + "770161" + "770161" + "6101", "6E0900FFFFFFFFFFFFFFFFFF"];

    [Theory]
    [MemberData(nameof(Elements))]
    public void Never_more_than_is_counted(string element)
    {
        byte[] bytes = List(element, 20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var term = Term.Decode(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long most = 1;
        while (!IsEnough(bytes, most))
        {
            most += most / 16 + 1;
        }

        // The bytes of binaries and large integers are not counted.
        Assert.InRange(allocated - bytes.Length, 0, most);
        GC.KeepAlive(term);
    }

    [Fact]
    public void Millions_of_small_tuples_are_refused()
    {
        byte[] bytes = List("68016A", 8_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TermFormatException failure = Assert.Throws<TermFormatException>(() => Term.Decode(bytes));
        Assert.Equal(nameof(TermLimits.MaxObjectBytes), failure.Limit);
        Assert.Contains("134217728", failure.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, TermLimits.Default.MaxObjectBytes + (1024 * 1024));
    }

    private static bool IsEnough(byte[] bytes, long most)
    {
        try
        {
            Term.Decode(bytes, new TermLimits { MaxObjectBytes = most });
            return true;
        }
        catch (TermFormatException)
        {
            return false;
        }
    }

    private static byte[] List(string element, int count)
    {
        byte[] one = Convert.FromHexString(element);
        byte[] bytes = new byte[6 + (count * one.Length) + 1];
        (bytes[0], bytes[1], bytes[^1]) = (131, 108, 106);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), count);
        for (int i = 0; i < count; i++)
        {
            one.CopyTo(bytes, 6 + (i * one.Length));
        }

        return bytes;
    }
}
