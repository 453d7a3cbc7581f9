using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Tls;

/// <summary>
/// What <see cref="System.Net.Security.SslStream"/> has to be told to do TLS as a node's <see cref="TlsOptions"/> have it, whoever
/// does the I/O: for each connection begin a handshake here, let it open the stream and run, and let it explain what that throws.
/// Thread-safe; one serves all connections of a node.
/// </summary>
internal sealed class TlsAuthentication
{
    private readonly TlsRole _server;
    private readonly TlsRole _client;

    /// <summary>
    /// Makes one; reads and checks all files that the options name, and logs the options' warnings and what is in force for each
    /// role.
    /// </summary>
    /// <param name="options">The options of both roles.</param>
    /// <param name="loggers">Where warnings and reloads go.</param>
    /// <exception cref="TlsOptionException">An option or a file is unusable.</exception>
    public TlsAuthentication(TlsOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ILogger logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ErlDist.Tls");
        _server = new TlsRole(options.Server, logger);
        _client = new TlsRole(options.Client, logger);
        foreach (string note in options.Notes)
        {
            TlsLog.OptionNote(logger, note);
        }

        foreach (string warning in options.Warnings.Concat(RoleSummary.Warnings(_server)).Concat(RoleSummary.Warnings(_client)))
        {
            TlsLog.OptionWarning(logger, warning);
        }

        TlsMetrics.Watch(_server);
        TlsMetrics.Watch(_client);
        TlsLog.InForce(logger, "server", RoleSummary.Of(_server));
        TlsLog.InForce(logger, "client", RoleSummary.Of(_client));
    }

    /// <summary>Makes sure that peers can be accepted, which takes a certificate.</summary>
    /// <exception cref="TlsOptionException">The server part of the options has none.</exception>
    public void RequireServerCertificate()
    {
        if (_server.Credentials.Current is null)
        {
            throw _server.Options.Origins["certfile"].Error("the server has no certificate, so no peer could connect: set it.");
        }
    }

    /// <summary>Begins the handshake of a connection that this node sets up.</summary>
    /// <param name="host">The host part of the peer's node name.</param>
    /// <param name="nodeName">The peer's node name.</param>
    /// <param name="address">The peer's address, for messages.</param>
    public TlsHandshake BeginClient(string host, string nodeName, EndPoint? address = null)
    {
        var options = (TlsClientOptions)_client.Options;
        return new TlsHandshake(_client, new PeerIdentity
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
        new(_server, new PeerIdentity { IsServer = false, Address = address, AllowedHosts = allowedHosts ?? [] });
}
