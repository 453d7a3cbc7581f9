using System.Runtime.CompilerServices;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>
    /// Goes down a level: for codecs to call before they read what stands in a list, tuple or map, with <see cref="Ascend"/> behind it.
    /// Counts with the levels of <see cref="ReadTerm"/> against <see cref="TermLimits.MaxDepth"/>.
    /// </summary>
    /// <exception cref="TermFormatException">The limit, or what this thread's stack can hold, is reached.</exception>
    public void Descend()
    {
        CheckDepth(++_depth);

        // At each level: nobody knows how large the frames of a codec are.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            FailStack();
        }
    }

    /// <summary>Goes up again. Not needed after an exception, when the reader cannot be used anyway.</summary>
    public void Ascend() => _depth--;

    private readonly void CheckDepth(int depth)
    {
        if (depth > _limits.MaxDepth)
        {
            FailLimit($"deeper than the limit of {_limits.MaxDepth} levels", nameof(TermLimits.MaxDepth));
        }
    }

    private readonly void FailStack() => Fail($"{_depth} levels, deeper than this thread's stack can hold");
}
