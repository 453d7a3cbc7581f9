using System.Diagnostics.CodeAnalysis;

namespace ErlDist;

/// <summary>The name of a node, <c>alive@host</c>, in its two parts; the rules are those of dist_util:is_node_name/1 and split_node/1.</summary>
/// <remarks>
/// To Erlang <c>a@Host</c> and <c>a@host</c> are two nodes, and so they are to <c>==</c> here. Where a name decides what a peer
/// may do, compare by <see cref="IgnoringHostCase"/>: DNS takes both spellings for one host, so whoever has one can use the other.
/// </remarks>
public readonly record struct NodeName
{
    /// <summary>The longest name, in characters: a node's name is an atom.</summary>
    public const int MaxLength = 255;

    // The digits of 2^64 - 1 in base 36, the most that a name of ours has before the @.
    private const int DynamicDigits = 13;

    private readonly string? _alive;
    private readonly string? _host;

    private NodeName(string alive, string host)
    {
        _alive = alive;
        _host = host;
    }

    /// <summary>Names compared with the host in any case, as text.</summary>
    public static IEqualityComparer<string> IgnoringHostCase { get; } = new HostCaseComparer();

    /// <summary>What stands before the <c>@</c>: the name in EPMD.</summary>
    public string Alive => _alive ?? "";

    /// <summary>What stands behind the <c>@</c>; an IPv6 address has no brackets.</summary>
    public string Host => _host ?? "";

    /// <summary>Takes a name apart.</summary>
    /// <exception cref="FormatException">It is no full name.</exception>
    public static NodeName Parse(string text) => TryParse(text, out NodeName name)
        ? name
        : throw new FormatException($"'{Printable(text)}' is no node name; write name@host.");

    /// <summary>Takes a name apart if it is a full one, as <see cref="IsValid"/> says.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeName name)
    {
        if (text is null || !IsValid(text))
        {
            name = default;
            return false;
        }

        (string alive, string? host) = Split(text);
        name = new NodeName(alive, host!);
        return true;
    }

    /// <summary>
    /// What stands before the <c>@</c> and what behind it, of whatever a user wrote: a host of null says that there is no <c>@</c>.
    /// </summary>
    public static (string Alive, string? Host) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int host = HostStart(text);
        return host == 0 ? (text, null) : (text[..(host - 1)], text[host..]);
    }

    /// <summary>Whether this is a full name: one <c>@</c> with something on either side, Latin-1, at most 255 characters.</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int host = HostStart(name);
        return host > 1 && host < name.Length && !name.AsSpan(host).Contains('@') && IsText(name);
    }

    /// <summary>
    /// Whether a node of ours may have this before the <c>@</c>: letters and digits of ASCII, <c>_</c> and <c>-</c>
    /// (net_kernel:valid_name_head/1). Names of peers are not held to it.
    /// </summary>
    public static bool IsAlive(string alive)
    {
        ArgumentNullException.ThrowIfNull(alive);
        return alive.Length > 0 && alive.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
    }

    /// <summary>
    /// Whether this is a host alone, which is what a node sends that asks for a name; short enough for a name of ours before it.
    /// </summary>
    public static bool IsHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Length is > 0 and < MaxLength - DynamicDigits && HostStart(host) == 0 && IsText(host);
    }

    /// <summary>What stands behind the <c>@</c>; all of it where there is none.</summary>
    public static string HostOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[HostStart(name)..];
    }

    /// <summary>A name for a node that asked for one: <paramref name="random"/> in base 36, as OTP's net_kernel makes them.</summary>
    /// <param name="host">The host that the node sent.</param>
    /// <param name="random">A random number; the caller sees to it that no connected node has the name.</param>
    public static string MakeDynamic(string host, ulong random)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        Span<char> text = stackalloc char[DynamicDigits];
        int start = text.Length;
        do
        {
            text[--start] = Digits[(int)(random % 36)];
            random /= 36;
        }
        while (random != 0);
        return $"{text[start..]}@{host}";
    }

    /// <summary>The whole name.</summary>
    public override string ToString() => $"{Alive}@{Host}";

    /// <summary>What a peer calls itself, fit for a message: short and without control characters.</summary>
    internal static string Printable(string name) =>
        string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>Where the host begins; 0 where there is no <c>@</c>.</summary>
    private static int HostStart(string name) => name.IndexOf('@', StringComparison.Ordinal) + 1;

    // Control characters are Erlang-legal and forge log lines; no node of a sane mind has them.
    private static bool IsText(string name) => name.Length <= MaxLength && name.All(c => c <= 0xFF && !char.IsControl(c));

    private sealed class HostCaseComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y)
        {
            if (x is null || y is null || x.Length != y.Length)
            {
                return ReferenceEquals(x, y);
            }

            int host = HostStart(x);
            return host == HostStart(y)
                && x.AsSpan(0, host).SequenceEqual(y.AsSpan(0, host))
                && x.AsSpan(host).Equals(y.AsSpan(host), StringComparison.OrdinalIgnoreCase);
        }

        public int GetHashCode(string name)
        {
            ReadOnlySpan<char> text = name;
            int host = HostStart(name);
            return HashCode.Combine(
                string.GetHashCode(text[..host], StringComparison.Ordinal), string.GetHashCode(text[host..], StringComparison.OrdinalIgnoreCase));
        }
    }
}
