using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Embedding;

/// <summary>
/// The names that a certificate is issued to, and OTP's way of comparing them (public_key:pkix_verify_hostname): names as they
/// stand, case aside, so that a node name such as <c>py@vm</c> can be one.
/// </summary>
public sealed class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string CommonName = "2.5.4.3";
    private static readonly Asn1Tag s_dnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag s_ipAddress = new(TagClass.ContextSpecific, 7);

    private readonly bool _hasAlternativeNames;

    private CertificateNames(List<string> dnsNames, List<IPAddress> addresses, List<string> commonNames, bool hasAlternativeNames)
    {
        DnsNames = dnsNames;
        Addresses = addresses;
        CommonNames = commonNames;
        _hasAlternativeNames = hasAlternativeNames;
    }

    /// <summary>The DNS names among the subject's alternative names.</summary>
    public IReadOnlyList<string> DnsNames { get; }

    /// <summary>The addresses among them.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>The common names of the subject, which count only where there are no alternative names.</summary>
    public IReadOnlyList<string> CommonNames { get; }

    /// <summary>Reads a certificate's names. A malformed extension counts as one without names.</summary>
    /// <param name="certificate">The certificate.</param>
    public static CertificateNames Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var dnsNames = new List<string>();
        var addresses = new List<IPAddress>();
        X509Extension? extension = certificate.Extensions[SubjectAlternativeName];
        if (extension is not null)
        {
            ReadAlternativeNames(extension.RawData, dnsNames, addresses);
        }

        return new CertificateNames(dnsNames, addresses, ReadCommonNames(certificate.SubjectName), extension is not null);
    }

    /// <summary>Whether the certificate is issued to a name.</summary>
    /// <param name="name">A host name, node name or address, as SNI carries it.</param>
    /// <param name="wildcards">Whether <c>*</c> in the first label of a DNS name stands for any characters.</param>
    public bool Matches(string name, bool wildcards = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Matches(name, wildcards, match: null);
    }

    /// <summary>The same, with a function that decides where it wants to.</summary>
    internal bool Matches(string name, bool wildcards, Func<string, string, bool?>? match) => _hasAlternativeNames
        ? DnsNames.Any(n => match?.Invoke(name, n) ?? (Same(n, name) || (wildcards && MatchesWildcard(n, name))))
        : !IPAddress.TryParse(name, out _) && CommonNames.Any(n => match?.Invoke(name, n) ?? (Same(n, name) || MatchesWildcard(n, name)));

    /// <summary>Whether the certificate is issued to an address.</summary>
    /// <param name="address">The address.</param>
    public bool Matches(IPAddress address) => Addresses.Contains(address);

    /// <summary>The names as a sentence has them.</summary>
    public override string ToString() => _hasAlternativeNames
        ? string.Join(", ", DnsNames.Concat(Addresses.Select(a => a.ToString())).DefaultIfEmpty("no name"))
        : string.Join(", ", CommonNames.Select(n => "CN=" + n).DefaultIfEmpty("no name"));

    private static bool Same(string presented, string name) =>
        presented.Equals(name, StringComparison.OrdinalIgnoreCase) && !presented.Contains('*', StringComparison.Ordinal);

    /// <summary>One <c>*</c> in the first label; the other labels as they stand.</summary>
    private static bool MatchesWildcard(string pattern, string name)
    {
        int patternDot = pattern.IndexOf('.', StringComparison.Ordinal);
        int nameDot = name.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> label = patternDot < 0 ? pattern : pattern.AsSpan(0, patternDot);
        ReadOnlySpan<char> nameLabel = nameDot < 0 ? name : name.AsSpan(0, nameDot);
        ReadOnlySpan<char> rest = pattern.AsSpan(label.Length);
        int star = label.IndexOf('*');
        return star >= 0
            && !label[(star + 1)..].Contains('*')
            && !nameLabel.Contains('*')
            && nameLabel.Length >= label.Length - 1
            && nameLabel.StartsWith(label[..star], StringComparison.OrdinalIgnoreCase)
            && nameLabel.EndsWith(label[(star + 1)..], StringComparison.OrdinalIgnoreCase)
            && rest.Equals(name.AsSpan(nameLabel.Length), StringComparison.OrdinalIgnoreCase);
    }

    private static void ReadAlternativeNames(byte[] extension, List<string> dnsNames, List<IPAddress> addresses)
    {
        try
        {
            AsnReader names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                Asn1Tag tag = names.PeekTag();
                if (tag.HasSameClassAndValue(s_dnsName))
                {
                    dnsNames.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, s_dnsName));
                }
                else if (tag.HasSameClassAndValue(s_ipAddress) && names.ReadOctetString(s_ipAddress) is { Length: 4 or 16 } address)
                {
                    addresses.Add(new IPAddress(address));
                }
                else if (!tag.HasSameClassAndValue(s_ipAddress))
                {
                    names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            dnsNames.Clear();
            addresses.Clear();
        }
    }

    private static List<string> ReadCommonNames(X500DistinguishedName subject)
    {
        try
        {
            return subject.EnumerateRelativeDistinguishedNames(reversed: false)
                .Where(n => !n.HasMultipleElements && n.GetSingleElementType().Value == CommonName)
                .Select(n => n.GetSingleElementValue())
                .OfType<string>()
                .ToList();
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
