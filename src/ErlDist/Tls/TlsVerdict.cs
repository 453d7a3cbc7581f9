namespace ErlDist.Tls;

/// <summary>What a <see cref="TlsRoleOptions.VerifyFunction"/> answers.</summary>
public sealed record TlsVerdict
{
    private TlsVerdict(string? refusal) => Refusal = refusal;

    /// <summary>The certificate will do, its fault notwithstanding.</summary>
    public static TlsVerdict Valid { get; } = new(refusal: null);

    /// <summary>Why it will not do; null = it will.</summary>
    public string? Refusal { get; }

    /// <summary>The certificate will not do.</summary>
    /// <param name="reason">Why, for the log.</param>
    public static TlsVerdict Fail(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new TlsVerdict(reason);
    }
}
