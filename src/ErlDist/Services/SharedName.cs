namespace ErlDist.Services;

/// <summary>
/// Names of groups, of <c>global</c> and of its locks are any terms, and are kept as long as their processes live: those of peers only
/// where they are no longer than names are.
/// </summary>
internal static class SharedName
{
    /// <summary>The longest, encoded.</summary>
    private const int MaxBytes = 1024;

    /// <summary>Whether a peer may give such a name.</summary>
    public static bool IsShort(Term name) => name switch
    {
        Atom or ErlInteger or Pid or Reference => true,
        ErlBinary binary => binary.Bytes.Length <= MaxBytes,
        _ => Encodable.Size(name) <= MaxBytes,
    };
}
