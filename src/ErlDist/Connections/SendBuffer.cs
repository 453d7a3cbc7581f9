using System.Buffers;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>
/// Bytes that wait to be written: what is small lies in one pooled array, between it come large pieces by reference. It
/// shrinks back after a burst, so that an idle connection holds little.
/// </summary>
internal sealed class SendBuffer : ISegmentWriter, IDisposable
{
    private const int IdleSize = 4 * 1024;
    private const int MaxAtOnce = 256 * 1024;
    private readonly List<Reference> _references = [];
    private readonly List<byte[]> _kept = [];
    private byte[] _bytes = [];
    private int _copied;
    private int _referred;
    private int _lastCopied;

    /// <summary>How many bytes wait.</summary>
    public int Length => _copied + _referred;

    /// <summary>How many of them were copied into the array.</summary>
    public int CopiedBytes => _copied;

    /// <inheritdoc/>
    public void Advance(int count) => _copied += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_copied);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_copied);
    }

    /// <inheritdoc/>
    public void Append(ReadOnlyMemory<byte> piece)
    {
        _references.Add(new Reference(_copied, piece));
        _referred += piece.Length;
    }

    /// <summary>Takes over an array of the shared pool that pieces lie in: it goes back when all is written.</summary>
    public void Keep(byte[] pooled)
    {
        if (pooled.Length > 0)
        {
            _kept.Add(pooled);
        }
    }

    /// <summary>All that waits, in order.</summary>
    public void CopyPiecesTo(List<ReadOnlyMemory<byte>> pieces)
    {
        int start = 0;
        foreach (Reference reference in _references)
        {
            if (reference.Position > start)
            {
                pieces.Add(_bytes.AsMemory(start, reference.Position - start));
                start = reference.Position;
            }

            pieces.Add(reference.Piece);
        }

        if (_copied > start)
        {
            pieces.Add(_bytes.AsMemory(start, _copied - start));
        }
    }

    /// <summary>All that waits, as one sequence; it holds until the buffer is cleared.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        if (_references.Count == 0)
        {
            return new ReadOnlySequence<byte>(_bytes, 0, _copied);
        }

        List<ReadOnlyMemory<byte>> pieces = new((2 * _references.Count) + 1);
        CopyPiecesTo(pieces);
        var first = new Segment(pieces[0], null);
        Segment last = first;
        for (int i = 1; i < pieces.Count; i++)
        {
            last = new Segment(pieces[i], last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Forgets what was written, and a large array with it.</summary>
    public void Clear()
    {
        if (_copied > 0)
        {
            _lastCopied = Math.Min(_copied, MaxAtOnce);
        }

        (_copied, _referred) = (0, 0);
        _references.Clear();
        foreach (byte[] array in _kept)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _kept.Clear();
        if (_bytes.Length > IdleSize * 16)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>Moves what was copied into an array that is no larger than it needs.</summary>
    public void Trim()
    {
        if (_bytes.Length > 2 * _copied)
        {
            Resize(_copied);
        }
    }

    /// <summary>Hands the array with what was copied over: the caller returns it to the shared pool.</summary>
    public byte[] Detach()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Clear();
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = Detach();
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = _copied + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        // What follows is mostly as large as what went before: it does not have to grow to it step by step.
        Resize(Math.Max(needed, Math.Max(Math.Max(IdleSize, _lastCopied), _bytes.Length * 2)));
    }

    private void Resize(int size)
    {
        byte[] other = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _copied).CopyTo(other);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = other;
    }

    /// <summary>A piece that comes behind so many copied bytes.</summary>
    private readonly record struct Reference(int Position, ReadOnlyMemory<byte> Piece);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
