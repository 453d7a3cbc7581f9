using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Interop.Tests.Tls;
using ErlDist.Testing.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>What may be done with or beneath TLS at each step; a new attack is a new row.</summary>
public static class AttacksOnTls
{
    private const string NoTls = "doesn't speak TLS";
    private const string Ended = "closed the connection";
    private const string Failed = "TLS"; // Which sentence it is depends on what arrived with the handshake's own records.
    private const string NoRecord = "no TLS record";

    /// <summary>A record of TLS 1.2's shape that nobody has encrypted.</summary>
    private static readonly byte[] s_forged = [23, 3, 3, 0, 40, .. Enumerable.Repeat((byte)0xA5, 40)];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<TlsAttack> Rows { get; } =
    [
        // Before TLS.
        Beneath("HTTP into the TLS port", NoTls, p => p.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray())),
        Beneath("a handshake in the clear", NoTls, p => p.SendAsync([0, 20, (byte)'N', .. new byte[19]])),
        Beneath("zeros into the TLS port", NoTls, p => p.SendAsync(new byte[10_000])),
        Beneath("0xFF into the TLS port", NoTls, p => p.SendAsync([.. Enumerable.Repeat((byte)0xFF, 10_000)])),
        Beneath("closed before TLS", Ended, p => p.DisposeAsync().AsTask()),
        Beneath("a TLS record of 64 KB", NoTls, p => p.SendAsync([22, 3, 1, 0xFF, 0xFF, .. new byte[0xFFFF]])),
        Beneath("data before a hello", NoTls, p => p.SendAsync(s_forged)),
        Beneath("an alert before a hello", NoTls, p => p.SendAsync(21, 3, 3, 0, 2, 2, 40)),
        Beneath("a hello of SSL 2", NoTls, p => p.SendAsync([0x80, 0x2E, 1, 0, 2, .. new byte[43]])),

        // In the middle of it.
        Beneath("half a hello", Ended, async p =>
        {
            await p.SendAsync(ClientHello()[..60]);
            await p.DisposeAsync();
        }),
        Beneath("a hello and garbage", Failed, async p =>
        {
            await p.SendAsync(ClientHello());
            await p.SendAsync([.. Enumerable.Repeat((byte)0xFF, 10_000)]);
        }),
        Beneath("a hello twice", Failed, async p =>
        {
            await p.SendAsync(ClientHello());
            await p.SendAsync(ClientHello());
        }),
        Beneath("a hello and goodbye", Failed, async p =>
        {
            await p.SendAsync(ClientHello());
            await p.SendAsync(21, 3, 3, 0, 2, 1, 0);
            await p.DisposeAsync();
        }),
        Secured("no certificate", "certificate", _ => null),
        Secured("a certificate of another authority", "authority", _ => new TestAuthority("CN=other").Issue(TlsFiles.Localhost)),
        Secured("an expired certificate", "expired", f => f.Authority.Issue(TlsFiles.Localhost with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) })),
        Secured("a certificate signed by itself", "itself", _ => TestAuthority.SelfSigned(TlsFiles.Localhost)),
        Secured("a certificate that is not for clients", "clientAuth", f => f.Authority.Issue(TlsFiles.Localhost with { ForClients = false })),
        new("an older version", "version", target => new Attack("", "", async p =>
            await p.SecureAsync(target.Files.Authority.Issue(TlsFiles.Localhost), SslProtocols.Tls12)) { BeneathTheCarrier = true }),

        // After it and before the proof.
        Over("a forged record before the name", Failed, p => p.SendBeneathAsync(s_forged)),
        Over("plain bytes under TLS before the name", Failed, p => p.SendBeneathAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray())),
        Over("a record of 64 KB under TLS", Failed, p => p.SendBeneathAsync([23, 3, 3, 0xFF, 0xFF, .. new byte[0xFFFF]])),
        Over("cut off without goodbye before the name", Ended, p =>
        {
            p.CloseBeneath();
            return Task.CompletedTask;
        }),
        Over("a forged record after the challenge", NoRecord, async p =>
        {
            await p.NameAsync(HostileFrames.Peer);
            await p.ChallengeAsync();
            await p.SendBeneathAsync(s_forged);
        }),

        // After the proof.
        Over("a forged record of a connected peer", NoRecord, async p =>
        {
            await p.HandshakeAsync(HostileFrames.Peer);
            await p.SendBeneathAsync(s_forged);
        }),
        Over("plain frames of a connected peer under TLS", NoRecord, async p =>
        {
            await p.HandshakeAsync(HostileFrames.Peer);
            await p.SendBeneathAsync([0, 0, 0, 3, 112, 131, 106]);
        }),
        Over("a hello of a connected peer", NoRecord, async p =>
        {
            await p.HandshakeAsync(HostileFrames.Peer);
            await p.SendBeneathAsync(ClientHello());
        }),
    ];

    private static TlsAttack Beneath(string name, string reason, Func<RawPeer, Task> attack) =>
        new(name, reason, _ => new Attack("", "", attack) { BeneathTheCarrier = true });

    private static TlsAttack Over(string name, string reason, Func<RawPeer, Task> attack) => new(name, reason, _ => new Attack("", "", attack));

    private static TlsAttack Secured(string name, string reason, Func<TlsFiles, X509Certificate2?> certificate) =>
        new(name, reason, target => new Attack("", "", p => p.SecureAsync(certificate(target.Files))) { BeneathTheCarrier = true });

    /// <summary>The first flight of a true client.</summary>
    private static byte[] ClientHello()
    {
        using var stream = new FirstFlight();
        using var tls = new System.Net.Security.SslStream(stream);
        try
        {
            tls.AuthenticateAsClient("localhost");
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Nobody answers.
        }

        return stream.ToArray();
    }

    /// <summary>Keeps what is written; there is nothing to read.</summary>
    private sealed class FirstFlight : MemoryStream
    {
        public override int Read(Span<byte> buffer) => 0;

        public override int Read(byte[] buffer, int offset, int count) => 0;
    }
}

/// <summary>An attack that needs the target's authority for its certificates.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Reason">What the log must say of it.</param>
/// <param name="Make">Makes it.</param>
public sealed record TlsAttack(string Name, string Reason, Func<TlsHostileTarget, Attack> Make)
{
    /// <summary>The attack on a target.</summary>
    public Attack For(TlsHostileTarget target) => Make(target) with { Name = Name, Reason = Reason };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
