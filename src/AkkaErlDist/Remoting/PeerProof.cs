using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>
/// The proof that the other end of a connection knows the secret of the Akka peers. The handshake's own digest is no such proof: it
/// covers a challenge and nothing else, so whoever stands between two nodes can have the one answer what the other asks. This one
/// covers the role, both names, both challenges and the certificate of TLS's server, so it is worth nothing on another connection.
/// </summary>
/// <remarks>
/// HMAC-SHA256 keyed by the secret over: a label, a byte of the role of who proves (1 dialled, 2 accepted), then the name and the
/// challenge of who dialled, the name and the challenge of who accepted, and the SHA-256 of the server's certificate (none on plain
/// TCP). Names and hash have two bytes of length before them, numbers are big-endian.
/// </remarks>
internal sealed class PeerProof
{
    /// <summary>Its size, in bytes.</summary>
    public const int Size = HMACSHA256.HashSizeInBytes;

    private const byte Dialled = 1;
    private const byte Accepted = 2;
    private readonly byte[] _ours;
    private readonly byte[] _theirs;

    /// <summary>Makes the proofs of both ends of a connection.</summary>
    /// <param name="secret">What only Akka peers know, as bytes.</param>
    /// <param name="handshake">What the handshake settled.</param>
    /// <param name="security">What TLS settled; null on plain TCP.</param>
    public PeerProof(ReadOnlySpan<byte> secret, HandshakeResult handshake, CarrierSecurity? security)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        byte[] us = Compute(secret, handshake, security, handshake.IsInitiator);
        byte[] them = Compute(secret, handshake, security, !handshake.IsInitiator);
        (_ours, _theirs) = (us, them);
    }

    /// <summary>What this end sends.</summary>
    public ReadOnlyMemory<byte> Ours => _ours;

    /// <summary>Whether it is what the other end has to send. Takes the same time whatever it is.</summary>
    public bool Verify(ReadOnlySpan<byte> proof) => CryptographicOperations.FixedTimeEquals(proof, _theirs);

    private static byte[] Compute(ReadOnlySpan<byte> secret, HandshakeResult handshake, CarrierSecurity? security, bool ofInitiator)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData("AkkaErlDist peer 1"u8);
        mac.AppendData([ofInitiator ? Dialled : Accepted]);
        if (handshake.IsInitiator)
        {
            Append(mac, handshake.LocalName, handshake.Challenge);
            Append(mac, handshake.PeerName, handshake.PeerChallenge);
        }
        else
        {
            Append(mac, handshake.PeerName, handshake.PeerChallenge);
            Append(mac, handshake.LocalName, handshake.Challenge);
        }

        Append(mac, security?.ServerCertificateHash is { } hash ? hash.Span : default);
        return mac.GetHashAndReset();
    }

    private static void Append(IncrementalHash mac, string name, uint challenge)
    {
        Append(mac, Encoding.UTF8.GetBytes(name));
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, challenge);
        mac.AppendData(number);
    }

    private static void Append(IncrementalHash mac, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)bytes.Length));
        mac.AppendData(length);
        mac.AppendData(bytes);
    }
}
