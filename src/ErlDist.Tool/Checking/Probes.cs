using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ErlDist.Tool.Checking;

/// <summary>Small experiments on a port, to tell why a connection failed. None of them needs or reveals a secret.</summary>
internal static class Probes
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);

    /// <summary>Whether the port speaks TLS, and which certificate it has.</summary>
    public static async Task<TlsProbe> TlsAsync(IPEndPoint endpoint, string host, CancellationToken cancellation)
    {
        X509Certificate2? seen = null;
        FirstByteStream? stream = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, limit.Token).ConfigureAwait(false);
            stream = new FirstByteStream(socket);
            var tls = new SslStream(stream);
            await using ConfiguredAsyncDisposable closing = tls.ConfigureAwait(false);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
#pragma warning disable CA5359 // It looks at the certificate and sends nothing.
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        seen = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                        return true;
                    },
#pragma warning restore CA5359
                },
                limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        const byte Alert = 21;
        const byte Handshake = 22;
        return new TlsProbe(stream?.FirstByte is Alert or Handshake, seen);
    }

    /// <summary>Whether the port answers the handshake of plain TCP.</summary>
    public static async Task<bool> PlainAsync(IPEndPoint endpoint, string peer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, limit.Token).ConfigureAwait(false);
            await socket.SendAsync(NameMessage($"erldist-check@{NodeName.HostOf(peer)}"), limit.Token).ConfigureAwait(false);
            byte[] answer = new byte[3];
            int got = await socket.ReceiveAsync(answer, limit.Token).ConfigureAwait(false);
            return got == answer.Length && answer is [0, _, (byte)'s'];
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>The first message of the handshake, as plain TCP has it: length, 'N', flags, creation, name.</summary>
    private static byte[] NameMessage(string name)
    {
        const ulong Flags = 0xD07DF7FBC;
        const int Header = 1 + sizeof(ulong) + sizeof(uint) + sizeof(ushort);
        byte[] message = new byte[sizeof(ushort) + Header + name.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)(Header + name.Length));
        Span<byte> body = message.AsSpan(sizeof(ushort));
        body[0] = (byte)'N';
        BinaryPrimitives.WriteUInt64BigEndian(body[1..], Flags);
        BinaryPrimitives.WriteUInt32BigEndian(body[9..], 4);
        BinaryPrimitives.WriteUInt16BigEndian(body[13..], (ushort)name.Length);
        Encoding.Latin1.GetBytes(name, body[Header..]);
        return message;
    }

    /// <summary>Remembers the first byte that came.</summary>
    private sealed class FirstByteStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        public byte? FirstByte { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                FirstByte ??= buffer.Span[0];
            }

            return count;
        }
    }
}
