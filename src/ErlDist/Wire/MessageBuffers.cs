using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// Arrays for the large messages of one connection. Messages that follow each other are likely of one kind: where a binary would have taken
/// the last one's array, the next has one of its own size; else it has one of the shared pool, or, where that keeps none so large, the array
/// of an earlier message.
/// </summary>
internal sealed class MessageBuffers
{
    /// <summary>Room for a whole message saves copies: so much of what a peer announces is believed before it has come.</summary>
    public const int BelievedBytes = 2 * 1024 * 1024;

    private readonly SpareArrays _spares = new();
    private bool _wanted;
    private long _announced;
    private int _used;

    /// <summary>An array for a message of which so many bytes are announced at most.</summary>
    /// <param name="announced">How many bytes its frames say that it has; a series of fragments may have up to one fragment less.</param>
    /// <param name="least">How many bytes its first frame has.</param>
    /// <param name="believed">So many of them are believed, not fewer than the first frame has.</param>
    public MessageBuffer Rent(long announced, int least, int believed)
    {
        bool own = _wanted && announced >= MessageBuffer.MinTakenBytes;
        long bytes = own && announced == _announced ? Math.Max(_used, least) : announced;
        long size = Math.Min(bytes, believed);
        return MessageBuffer.Of(size, announced, own || size > BytePool.MaxKept ? _spares : null);
    }

    /// <summary>Keeps no spare arrays: the connection is quiet.</summary>
    public void Trim() => _spares.Clear();

    /// <summary>A message is done with.</summary>
    public void Return(MessageBuffer buffer)
    {
        (_wanted, _announced, _used) = (buffer.IsWanted, buffer.Announced, buffer.UsedBytes);
        buffer.Dispose();
    }
}
