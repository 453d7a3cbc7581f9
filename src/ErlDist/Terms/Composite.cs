using System.Runtime.CompilerServices;

namespace ErlDist.Terms;

/// <summary>What lists and tuples share.</summary>
/// <remarks>
/// Their hash is kept once it is known: terms in terms as keys of maps would otherwise be hashed again at each level,
/// and a peer could make a small message cost seconds.
/// </remarks>
internal static class Composite
{
    internal static int Hash(int seed, ReadOnlySpan<Term> elements)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = default(HashCode);
        hash.Add(seed);
        foreach (Term element in elements)
        {
            hash.Add(element.GetHashCode());
        }

        return hash.ToHashCode() | 1;
    }

    /// <summary>Compares elements, after the hashes where both are known (0 is unknown).</summary>
    internal static bool Equal(object left, int leftHash, ReadOnlySpan<Term> leftElements, object right, int rightHash, ReadOnlySpan<Term> rightElements)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (leftElements.Length != rightElements.Length || (leftHash != rightHash && leftHash != 0 && rightHash != 0))
        {
            return false;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (int i = 0; i < leftElements.Length; i++)
        {
            if (!leftElements[i].Equals(rightElements[i]))
            {
                return false;
            }
        }

        return true;
    }
}
