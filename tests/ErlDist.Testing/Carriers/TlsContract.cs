using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;
using ErlDist.Tls;
using Xunit;

namespace ErlDist.Testing.Carriers;

/// <summary>
/// What every carrier's TLS does, between two of our own: it comes up, tells the server the name it looks for, and where it fails
/// the side that refuses names the cause.
/// </summary>
public abstract class TlsContract
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);
    private static readonly TestAuthority s_authority = new();
    private static readonly X509Certificate2 s_good = s_authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] });

    /// <summary>The carrier under test; without options plain TCP.</summary>
    protected abstract ICarrier Create(TlsOptions? tls);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Mutual_tls_comes_up(SslProtocols version)
    {
        (Exception? server, Exception? client, CarrierSecurity? security) = await ConnectAsync(
            Server() with { Versions = version }, Client() with { Versions = version });
        Assert.Null(server);
        Assert.Null(client);
        Assert.Equal(version, security!.Protocol);
        Assert.True(security.IsIssuedTo("LOCALHOST"));
    }

    [Theory]
    [MemberData(nameof(ServerNames))]
    public async Task The_server_hears_the_name_that_the_options_say(TlsServerName name, string heard)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var carrier = new CarrierLease(Create(new TlsOptions { Server = Server(), Client = Client() with { ServerName = name, NameCheck = TlsNameCheck.None } }));
        Task<ICarrierConnection> dialled = carrier.Value.ConnectAsync(Target(((IPEndPoint)listener.LocalEndpoint).Port), default).AsTask();
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        string? said = null;
        await using var server = new SslStream(accepted.GetStream());
        await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, host) =>
            {
                said = host;
                return s_good;
            },
        });
        await using ICarrierConnection connection = await dialled.WaitAsync(s_bound);
        Assert.Equal(heard, said);
    }

    public static TheoryData<TlsServerName, string> ServerNames => new()
    {
        { TlsServerName.Host, "localhost" },
        { TlsServerName.Node, "b@localhost" },
        { TlsServerName.Of("cluster.example"), "cluster.example" },
        { TlsServerName.Disabled, "" },
    };

    [Theory]
    [MemberData(nameof(BadServers))]
    public async Task A_client_names_what_is_wrong_with_a_server(TlsError expected, string said, X509Certificate2 certificate)
    {
        (_, Exception? client, _) = await ConnectAsync(Server() with { Certificate = certificate }, Client());
        AssertRefused(expected, said, client);
    }

    public static TheoryData<TlsError, string, X509Certificate2> BadServers => new()
    {
        { TlsError.CertificateExpired, "expired on", s_authority.Issue(Localhost with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }) },
        { TlsError.CertificateExpired, "clocks", s_authority.Issue(Localhost with { NotBefore = DateTimeOffset.UtcNow.AddDays(1) }) },
        { TlsError.CertificateNameMismatch, "issued to elsewhere", s_authority.Issue(Localhost with { DnsNames = ["elsewhere"] }) },
        { TlsError.UnknownCa, "authority", new TestAuthority("CN=other").Issue(Localhost) },
        { TlsError.SelfSigned, "by itself", TestAuthority.SelfSigned(Localhost) },
        { TlsError.WrongUsage, "serverAuth", s_authority.Issue(Localhost with { ForServers = false }) },
    };

    [Theory]
    [MemberData(nameof(BadClients))]
    public async Task A_server_names_what_is_wrong_with_a_client(TlsError expected, string said, X509Certificate2 certificate)
    {
        (Exception? server, _, _) = await ConnectAsync(Server(), Client() with { Certificate = certificate });
        AssertRefused(expected, said, server);
    }

    public static TheoryData<TlsError, string, X509Certificate2> BadClients => new()
    {
        { TlsError.CertificateExpired, "expired on", s_authority.Issue(Localhost with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }) },
        { TlsError.UnknownCa, "authority", new TestAuthority("CN=other").Issue(Localhost) },
        { TlsError.SelfSigned, "by itself", TestAuthority.SelfSigned(Localhost) },
        { TlsError.WrongUsage, "clientAuth", s_authority.Issue(Localhost with { ForClients = false }) },
    };

    [Fact]
    public async Task A_certificate_that_is_signed_by_itself_is_refused_also_as_one_of_the_authorities()
    {
        X509Certificate2 itself = TestAuthority.SelfSigned(Localhost);
        (_, Exception? client, _) = await ConnectAsync(Server() with { Certificate = itself }, Client() with { CaCertificates = [itself] });
        AssertRefused(TlsError.SelfSigned, "by itself", client);
        (Exception? server, _, _) = await ConnectAsync(Server() with { CaCertificates = [itself] }, Client() with { Certificate = itself });
        AssertRefused(TlsError.SelfSigned, "by itself", server);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_refused_where_one_is_required()
    {
        (Exception? server, _, _) = await ConnectAsync(Server(), Client() with { Certificate = null });
        AssertRefused(TlsError.NoPeerCertificate, "shows no certificate", server);
    }

    [Fact]
    public async Task A_client_without_a_certificate_passes_where_none_is_required()
    {
        (Exception? server, Exception? client, _) = await ConnectAsync(
            Server() with { FailIfNoPeerCertificate = false }, Client() with { Certificate = null });
        Assert.Null(server);
        Assert.Null(client);
    }

    [Theory]
    [InlineData(TlsCrlCheck.Peer)]
    [InlineData(TlsCrlCheck.Chain)]
    [InlineData(TlsCrlCheck.BestEffort)]
    public async Task A_revoked_certificate_is_refused(TlsCrlCheck check)
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("revoked.crl", s_authority.Revoke([s_good]));
        (Exception? server, _, _) = await ConnectAsync(Server() with { CrlCheck = check, CrlFiles = [file] }, Client());
        AssertRefused(TlsError.CertificateRevoked, "revoked", server);
    }

    [Theory]
    [InlineData(TlsCrlCheck.Chain, TlsError.RevocationUnknown)]
    [InlineData(TlsCrlCheck.BestEffort, null)]
    public async Task Without_a_list_only_best_effort_passes(TlsCrlCheck check, TlsError? expected)
    {
        using var directory = new TemporaryDirectory();
        (Exception? server, _, _) = await ConnectAsync(Server() with { CrlCheck = check, CrlDirectory = directory.Path }, Client());
        Assert.Equal(expected, (server as CarrierException)?.TlsError);
    }

    [Fact]
    public async Task A_list_under_its_hash_name_is_found_and_read_again()
    {
        using var directory = new TemporaryDirectory();
        string name = NameHash.Of(s_authority.Certificate.SubjectName) + ".r0";
        directory.Write(name, s_authority.Revoke([]));
        TlsServerOptions options = Server() with { CrlCheck = TlsCrlCheck.Chain, CrlDirectory = directory.Path };
        await using CarrierPair pair = await StartAsync(options, Client());
        Assert.Null((await ConnectAsync(pair)).Server);
        directory.Write(name, s_authority.Revoke([s_good, s_authority.Issue(Localhost)]));
        AssertRefused(TlsError.CertificateRevoked, "revoked", (await ConnectAsync(pair)).Server);
    }

    [Fact]
    public async Task A_plain_client_is_recognised()
    {
        await using CarrierPair pair = await StartAsync(Server(), Client());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task<Exception?> accepted = AcceptAsync(pair);
        await socket.ConnectAsync(pair.Listener.LocalEndPoint);
        await socket.SendAsync(new byte[] { 0, 12, (byte)'N', 0, 0, 0, 13, 7, 223, 127, 189, 0, 0, 0 });
        AssertRefused(TlsError.NotTls, "doesn't speak TLS", await accepted.WaitAsync(s_bound));
    }

    [Fact]
    public async Task A_tls_client_is_recognised_by_a_plain_server()
    {
        await using var plain = new CarrierLease(Create(null));
        await using ICarrierListener listener = await plain.Value.ListenAsync(new ListenOptions { Address = IPAddress.Loopback }, default);
        await using var carrier = new CarrierLease(Create(new TlsOptions { Server = Server(), Client = Client() }));
        Task<ICarrierConnection> dialled = carrier.Value.ConnectAsync(Target(listener.LocalEndPoint.Port), default).AsTask();
        await using IPendingConnection pending = await listener.AcceptAsync(default);
        await using (ICarrierConnection connection = await pending.CompleteAsync(default))
        {
            CarrierException e = await Assert.ThrowsAsync<CarrierException>(async () => await connection.ReadAsync(new byte[100], default));
            Assert.Equal(CarrierError.PeerSpeaksTls, e.Error);
        }

        CarrierException client = await Assert.ThrowsAsync<CarrierException>(() => dialled.WaitAsync(s_bound));
        Assert.Equal(TlsError.Closed, client.TlsError);
    }

    [Fact]
    public async Task Ends_without_a_version_in_common_say_so()
    {
        (Exception? server, Exception? client, _) = await ConnectAsync(
            Server() with { Versions = SslProtocols.Tls12 }, Client() with { Versions = SslProtocols.Tls13 });
        AssertRefused(TlsError.ProtocolVersion, "versions", server);
        AssertRefused(TlsError.ProtocolVersion, "versions", client);
    }

    [Fact]
    public async Task A_verify_function_sees_each_certificate_and_has_the_last_word()
    {
        var seen = new List<(bool IsPeer, TlsError? Fault)>();
        X509Certificate2 expired = s_authority.Issue(Localhost with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) });
        TlsServerOptions options = Server() with
        {
            VerifyFunction = v =>
            {
                seen.Add((v.IsPeer, v.Fault));
                return TlsVerdict.Valid;
            },
        };
        (Exception? server, _, _) = await ConnectAsync(options, Client() with { Certificate = expired });
        Assert.Null(server);
        Assert.Equal([(false, null), (true, TlsError.CertificateExpired)], seen);
        (server, _, _) = await ConnectAsync(options with { VerifyFunction = _ => TlsVerdict.Fail("not today") }, Client());
        AssertRefused(TlsError.RefusedByFunction, "not today", server);
    }

    private static TestCertificateOptions Localhost => new() { DnsNames = ["localhost"] };

    private static TlsServerOptions Server() => new() { Certificate = s_good, CaCertificates = [s_authority.Certificate] };

    private static TlsClientOptions Client() => new() { Certificate = s_good, CaCertificates = [s_authority.Certificate] };

    private static ConnectTarget Target(int port) => new() { Host = "localhost", Port = port, NodeName = "b@localhost" };

    private static void AssertRefused(TlsError expected, string said, Exception? e)
    {
        CarrierException failure = Assert.IsType<CarrierException>(e);
        Assert.Equal(expected, failure.TlsError);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    private async Task<(Exception? Server, Exception? Client, CarrierSecurity? Security)> ConnectAsync(
        TlsServerOptions server, TlsClientOptions client)
    {
        await using CarrierPair pair = await StartAsync(server, client);
        return await ConnectAsync(pair);
    }

    private Task<CarrierPair> StartAsync(TlsServerOptions server, TlsClientOptions client) =>
        CarrierPair.StartAsync(Create(new TlsOptions { Server = server, Client = client }), AddressFamily.InterNetwork);

    /// <summary>Connects, and has each side say one byte, which brings to light what TLS 1.3 tells only then.</summary>
    private static async Task<(Exception? Server, Exception? Client, CarrierSecurity? Security)> ConnectAsync(CarrierPair pair)
    {
        Task<Exception?> accepted = AcceptAsync(pair);
        CarrierSecurity? security = null;
        Exception? client = await FailureOf(async () =>
        {
            await using ICarrierConnection connection = await pair.Carrier.ConnectAsync(Target(pair.Listener.LocalEndPoint.Port), default);
            security = connection.Security;
            await ExchangeAsync(connection);
        });
        return (await accepted.WaitAsync(s_bound), client, security);
    }

    private static Task<Exception?> AcceptAsync(CarrierPair pair) => FailureOf(async () =>
    {
        await using IPendingConnection pending = await pair.Listener.AcceptAsync(default);
        await using ICarrierConnection connection = await pending.CompleteAsync(default);
        await ExchangeAsync(connection);
    });

    private static async Task ExchangeAsync(ICarrierConnection connection)
    {
        using var limit = new CancellationTokenSource(s_bound);
        await connection.WriteAsync(new byte[1], limit.Token);
        await connection.ReadAsync(new byte[1], limit.Token);
    }

    private static async Task<Exception?> FailureOf(Func<Task> action)
    {
        try
        {
            await action().WaitAsync(s_bound);
            return null;
        }
        catch (CarrierException e)
        {
            return e;
        }
    }
}
