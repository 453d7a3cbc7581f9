namespace ErlDist.Wire;

/// <summary>The rules for names of nodes, as dist_util:is_node_name/1 and split_node/1 have them.</summary>
public static class NodeName
{
    /// <summary>The longest name, in characters: a node's name is an atom.</summary>
    public const int MaxLength = 255;

    // The digits of 2^64 - 1 in base 36, the most that a name of ours has before the @.
    private const int DynamicDigits = 13;

    /// <summary>Whether this is a full name: one <c>@</c> with something on either side, Latin-1, at most 255 characters.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < name.Length - 1 && name.IndexOf('@', at + 1) < 0 && IsText(name);
    }

    /// <summary>
    /// Whether this is a host alone, which is what a node sends that asks for a name; short enough for a name of ours before it.
    /// </summary>
    public static bool IsHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Length is > 0 and < MaxLength - DynamicDigits && !host.Contains('@', StringComparison.Ordinal) && IsText(host);
    }

    /// <summary>What stands behind the <c>@</c>.</summary>
    public static string HostOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>A name for a node that asked for one: <paramref name="random"/> in base 36, as OTP's net_kernel makes them.</summary>
    /// <param name="host">The host that the node sent.</param>
    /// <param name="random">A random number; the caller sees to it that no connected node has the name.</param>
    public static string MakeDynamic(string host, ulong random)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        Span<char> text = stackalloc char[DynamicDigits];
        var start = text.Length;
        do
        {
            text[--start] = Digits[(int)(random % 36)];
            random /= 36;
        }
        while (random != 0);
        return $"{text[start..]}@{host}";
    }

    /// <summary>What a peer calls itself, fit for a message: short and without control characters.</summary>
    internal static string Printable(string name) =>
        string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));

    // Control characters are Erlang-legal and forge log lines; no node of a sane mind has them.
    private static bool IsText(string name) => name.Length <= MaxLength && name.All(c => c <= 0xFF && !char.IsControl(c));
}
