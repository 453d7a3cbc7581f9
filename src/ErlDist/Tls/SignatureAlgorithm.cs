using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>Signatures of X.509, by their algorithm identifiers (RFC 4055, RFC 5758).</summary>
internal static class SignatureAlgorithm
{
    private const string RsaPss = "1.2.840.113549.1.1.10";

    /// <summary>Whether an authority's key made a signature. What cannot be read or is not known counts as no.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="algorithm">The AlgorithmIdentifier, DER.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public static bool Verify(X509Certificate2 authority, ReadOnlyMemory<byte> algorithm, byte[] data, byte[] signature)
    {
        try
        {
            AsnReader reader = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence();
            string oid = reader.ReadObjectIdentifier();
            if (EcdsaHash(oid) is { } ecdsaHash)
            {
                using ECDsa? key = authority.GetECDsaPublicKey();
                return key?.VerifyData(data, signature, ecdsaHash, DSASignatureFormat.Rfc3279DerSequence) ?? false;
            }

            (HashAlgorithmName? hash, RSASignaturePadding padding) = oid == RsaPss
                ? (PssHash(reader), RSASignaturePadding.Pss)
                : (RsaHash(oid), RSASignaturePadding.Pkcs1);
            using RSA? rsa = authority.GetRSAPublicKey();
            return hash is { } known && rsa is not null && rsa.VerifyData(data, signature, known, padding);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static HashAlgorithmName? RsaHash(string oid) => oid switch
    {
        "1.2.840.113549.1.1.5" => HashAlgorithmName.SHA1,
        "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static HashAlgorithmName? EcdsaHash(string oid) => oid switch
    {
        "1.2.840.10045.4.1" => HashAlgorithmName.SHA1,
        "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The hash of RSASSA-PSS-params; the salt is taken to be as long, as everybody makes it.</summary>
    private static HashAlgorithmName? PssHash(AsnReader parameters)
    {
        AsnReader fields = parameters.ReadSequence();
        var hashField = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!fields.HasData || !fields.PeekTag().HasSameClassAndValue(hashField))
        {
            return HashAlgorithmName.SHA1;
        }

        return fields.ReadSequence(hashField).ReadSequence().ReadObjectIdentifier() switch
        {
            "1.3.14.3.2.26" => HashAlgorithmName.SHA1,
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
