using System.Runtime.CompilerServices;

namespace ErlDist;

public ref partial struct TermWriter
{
    /// <summary>
    /// Goes down a level: for codecs to call before they write what stands in a list, tuple or map, with <see cref="Ascend"/> behind it.
    /// So a value that holds itself ends its own message and nothing else.
    /// </summary>
    /// <exception cref="TermFormatException">
    /// Deeper than <see cref="TermLimits.MaxDepth"/>, or than this thread's stack can hold.
    /// </exception>
    public void Descend()
    {
        CheckDepth(++_depth);

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TermFormatException($"{_depth} levels, deeper than this thread's stack can hold", Offset);
        }
    }

    /// <summary>Goes up again. Not needed after an exception.</summary>
    public void Ascend() => _depth--;

    private readonly void CheckDepth(int depth)
    {
        if (depth > _maxDepth)
        {
            throw new TermFormatException(
                $"deeper than the limit of {_maxDepth} levels; does the value hold itself", Offset, nameof(TermLimits.MaxDepth));
        }
    }

    private readonly int Offset => (int)Math.Min(Written, int.MaxValue);
}
