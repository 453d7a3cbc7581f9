using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ErlDist.Nodes;

/// <summary>How a node comes by its own name, host and creation.</summary>
internal static class NameRules
{
    /// <summary>What a node is called that has no name.</summary>
    /// <summary>
    /// The name that a node starts under, completed and judged as net_kernel:create_name/3 does: a name without a host takes this
    /// machine's, a short name has no dot in its host, a long name that is completed needs a domain.
    /// </summary>
    /// <param name="text">The name, with or without a host.</param>
    /// <param name="longNames">
    /// <c>-name</c> (true) or <c>-sname</c> (false); null: whichever fits the host.
    /// </param>
    /// <param name="localHost">This machine's host name, for a name that comes without; asked with whether it is to be the long one.</param>
    /// <exception cref="FormatException">erl would not start under that name; the message gives its reason.</exception>
    public static string Complete(string text, bool? longNames, Func<bool, string>? localHost = null)
    {
        (string alive, string? given) = NodeName.Split(text);
        string host = given ?? "";
        if (!NodeName.IsAlive(alive))
        {
            throw Invalid(text, "before the @ only letters and digits of ASCII, _ and - are allowed");
        }

        bool completed = host.Length == 0;
        if (completed)
        {
            host = (localHost ?? LocalHost)(longNames == true);
        }

        if (longNames == false && host.Contains('.', StringComparison.Ordinal))
        {
            throw new FormatException(
                $"Can't set short node name! '{NodeName.Printable(text)}' has the host {NodeName.Printable(host)}, and the host of a short name has no dot: take a long name, or the host alone.");
        }

        if (longNames == true && completed && !host.Contains('.', StringComparison.Ordinal))
        {
            throw new FormatException(
                $"Can't set long node name! '{NodeName.Printable(text)}' has no host, and this machine's name, {NodeName.Printable(host)}, no domain: write name@host.domain, or take a short name.");
        }

        string name = $"{alive}@{host}";
        return NodeName.IsValid(name) && !host.Contains(' ', StringComparison.Ordinal)
            ? name
            : throw Invalid(
                text, $"it must be name or name@host, one '@', {NodeName.MaxLength} Latin-1 characters at most, no blanks and no control characters");
    }

    /// <summary>This machine's host name as a node name carries it: the first label, or fully qualified.</summary>
    public static string LocalHost(bool longNames)
    {
        string host = Dns.GetHostName();
        if (!longNames)
        {
            return host.Split('.')[0];
        }

        try
        {
            return Dns.GetHostEntry(host).HostName;
        }
        catch (SocketException)
        {
            return host;
        }
    }

    /// <summary>A creation for a node that EPMD gives none: not 0, and beyond the 2 bits of old releases.</summary>
    public static uint RandomCreation() => (uint)RandomNumberGenerator.GetInt32(4, int.MaxValue);

    private static FormatException Invalid(string text, string rule) => new($"Invalid node name! '{NodeName.Printable(text)}': {rule}.");
}
