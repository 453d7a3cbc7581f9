using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>
/// Tries at start whether a role whose cipher suites were chosen can do TLS at all: a server by a handshake in memory with a client
/// that has the same suites, a client by its first message. Which suites the system has, and whether one of them fits the
/// certificate's key, only the system knows.
/// </summary>
internal static class CipherCheck
{
    private const byte HandshakeRecord = 22;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <exception cref="TlsOptionException">None of the suites works.</exception>
    public static void Run(TlsRole role)
    {
        bool isServer = role.Options is TlsServerOptions;
        if (role.CipherSuites is null || (isServer && role.Credentials.Current is null))
        {
            return;
        }

        // Off this thread, which may have a synchronization context that waits for it.
        bool works = role.Versions != SslProtocols.None && Task.Run(() => isServer ? CanAcceptAsync(role) : CanConnectAsync(role)).GetAwaiter().GetResult();
        if (!works)
        {
            string given = string.Join(", ", role.Options.CipherSuites!);
            throw role.Options.Origins["ciphers"].Error(
                $"the {role.Name} can do TLS ({role.Options.Versions}) with none of {given}: "
                + (isServer && role.Options.CipherSuites!.All(CipherNames.IsDhe)
                    ? ".NET's TLS gives OpenSSL no parameters for DHE, so a server does none; add ECDHE suites, or those of TLS 1.3."
                    : "the system lacks them, or they don't fit the versions or the certificate's key; add others, or leave ciphers out."));
        }
    }

    private static async Task<bool> CanAcceptAsync(TlsRole role)
    {
        (MemoryPipe near, MemoryPipe far) = MemoryPipe.Create();
        using var limit = new CancellationTokenSource(s_limit);
        var server = new SslStream(near);
#pragma warning disable CA5359 // It is this process on both ends.
        var client = new SslStream(far, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        Task accepting = server.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = role.Credentials.Current,
                EnabledSslProtocols = role.Versions,
                CipherSuitesPolicy = role.CipherSuites,
            },
            limit.Token);
        Task connecting = client.AuthenticateAsClientAsync(ClientOptions(role), limit.Token);
        bool[] worked = await Task.WhenAll(SucceedsAsync(accepting, server), SucceedsAsync(connecting, client)).ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
        return worked.All(w => w);
    }

    private static async Task<bool> CanConnectAsync(TlsRole role)
    {
        (MemoryPipe near, MemoryPipe far) = MemoryPipe.Create();
        using var limit = new CancellationTokenSource(s_limit);
        var client = new SslStream(far);
        Task<bool> connecting = SucceedsAsync(client.AuthenticateAsClientAsync(ClientOptions(role), limit.Token), client);
        byte[] first = new byte[1];
        int said = await near.ReadAsync(first, limit.Token).ConfigureAwait(false);
        await near.DisposeAsync().ConfigureAwait(false);
        await connecting.ConfigureAwait(false);
        return said == 1 && first[0] == HandshakeRecord;
    }

    private static SslClientAuthenticationOptions ClientOptions(TlsRole role) => new()
    {
        TargetHost = "",
        EnabledSslProtocols = role.Versions,
        CipherSuitesPolicy = role.CipherSuites,
    };

    /// <summary>Whether a side's handshake works. One that does not ends the other's.</summary>
    private static async Task<bool> SucceedsAsync(Task handshake, SslStream stream)
    {
        try
        {
            await handshake.ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or NotSupportedException
            or InvalidOperationException or CryptographicException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            return false;
        }
    }
}
