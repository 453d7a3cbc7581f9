using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>How a node comes by its own name, host and creation.</summary>
internal static class NameRules
{
    /// <summary>What a node is called that has no name.</summary>
    public static readonly Atom NoNode = new("nonode@nohost");

    /// <summary>Completes a name given without a host, as <c>-sname</c> and <c>-name</c> do.</summary>
    /// <exception cref="FormatException">It is no node name; the message says what one may hold.</exception>
    public static string Complete(string text, bool longNames)
    {
        string name = text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{LocalHost(longNames)}";
        return NodeName.IsValid(name)
            ? name
            : throw new FormatException(
                $"'{text}' is no node name. It must be name or name@host, one '@' with something on either side, {NodeName.MaxLength} Latin-1 characters at most.");
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
}
