using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ErlDist.Tls;

/// <summary>
/// The hash under which <c>openssl rehash</c> files what belongs to a name, also public_key:short_name_hash/1 of OTP: the first
/// four bytes, little-endian, of the SHA-1 of the name in canonical form.
/// </summary>
internal static class NameHash
{
    private static readonly UniversalTagNumber[] s_strings =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.TeletexString,
        UniversalTagNumber.IA5String, UniversalTagNumber.BMPString, UniversalTagNumber.VisibleString,
    ];

    public static string Of(X500DistinguishedName name)
    {
#pragma warning disable CA5350 // It finds a file and guards nothing.
        byte[] hash = SHA1.HashData(Canonical(name));
#pragma warning restore CA5350
        return BinaryPrimitives.ReadUInt32LittleEndian(hash).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The canonical form: the relative names one after the other, without the sequence around them; strings as UTF-8, lower case
    /// in ASCII, white space trimmed and each run of it one space.
    /// </summary>
    /// <exception cref="AsnContentException">The name is broken; certificates may hold any bytes there.</exception>
    public static byte[] Canonical(X500DistinguishedName name)
    {
        var canonical = new List<byte>();
        AsnReader relativeNames = new AsnReader(name.RawData, AsnEncodingRules.DER).ReadSequence();
        while (relativeNames.HasData)
        {
            AsnReader attributes = relativeNames.ReadSetOf();
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSetOf())
            {
                while (attributes.HasData)
                {
                    WriteAttribute(writer, attributes.ReadSequence());
                }
            }

            canonical.AddRange(writer.Encode());
        }

        return [.. canonical];
    }

    /// <summary>The same; null for a broken name, which is nobody's.</summary>
    public static byte[]? TryCanonical(X500DistinguishedName name)
    {
        try
        {
            return Canonical(name);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static void WriteAttribute(AsnWriter writer, AsnReader attribute)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(attribute.ReadObjectIdentifier());
            Asn1Tag tag = attribute.PeekTag();
            if (tag.TagClass == TagClass.Universal && s_strings.Contains((UniversalTagNumber)tag.TagValue))
            {
                writer.WriteCharacterString(
                    UniversalTagNumber.UTF8String, Normalize(attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue)));
            }
            else
            {
                writer.WriteEncodedValue(attribute.ReadEncodedValue().Span);
            }
        }
    }

    private static string Normalize(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (string word in text.Split([' ', '\f', '\n', '\r', '\t', '\v'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (result.Length > 0)
            {
                result.Append(' ');
            }

            foreach (char c in word)
            {
                result.Append(char.IsAscii(c) ? char.ToLowerInvariant(c) : c);
            }
        }

        return result.ToString();
    }
}
