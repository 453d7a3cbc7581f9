namespace ErlDist.Terms;

/// <summary>Data that whoever gave it does not change, so that any part of it may be kept.</summary>
internal sealed class KeptBytes(ReadOnlyMemory<byte> data) : ITakeableBytes
{
    public bool TryTake(int offset, int length, out ReadOnlyMemory<byte> part)
    {
        part = data.Slice(offset, length);
        return true;
    }

    public void GiveBack()
    {
    }
}
