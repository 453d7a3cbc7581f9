using System.Buffers;

namespace ErlDist.Terms;

/// <summary>
/// The stack of a walk over terms in terms. No walk recurses for more than a few levels, so its depth is bounded by memory and by
/// <see cref="TermLimits.MaxDepth"/>, never by a thread's stack. Whoever uses one disposes of it.
/// </summary>
internal struct FrameStack<T>
    where T : struct
{
    private const int FirstLength = 16;

    /// <summary>What grew beyond this for one deep term is given back: to the shared pool, or where it is longer than most to the garbage collector.</summary>
    private const int LongestKept = 512;

    private const int LongestPooled = 16 * 1024;

    [ThreadStatic]
    private static T[]? s_spare;

    private T[]? _frames;
    private int _count;

    internal readonly int Count => _count;

    internal void Push(in T frame)
    {
        if (_frames is null || _count == _frames.Length)
        {
            Grow();
        }

        _frames![_count++] = frame;
    }

    /// <summary>Takes the last frame off; false if there is none.</summary>
    internal bool TryPop(out T frame)
    {
        if (_count == 0)
        {
            frame = default;
            return false;
        }

        ref T top = ref _frames![--_count];
        frame = top;
        top = default;
        return true;
    }

    internal void Dispose()
    {
        if (_frames is { } frames)
        {
            _frames = null;
            frames.AsSpan(0, _count).Clear();
            Return(frames);
        }
    }

    private static void Return(T[] frames)
    {
        if (frames.Length <= LongestKept)
        {
            s_spare = frames;
        }
        else if (frames.Length <= LongestPooled)
        {
            ArrayPool<T>.Shared.Return(frames);
        }
    }

    private void Grow()
    {
        if (_frames is not { } frames)
        {
            // Taken, not shared: a walk may start another one.
            _frames = s_spare ?? new T[FirstLength];
            s_spare = null;
            return;
        }

        int length = frames.Length * 2;
        T[] longer = length is > LongestKept and <= LongestPooled ? ArrayPool<T>.Shared.Rent(length) : new T[length];
        frames.CopyTo(longer);
        frames.AsSpan().Clear();
        Return(frames);
        _frames = longer;
    }
}
