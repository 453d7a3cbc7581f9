using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ErlDist;

namespace AkkaErlDist.Addresses;

/// <summary>
/// The paths of BEAM processes, to be put behind an <see cref="AkkaAddress"/>:
/// <list type="bullet">
/// <item><c>/user/NAME</c>: a registered name.</item>
/// <item><c>/user/$pid-ID.SERIAL.CREATION</c>: a pid of the node.</item>
/// <item><c>/user/$call-ID.SERIAL.CREATION-TAG</c>: a process that has called and awaits a reply. TAG is the call's tag in the
/// external term format, in URL-safe Base64; what is sent there arrives as <c>{Tag, Message}</c>.</item>
/// </list>
/// Nothing of them is kept anywhere, so none of them grows old. A name that begins with <c>$</c> is written with <c>%24</c>.
/// </summary>
internal static class BeamPath
{
    private const string User = "/user/";
    private const string PidMark = "$pid-";
    private const string CallMark = "$call-";

    /// <summary>The longest tag of a call that a path is made of: OTP's have some 40 bytes.</summary>
    private const int MaxTagBytes = 1024;

    /// <summary>The path of a registered name.</summary>
    /// <exception cref="ArgumentException">The name is empty, or has an empty element or one of dots, which no path can have.</exception>
    public static string OfName(string name) =>
        TryOfName(name) ?? throw new ArgumentException($"'{name}' can't be written as a path.", nameof(name));

    /// <summary>As <see cref="OfName"/>, with null in place of the exception.</summary>
    public static string? TryOfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return PathText.Escape(name, ofProcess: true) is { } escaped ? User + escaped : null;
    }

    /// <summary>The path of a pid on its own node.</summary>
    public static string OfPid(Pid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return User + PidMark + Numbers(pid);
    }

    /// <summary>The path of a process that awaits the reply of a call.</summary>
    /// <param name="caller">The process.</param>
    /// <param name="tag">The tag of its call: one encoded term without version byte and without references to an atom cache.</param>
    public static string OfCall(Pid caller, ReadOnlySpan<byte> tag)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return $"{User}{CallMark}{Numbers(caller)}-{Base64Url.EncodeToString(tag)}";
    }

    /// <summary>Whether the last element of a path is that of a process that awaits the reply of a call.</summary>
    public static bool IsCall(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(CallMark, StringComparison.Ordinal);
    }

    /// <summary>Reads a path of a node.</summary>
    /// <param name="path">The path without address, with or without <c>#uid</c>, which a BEAM process has none of.</param>
    /// <param name="node">The node.</param>
    /// <returns>Who it is, or null if no process can have that path.</returns>
    public static BeamTarget? Parse(string path, Atom node)
    {
        ArgumentNullException.ThrowIfNull(path);
        int uid = path.IndexOf('#', StringComparison.Ordinal);
        string rest = uid < 0 ? path : path[..uid];
        if (!rest.StartsWith(User, StringComparison.Ordinal))
        {
            return null;
        }

        rest = rest[User.Length..].TrimEnd('/');
        if (rest.StartsWith(PidMark, StringComparison.Ordinal))
        {
            return ParsePid(rest.AsSpan(PidMark.Length), node) is { } pid ? new BeamTarget(pid) : null;
        }

        if (rest.StartsWith(CallMark, StringComparison.Ordinal))
        {
            return ParseCall(rest.AsSpan(CallMark.Length), node);
        }

        return rest.Length > 0 && rest[0] != '$' && PathText.TryUnescape(rest, out string? name) && IsAtom(name)
            ? new BeamTarget(Atom.Get(name), node)
            : null;
    }

    private static bool IsAtom(string name)
    {
        int characters = 0;
        foreach (Rune _ in name.EnumerateRunes())
        {
            characters++;
        }

        return characters <= Atom.MaxCharacters;
    }

    private static BeamTarget? ParseCall(ReadOnlySpan<char> text, Atom node)
    {
        int dash = text.IndexOf('-');
        if (dash < 0 || ParsePid(text[..dash], node) is not { } caller)
        {
            return null;
        }

        ReadOnlySpan<char> encoded = text[(dash + 1)..];
        if (encoded.Length > Base64Url.GetEncodedLength(MaxTagBytes) || !Base64Url.IsValid(encoded))
        {
            return null;
        }

        byte[] tag = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        int length = Base64Url.DecodeFromChars(encoded, tag);

        try
        {
            var reader = new TermReader(tag.AsSpan(0, length));
            reader.Skip();
            return reader.AtEnd ? new BeamTarget(caller, tag[..length]) : null;
        }
        catch (TermFormatException)
        {
            return null;
        }
    }

    private static string Numbers(Pid pid) =>
        string.Create(CultureInfo.InvariantCulture, $"{pid.Id}.{pid.Serial}.{pid.Creation}");

    private static Pid? ParsePid(ReadOnlySpan<char> text, Atom node)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, '.') == 3
            && TryParse(text[parts[0]], out uint id)
            && TryParse(text[parts[1]], out uint serial)
            && TryParse(text[parts[2]], out uint creation)
            ? new Pid(node, id, serial, creation)
            : null;

        static bool TryParse(ReadOnlySpan<char> digits, out uint number) =>
            uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
