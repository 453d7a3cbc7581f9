using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>Reads files for an option; whatever goes wrong names the option and the file.</summary>
internal static class PemFile
{
    /// <summary>A section between BEGIN and END lines.</summary>
    public readonly record struct Section(string Label, string Text)
    {
        /// <summary>What the base64 lines stand for; RFC 1421 headers are passed over.</summary>
        public byte[] Decode() => Convert.FromBase64String(string.Concat(
            Text.Split('\n').Select(l => l.Trim()).Where(l => !l.StartsWith('-') && !l.Contains(':', StringComparison.Ordinal))));
    }

    public static byte[] ReadBytes(OptionOrigin option, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw option.Error($"there is no file '{path}'{Where(path)}. erldist certs DIR NODE … makes an authority, certificates and option files for development.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw option.Error($"the file '{path}' can't be read: {e.Message} Check who may read it.", path, e);
        }
    }

    public static List<Section> ReadSections(OptionOrigin option, string path) => Sections(ReadText(option, path));

    /// <summary>All certificates of a file, in their order; at least one.</summary>
    public static List<X509Certificate2> ReadCertificates(OptionOrigin option, string path) =>
        [.. CertificateSections(option, path).Select(s => LoadCertificate(option, path, s.Text))];

    /// <summary>
    /// All authorities of a file; at least one. A bundle may hold a certificate that cannot be read: it is passed over with a
    /// warning, as OTP does, and the others count.
    /// </summary>
    public static List<X509Certificate2> ReadAuthorities(OptionOrigin option, string path, ILogger logger)
    {
        var authorities = new List<X509Certificate2>();
        var faults = new List<TlsOptionException>();
        foreach (Section section in CertificateSections(option, path))
        {
            try
            {
                authorities.Add(LoadCertificate(option, path, section.Text));
            }
            catch (TlsOptionException e)
            {
                faults.Add(e);
            }
        }

        if (authorities.Count == 0)
        {
            throw faults[0];
        }

        if (faults.Count > 0)
        {
            TlsLog.OptionWarning(logger, $"{faults[0].Message} ({faults.Count} of {faults.Count + authorities.Count} are passed over; the others count.)");
        }

        return authorities;
    }

    private static List<Section> CertificateSections(OptionOrigin option, string path)
    {
        List<Section> sections = [.. ReadSections(option, path).Where(s => s.Label is "CERTIFICATE" or "X509 CERTIFICATE")];
        return sections.Count > 0
            ? sections
            : throw option.Error($"the file '{path}' holds no certificate (no \"BEGIN CERTIFICATE\" section; it must be PEM).", path);
    }

    private static X509Certificate2 LoadCertificate(OptionOrigin option, string path, string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw option.Error($"a certificate in the file '{path}' can't be read: {e.Message}", path, e);
        }
    }

    // PEM is ASCII; Latin-1 reads anything, also a DER file given by mistake.
    private static string ReadText(OptionOrigin option, string path) => System.Text.Encoding.Latin1.GetString(ReadBytes(option, path));

    /// <summary>The sections of a text.</summary>
    public static List<Section> Sections(string text)
    {
        var sections = new List<Section>();
        const string begin = "-----BEGIN ";
        int at = 0;
        while ((at = text.IndexOf(begin, at, StringComparison.Ordinal)) >= 0)
        {
            int labelEnd = text.IndexOf("-----", at + begin.Length, StringComparison.Ordinal);
            if (labelEnd < 0)
            {
                break;
            }

            string label = text[(at + begin.Length)..labelEnd];
            string end = $"-----END {label}-----";
            int stop = text.IndexOf(end, labelEnd, StringComparison.Ordinal);
            if (stop < 0)
            {
                break;
            }

            sections.Add(new Section(label, text[at..(stop + end.Length)]));
            at = stop + end.Length;
        }

        return sections;
    }

    private static string Where(string path) =>
        Path.IsPathRooted(path) ? "" : $" (looked for in {Directory.GetCurrentDirectory()})";
}
