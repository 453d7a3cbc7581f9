using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Tls;

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> has to be told to do TLS as a node's <see cref="TlsOptions"/> have it, whoever
/// does the I/O: for each connection begin a handshake here, give its options to <c>AuthenticateAs…Async</c>, and let it explain
/// what that throws. Thread-safe; one serves all connections of a node.
/// </summary>
public sealed class TlsAuthentication
{
    private readonly TlsRole _server;
    private readonly TlsRole _client;

    /// <summary>Makes one; reads and checks all files that the options name, and logs the options' warnings.</summary>
    /// <param name="options">The options of both roles.</param>
    /// <param name="loggers">Where warnings and reloads go.</param>
    /// <exception cref="TlsOptionException">An option or a file is of no use.</exception>
    public TlsAuthentication(TlsOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ILogger logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ErlDist.Tls");
        _server = new TlsRole(options.Server, logger);
        _client = new TlsRole(options.Client, logger);
        foreach (string warning in options.Warnings)
        {
            TlsLog.OptionWarning(logger, warning);
        }
    }

    /// <summary>Makes sure that peers can be accepted, which takes a certificate.</summary>
    /// <exception cref="TlsOptionException">The server part of the options has none.</exception>
    public void RequireServerCertificate()
    {
        if (_server.Credentials.Current is null)
        {
            throw new TlsOptionException(
                "The server part of the TLS options has no certificate, so no peer could connect: set certfile there.")
            {
                Option = "certfile",
            };
        }
    }

    /// <summary>Begins the handshake of a connection that this node sets up.</summary>
    /// <param name="host">The host part of the peer's node name.</param>
    /// <param name="nodeName">The peer's node name.</param>
    /// <param name="address">The peer's address, for messages.</param>
    public TlsHandshake BeginClient(string host, string nodeName, EndPoint? address = null)
    {
        var options = (TlsClientOptions)_client.Options;
        return TlsHandshake.OfClient(_client, new PeerIdentity
        {
            IsServer = true,
            Host = host,
            NodeName = nodeName,
            ServerName = options.ServerName.For(host, nodeName),
            Address = address,
        });
    }

    /// <summary>Begins the handshake of an accepted connection.</summary>
    /// <param name="address">The peer's address.</param>
    /// <param name="allowedHosts">The hosts of <c>net_kernel:allow/1</c>, for <see cref="TlsServerOptions.VerifyAllowedHosts"/>.</param>
    public TlsHandshake BeginServer(EndPoint? address, IReadOnlyCollection<string>? allowedHosts = null) =>
        TlsHandshake.OfServer(_server, new PeerIdentity { IsServer = false, Address = address, AllowedHosts = allowedHosts ?? [] });
}

/// <summary>A role's options with what their files hold.</summary>
internal sealed class TlsRole
{
    public TlsRole(TlsRoleOptions options, ILogger logger)
    {
        Options = options;
        Anchors = TrustAnchors.Load(options, logger);
        Credentials = TlsCredentials.Load(options, Anchors, logger);
        Crls = options.CrlCheck == TlsCrlCheck.Off ? null : new CrlStore(options, logger);
        CipherSuites = options.CipherSuites is { } suites && !OperatingSystem.IsWindows() ? new CipherSuitesPolicy(suites) : null;
        ApplicationProtocols = options.ApplicationProtocols is { Count: > 0 } protocols
            ? [.. protocols.Select(p => new SslApplicationProtocol(p))]
            : null;
        if (options is { Verify: TlsVerify.Peer, TrustMachineStore: false } && Anchors.Current.All.Count == 0)
        {
            string role = options is TlsServerOptions ? "server" : "client";
            throw new TlsOptionException(
                $"The {role} part of the TLS options verifies peers (verify_peer) and names no authorities to trust: set cacertfile.")
            {
                Option = "cacertfile",
            };
        }
    }

    public TlsRoleOptions Options { get; }

    public TrustAnchors Anchors { get; }

    public TlsCredentials Credentials { get; }

    public CrlStore? Crls { get; }

    public CipherSuitesPolicy? CipherSuites { get; }

    public List<SslApplicationProtocol>? ApplicationProtocols { get; }
}
