using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using ErlDist.Tls.Options;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>A role's options with what their files hold.</summary>
internal sealed class TlsRole
{
    private readonly ILogger _logger;
    private readonly Dictionary<string, TlsRole> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConditionalWeakTable<TlsServerOptions, TlsRole> _given = [];

    /// <summary>Reads the files and checks what can be checked before the first connection.</summary>
    /// <exception cref="TlsOptionException">An option or a file is unusable.</exception>
    public TlsRole(TlsRoleOptions options, ILogger logger)
    {
        _logger = logger;
        Options = options;
        Anchors = TrustAnchors.Load(options, logger);
        Credentials = TlsCredentials.Load(options, Anchors, logger);
        Crls = options.CrlCheck == TlsCrlCheck.Off ? null : new CrlStore(options, logger);
        CipherSuites = options.CipherSuites is { } suites && !OperatingSystem.IsWindows() ? new CipherSuitesPolicy(suites) : null;
        Versions = options.Versions & CipherNames.VersionsOf(options.CipherSuites);
        ApplicationProtocols = options.ApplicationProtocols is { Count: > 0 } protocols
            ? [.. protocols.Select(p => new SslApplicationProtocol(p))]
            : null;
        if (options is { Verify: TlsVerify.Peer, TrustMachineStore: false } && Anchors.Current.All.Count == 0)
        {
            throw options.Origins["cacertfile"].Error($"the {Name} verifies peers (verify_peer) and has no authorities to trust: set it.");
        }

        if (options is TlsServerOptions { DhFile: { } dhFile })
        {
            PemFile.ReadBytes(options.Origins["dhfile"], dhFile);
        }

        CipherCheck.Run(this);
        foreach ((string host, TlsServerOptions own) in (options as TlsServerOptions)?.HostOptions ?? new Dictionary<string, TlsServerOptions>())
        {
            _hosts[host] = new TlsRole(own with { HostOptions = new Dictionary<string, TlsServerOptions>() }, logger);
        }
    }

    public TlsRoleOptions Options { get; }

    public TrustAnchors Anchors { get; }

    public TlsCredentials Credentials { get; }

    public CrlStore? Crls { get; }

    public CipherSuitesPolicy? CipherSuites { get; }

    /// <summary>The versions that there are cipher suites for; .NET takes no others beside a choice of suites.</summary>
    public SslProtocols Versions { get; }

    /// <summary>
    /// Whether sessions are taken up again. Not by a server that verifies clients, as in OTP 29: such a session has the client's
    /// certificate without those between it and the authority, so that it could not be judged again.
    /// </summary>
    public bool Resumes => Options.ReuseSessions && Options is not TlsServerOptions { Verify: TlsVerify.Peer };

    public List<SslApplicationProtocol>? ApplicationProtocols { get; }

    /// <summary>As messages name it.</summary>
    public string Name => Options is TlsServerOptions ? "server" : "client";

    /// <summary>Whether a server's options depend on what a client says at first.</summary>
    public bool ChoosesByHello => _hosts.Count > 0 || Options is TlsServerOptions { HostFunction: not null } || NeedsHello;

    /// <summary>Whether a certificate is chosen by the client's algorithms.</summary>
    public bool NeedsHello => Credentials.AreSeveral || _hosts.Values.Any(h => h.Credentials.AreSeveral)
        || Options is TlsServerOptions { HostFunction: not null };

    /// <summary>The role for the host that a client asks for.</summary>
    /// <exception cref="AuthenticationException">The function of the user's fails, or its options are unusable.</exception>
    public TlsRole For(string? host)
    {
        if (string.IsNullOrEmpty(host) || Options is not TlsServerOptions options)
        {
            return this;
        }

        if (options.HostFunction is not { } function)
        {
            return _hosts.GetValueOrDefault(host, this);
        }

        try
        {
            return function(host) is { } given ? _given.GetValue(given, g => new TlsRole(g, _logger)) : this;
        }
#pragma warning disable CA1031 // It is a function of the user's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new AuthenticationException($"{options.Origins["sni_fun"]}: the function for the host '{host}' failed: {e.Message}", e);
        }
    }
}
