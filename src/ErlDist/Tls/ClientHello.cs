using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// What a client says of itself at first, as far as it decides which certificate it can verify: versions, cipher suites and
/// signature schemes (RFC 8446, 4.1.2 and 4.2.3).
/// </summary>
internal sealed class ClientHello
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const ushort SignatureAlgorithms = 13;
    private const ushort SupportedVersions = 43;
    private const ushort Tls13 = 0x0304;

    private readonly List<ushort> _schemes = [];
    private readonly List<ushort> _suites = [];
    private bool _speaksTls13;

    private ClientHello()
    {
    }

    /// <summary>Reads one from the first bytes that a client sent; null if they are none, or not all of one.</summary>
    public static ClientHello? Read(ReadOnlySpan<byte> records)
    {
        try
        {
            ReadOnlySpan<byte> message = Message(records);
            if (message.Length < MessageHeader || message[0] != ClientHelloMessage)
            {
                return null;
            }

            int length = (message[1] << 16) | (message[2] << 8) | message[3];
            var hello = new ClientHello();
            hello.ReadBody(message.Slice(MessageHeader, length));
            return hello;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Whether the client can verify a signature by a certificate's key.</summary>
    public bool Takes(X509Certificate2 certificate)
    {
        if (certificate.GetECDsaPublicKey() is { } ecdsa)
        {
            using (ecdsa)
            {
                return _speaksTls13 ? _schemes.Contains(SchemeOf(ecdsa)) : HasSuite("_ECDSA_") && _schemes.Exists(s => (s & 0xFF) == 3);
            }
        }

        // rsa_pss_rsae_sha256, 384, 512; TLS 1.2 takes rsa_pkcs1 too.
        bool takesPss = _schemes.Exists(s => s is 0x0804 or 0x0805 or 0x0806);
        return _speaksTls13 ? takesPss : HasSuite("_RSA_") && (takesPss || _schemes.Count == 0 || _schemes.Exists(s => (s & 0xFF) == 1));
    }

    private static ushort SchemeOf(ECDsa key) => key.KeySize switch
    {
        <= 256 => 0x0403,
        <= 384 => 0x0503,
        _ => 0x0603,
    };

    private bool HasSuite(string part) => _suites.Exists(s => ((System.Net.Security.TlsCipherSuite)s).ToString().Contains(part, StringComparison.Ordinal));

    /// <summary>The handshake message of one record or several.</summary>
    private static byte[] Message(ReadOnlySpan<byte> records)
    {
        var message = new List<byte>();
        while (records.Length > RecordHeader && records[0] == HandshakeRecord)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            message.AddRange(records.Slice(RecordHeader, Math.Min(length, records.Length - RecordHeader)));
            records = records[Math.Min(RecordHeader + length, records.Length)..];
        }

        return [.. message];
    }

    private void ReadBody(ReadOnlySpan<byte> body)
    {
        const int versionAndRandom = 34;
        body = body[versionAndRandom..];
        body = body[(1 + body[..1][0])..];
        int suites = BinaryPrimitives.ReadUInt16BigEndian(body[..2]);
        ReadNumbers(body.Slice(2, suites), _suites);
        body = body[(2 + suites)..];
        body = body[(1 + body[..1][0])..];
        if (body.IsEmpty)
        {
            return;
        }

        body = body.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(body[..2]));
        while (!body.IsEmpty)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(body[..2]);
            ReadOnlySpan<byte> data = body.Slice(4, BinaryPrimitives.ReadUInt16BigEndian(body[2..4]));
            body = body[(4 + data.Length)..];
            if (type == SignatureAlgorithms)
            {
                ReadNumbers(data[2..], _schemes);
            }
            else if (type == SupportedVersions)
            {
                var versions = new List<ushort>();
                ReadNumbers(data[1..], versions);
                _speaksTls13 = versions.Contains(Tls13);
            }
        }
    }

    private static void ReadNumbers(ReadOnlySpan<byte> bytes, List<ushort> numbers)
    {
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            numbers.Add(BinaryPrimitives.ReadUInt16BigEndian(bytes));
        }
    }
}
