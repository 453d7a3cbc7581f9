using System.Buffers;
using System.Globalization;
using ErlDist;

namespace AkkaErlDist.Addresses;

/// <summary>An address as Akka has it: <c>akka.erl://SYSTEM@HOST:PORT</c>.</summary>
/// <param name="Protocol">The protocol, with the leading <c>akka.</c> that all remoting has.</param>
/// <param name="System">The name of the actor system; of a BEAM node what stands before the <c>@</c>.</param>
/// <param name="Host">The host, in lower case, as Akka's own Address has it; an IPv6 address in brackets.</param>
/// <param name="Port">The port. 0 for a BEAM node: it says "ask EPMD", and Akka's parsers accept it, unlike no port at all.</param>
internal sealed record AkkaAddress(string Protocol, string System, string Host, int Port)
{
    private const string Augmentation = "akka.";

    // What has a meaning in a URI would make another address of it.
    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~@:");

    /// <summary>The protocol without <c>akka.</c>, which is how handshakes name it.</summary>
    public string BareProtocol =>
        Protocol.StartsWith(Augmentation, StringComparison.Ordinal) ? Protocol[Augmentation.Length..] : Protocol;

    /// <summary>The one address of a BEAM node.</summary>
    /// <param name="node">The node's name, <c>name@host</c>.</param>
    /// <param name="protocol">The protocol of the transport.</param>
    /// <exception cref="ArgumentException">No address can be made of the name.</exception>
    public static AkkaAddress Of(Atom node, string protocol)
    {
        ArgumentNullException.ThrowIfNull(node);
        return TryOf(node, protocol) ?? throw new ArgumentException($"{node} can't be written as an address.", nameof(node));
    }

    /// <summary>As <see cref="Of"/>, with null in place of the exception.</summary>
    internal static AkkaAddress? TryOf(Atom node, string protocol)
    {
        return NodeName.TryParse(node.Name, out NodeName name) && !node.Name.AsSpan().ContainsAnyExcept(s_nameCharacters)
            ? new AkkaAddress(protocol, name.Alive, HostOf(name.Host.ToLowerInvariant()), 0)
            : null;
    }

    /// <summary>A node's name, or a pattern of such, with its host spelled otherwise.</summary>
    public static string WithHost(string node, Func<string, string> spelled)
    {
        string host = NodeName.HostOf(node);
        return node[..^host.Length] + spelled(host);
    }

    /// <summary>A host as addresses have it: Erlang writes an IPv6 address as it is (<c>b@::1</c>), an address needs it in brackets.</summary>
    public static string HostOf(string erlangHost)
    {
        ArgumentNullException.ThrowIfNull(erlangHost);
        return erlangHost.Contains(':', StringComparison.Ordinal) && erlangHost[0] != '[' ? $"[{erlangHost}]" : erlangHost;
    }

    /// <summary>A host of an address as Erlang has it: without the brackets of an IPv6 address.</summary>
    public static string ErlangHostOf(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host is ['[', .. var literal, ']'] ? literal : host;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Protocol}://{System}@{Host}:{Port}");
}
