namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>
    /// A term that has many small binaries keeps them in arrays of this size. Those of 2 KiB and more are not cleared when they are made,
    /// and whoever keeps one binary of many keeps no more than this.
    /// </summary>
    private const int BlockBytes = 4096;

    /// <summary>What is larger than this has an array of its own, whose header matters less.</summary>
    private const int MaxShared = 64;

    /// <summary>A binary shares its array only where so many terms are still to come.</summary>
    private const int ManyTerms = 16;

    private ErlBinary ReadBinaryBody()
    {
        ReadOnlySpan<byte> bytes = ReadSpan(ReadCount());
        if (bytes.IsEmpty)
        {
            return ErlBinary.Empty;
        }

        Charge(ObjectBytes + ArrayBytes + sizeof(long));
        if (_takeable is not null && _takeable.TryTake(_pos - bytes.Length, bytes.Length, out ReadOnlyMemory<byte> taken))
        {
            return new ErlBinary(taken);
        }

        if (bytes.Length <= MaxShared && (_owed >= ManyTerms || _blocks is not null))
        {
            // What is left to be read bounds what a block may be needed for.
            return new ErlBinary((_blocks ??= new BinaryBlocks()).Copy(bytes, Math.Min(BlockBytes, bytes.Length + Remaining)));
        }

        return new ErlBinary(CopyOf(bytes));
    }

    /// <summary>An array of its own for the bytes; <c>ToArray</c> would clear it first.</summary>
    internal static byte[] CopyOf(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>Arrays that are filled one after the other. An object, so that copies of a reader never write to one place.</summary>
    private sealed class BinaryBlocks
    {
        private byte[] _block = [];
        private int _used;

        /// <summary>A copy of some bytes.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <param name="room">The size of a new array, where the last one is full.</param>
        public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes, int room)
        {
            if (bytes.Length > _block.Length - _used)
            {
                _block = GC.AllocateUninitializedArray<byte>(room);
                _used = 0;
            }

            bytes.CopyTo(_block.AsSpan(_used));
            var copy = new ReadOnlyMemory<byte>(_block, _used, bytes.Length);
            _used += bytes.Length;
            return copy;
        }
    }
}
