using System.Runtime.CompilerServices;

namespace ErlDist.Terms;

public ref partial struct TermWriter
{
    /// <summary>
    /// Goes down a level: for codecs to call before they write what stands in a list, tuple or map, with <see cref="Ascend"/> behind it.
    /// So a value that holds itself ends its own message and nothing else.
    /// </summary>
    /// <exception cref="TermFormatException">
    /// Deeper than a reader takes by <see cref="TermLimits.Default"/>, or than this thread's stack can hold.
    /// </exception>
    public void Descend()
    {
        if (++_depth > TermLimits.Default.MaxDepth)
        {
            throw new TermFormatException(
                $"deeper than the limit of {TermLimits.Default.MaxDepth} levels; does the value hold itself", Offset);
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TermFormatException($"{_depth} levels, deeper than this thread's stack can hold", Offset);
        }
    }

    /// <summary>Goes up again. Not needed after an exception.</summary>
    public void Ascend() => _depth--;

    private readonly int Offset => (int)Math.Min(Written, int.MaxValue);
}
