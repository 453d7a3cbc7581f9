using System.Buffers.Binary;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// Finds messages in a stream of bytes. The reader loop fills <see cref="GetMemory"/>, says how much by <see cref="Advance"/>, and
/// takes all that <see cref="TryRead"/> gives; messages lie in one piece in one buffer that is used again and again.
/// </summary>
/// <remarks>
/// What a peer announces costs nothing; the buffer grows only as bytes arrive, and returns to its first size when they are used up.
/// </remarks>
internal sealed class FrameReader : IDisposable
{
    private const int ConnectedPrefixBytes = 4;
    private const int LargeBytes = 4 * 1024;

    /// <summary>Enough to know what a frame is about. Where large frames follow each other no more of one is read before it has its place.</summary>
    private const int HeadBytes = 512;

    /// <summary>After a large frame so many others may come before no large one is expected any more.</summary>
    private const int Patience = 4;

    private readonly WireLimits _limits;
    private readonly int _chunkBytes;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private int _prefixBytes;
    private bool _connected;
    private bool _isPlaced;
    private int _patience;
    private Memory<byte> _rest;

    /// <summary>Makes one, for the handshake.</summary>
    /// <param name="prefixBytes">The size of a message's length: 2 on plain TCP, 4 on TLS.</param>
    /// <param name="limits">The longest message before and after the handshake.</param>
    /// <param name="chunkBytes">The size of the buffer as long as no message needs more.</param>
    public FrameReader(int prefixBytes, WireLimits? limits = null, int chunkBytes = 64 * 1024)
    {
        if (prefixBytes is not (2 or 4))
        {
            throw new ArgumentOutOfRangeException(nameof(prefixBytes));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytes, 64);
        _prefixBytes = prefixBytes;
        _limits = limits ?? WireLimits.Default;
        _chunkBytes = chunkBytes;
        _buffer = BytePool.Shared.Rent(chunkBytes);
    }

    /// <summary>How many bytes have arrived and were not taken as messages yet.</summary>
    public int BufferedBytes => _end - _start;

    /// <summary>The handshake is over: lengths have 4 bytes, may be 0 (a tick), and reach up to the larger limit.</summary>
    public void SwitchToConnected()
    {
        _connected = true;
        _prefixBytes = ConnectedPrefixBytes;
    }

    /// <summary>Gives the buffer back until <see cref="GetMemory"/> is called again, for a connection that waits for long.</summary>
    /// <returns>False when bytes are in it.</returns>
    public bool TryRelease()
    {
        if (BufferedBytes > 0 || _isPlaced)
        {
            return false;
        }

        Dispose();
        return true;
    }

    /// <summary>Where the next bytes go; never empty. Ends the life of spans that <see cref="TryRead"/> gave.</summary>
    public Memory<byte> GetMemory()
    {
        if (_isPlaced)
        {
            return _rest;
        }

        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > 2 * _chunkBytes)
            {
                Replace(_chunkBytes);
            }
        }
        else if (_start > 0 && _buffer.Length - _end < _chunkBytes / 2)
        {
            _buffer.AsSpan(_start, BufferedBytes).CopyTo(_buffer);
            (_start, _end) = (0, BufferedBytes);
        }

        if (_buffer.Length == 0)
        {
            _buffer = BytePool.Shared.Rent(_chunkBytes);
        }
        else if (_end == _buffer.Length)
        {
            Replace((int)Math.Min(2L * _buffer.Length, Array.MaxLength));
        }

        // A large frame is read to its end and no further: what follows it then needs no moving.
        Memory<byte> room = _buffer.AsMemory(_end, _patience > 0 && BufferedBytes < HeadBytes ? Math.Min(HeadBytes, _buffer.Length - _end) : _buffer.Length - _end);
        return MissingBytes() is >= LargeBytes and var missing && missing < room.Length ? room[..missing] : room;
    }

    /// <summary>So many bytes were put where <see cref="GetMemory"/> said.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _isPlaced ? _rest.Length : _buffer.Length - _end);
        if (_isPlaced)
        {
            _rest = _rest[count..];
        }
        else
        {
            _end += count;
        }
    }

    /// <summary>
    /// A frame that has come in part, after <see cref="TryRead"/> found no whole one; only where half a buffer or more of it is missing.
    /// </summary>
    /// <param name="begun">What has come of it, without its length.</param>
    /// <param name="length">How long it is.</param>
    internal bool TryPeekLarge(out ReadOnlySpan<byte> begun, out int length)
    {
        begun = default;
        length = 0;
        if (MissingBytes() < _chunkBytes / 2)
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        begun = _buffer.AsSpan(_start + ConnectedPrefixBytes, BufferedBytes - ConnectedPrefixBytes);
        return true;
    }

    /// <summary>The frame of <see cref="TryPeekLarge"/>: what has come of it is taken, and the rest goes there.</summary>
    internal void Place(Memory<byte> rest)
    {
        (_start, _end) = (0, 0);
        _rest = rest;
        _isPlaced = true;
        _patience = Patience;
    }

    /// <summary>Whether all of a frame has come to its place.</summary>
    internal bool TryEndPlaced()
    {
        if (!_isPlaced || !_rest.IsEmpty)
        {
            return false;
        }

        _isPlaced = false;
        _rest = default;
        return true;
    }

    /// <summary>Takes the next message, if all of it has arrived.</summary>
    /// <param name="frame">
    /// The message without its length, good until <see cref="GetMemory"/> or <see cref="Dispose"/>; empty for a tick.
    /// </param>
    /// <exception cref="WireException">The length is beyond the limit, or 0 in the handshake.</exception>
    public bool TryRead(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        Span<byte> arrived = _buffer.AsSpan(_start, BufferedBytes);
        if (arrived.Length < _prefixBytes)
        {
            return false;
        }

        uint length = _prefixBytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(arrived) : BinaryPrimitives.ReadUInt32BigEndian(arrived);
        int limit = _connected ? _limits.MaxFrameBytes : _limits.MaxHandshakeMessageBytes;
        if (length > limit)
        {
            throw new WireException(
                WireError.FrameTooLong,
                _connected ? "the length of a frame" : "the length of a handshake message",
                0,
                $"it announces {length} bytes and {limit} are allowed.");
        }

        if (length == 0 && !_connected)
        {
            throw new WireException(
                WireError.EmptyHandshakeMessage, "the length of a handshake message", 0, "it announces no bytes at all.");
        }

        if (arrived.Length - _prefixBytes < length)
        {
            return false;
        }

        _patience -= _patience > 0 ? 1 : 0;
        frame = arrived.Slice(_prefixBytes, (int)length);
        _start += _prefixBytes + (int)length;
        return true;
    }

    /// <summary>Returns the buffer.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        (_buffer, _start, _end) = ([], 0, 0);
        if (buffer.Length > 0)
        {
            BytePool.Shared.Return(buffer);
        }
    }

    private int MissingBytes()
    {
        Span<byte> arrived = _buffer.AsSpan(_start, BufferedBytes);
        return arrived.Length < ConnectedPrefixBytes || !_connected
            ? 0
            : BinaryPrimitives.ReadInt32BigEndian(arrived) + ConnectedPrefixBytes - arrived.Length;
    }

    private void Replace(int size)
    {
        byte[] larger = BytePool.Shared.Rent(size);
        _buffer.AsSpan(_start, BufferedBytes).CopyTo(larger);
        BytePool.Shared.Return(_buffer);
        (_buffer, _start, _end) = (larger, 0, BufferedBytes);
    }
}
