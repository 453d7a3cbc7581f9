using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>A certificate revocation list (RFC 5280, 5), as far as TLS needs it: complete lists, for all reasons.</summary>
internal sealed class CertificateList
{
    private const string IssuingDistributionPoint = "2.5.29.28";
    private const string DeltaIndicator = "2.5.29.27";
    private static readonly Asn1Tag s_extensions = new(TagClass.ContextSpecific, 0);

    private readonly byte[] _toBeSigned;
    private readonly byte[] _signature;
    private readonly byte[] _algorithm;
    private readonly Dictionary<BigInteger, DateTimeOffset> _revoked = [];

    /// <summary>Reads a list.</summary>
    /// <param name="der">One DER value, nothing after it.</param>
    /// <exception cref="AsnContentException">It is no list.</exception>
    public CertificateList(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        _toBeSigned = list.PeekEncodedValue().ToArray();
        AsnReader body = list.ReadSequence();
        _algorithm = list.ReadEncodedValue().ToArray();
        _signature = list.ReadBitString(out _);

        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            body.ReadInteger();
        }

        body.ReadEncodedValue();
        Issuer = new X500DistinguishedName(body.ReadEncodedValue().Span);
        CanonicalIssuer = NameHash.Canonical(Issuer);

        // When it was made, which decides nothing (RFC 5280, 6.3.3), and clocks differ.
        ReadTime(body);
        NextUpdate = body.HasData && IsTime(body.PeekTag()) ? ReadTime(body) : null;
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            ReadRevoked(body.ReadSequence());
        }

        if (body.HasData && body.PeekTag().HasSameClassAndValue(s_extensions))
        {
            Unsupported = ReadExtensions(body.ReadSequence(s_extensions).ReadSequence());
        }
    }

    /// <summary>Reads the lists of a file: PEM, or one in DER.</summary>
    /// <exception cref="AsnContentException">There is none, or a broken one; so with the other exceptions of reading.</exception>
    public static IReadOnlyList<CertificateList> ReadAll(byte[] bytes)
    {
        List<PemFile.Section> sections = PemFile.Sections(System.Text.Encoding.Latin1.GetString(bytes));
        return sections.Count == 0
            ? [new CertificateList(bytes)]
            : [.. sections.Where(s => s.Label is "X509 CRL").Select(s => new CertificateList(s.Decode()))];
    }

    public X500DistinguishedName Issuer { get; }

    /// <summary>The issuer as names are compared.</summary>
    public byte[] CanonicalIssuer { get; }

    /// <summary>When the next one is due; null = it does not say, which RFC 5280 forbids.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>A critical extension that is not understood, which makes the list one to leave alone; null = none.</summary>
    public string? Unsupported { get; }

    /// <summary>When a serial number was revoked; null = it is not in the list.</summary>
    public DateTimeOffset? RevokedAt(X509Certificate2 certificate) =>
        _revoked.TryGetValue(new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true), out DateTimeOffset at)
            ? at
            : null;

    /// <summary>Whether this authority signed the list.</summary>
    public bool IsSignedBy(X509Certificate2 authority) => SignatureAlgorithm.Verify(authority, _algorithm, _toBeSigned, _signature);

    private void ReadRevoked(AsnReader entries)
    {
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            BigInteger serial = entry.ReadInteger();
            _revoked[serial] = ReadTime(entry);
        }
    }

    private static string? ReadExtensions(AsnReader extensions)
    {
        string? unsupported = null;
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string oid = extension.ReadObjectIdentifier();
            bool critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            if (critical)
            {
                unsupported = oid switch
                {
                    DeltaIndicator => "it is a delta list",
                    IssuingDistributionPoint => "it covers a part of the certificates only",
                    _ => $"it has the unknown critical extension {oid}",
                };
            }
        }

        return unsupported;
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
