namespace ErlDist.Terms;

/// <summary>Bytes of a message that arrived in an array of its own, which a large binary in it may have instead of a copy.</summary>
internal interface ITakeableBytes
{
    /// <summary>Takes a part, for ever.</summary>
    /// <returns>False where a copy is better: the part is small, or a small part of the array.</returns>
    bool TryTake(int offset, int length, out ReadOnlyMemory<byte> part);

    /// <summary>Nothing that was taken is used any more.</summary>
    void GiveBack();
}
