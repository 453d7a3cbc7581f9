using System.Buffers;

namespace ErlDist.Terms;

/// <summary>
/// The shared pool of arrays, but for large ones: the pool would keep one of each size for each thread that has had one, and how large they are
/// is a peer's choice. So they are made and left to the garbage collector.
/// </summary>
internal sealed class BytePool : ArrayPool<byte>
{
    /// <summary>The largest array that it keeps.</summary>
    public const int MaxKept = 1024 * 1024;

    private BytePool()
    {
    }

    /// <summary>The only one.</summary>
    public static new BytePool Shared { get; } = new();

    public override byte[] Rent(int minimumLength) =>
        minimumLength <= MaxKept ? ArrayPool<byte>.Shared.Rent(minimumLength) : GC.AllocateUninitializedArray<byte>(minimumLength);

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (array.Length <= MaxKept)
        {
            ArrayPool<byte>.Shared.Return(array, clearArray);
        }
    }
}
