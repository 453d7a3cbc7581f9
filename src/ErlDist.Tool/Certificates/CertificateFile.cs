using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Certificates;

/// <summary>What a certificate says, in words.</summary>
internal static class CertificateFile
{
    /// <summary>From how many days before its end a certificate is told to be near it.</summary>
    public const int DaysOfWarning = 30;

    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>The certificates of a PEM file, or of all in a directory.</summary>
    /// <exception cref="UsageException">There is no such file, or none in it.</exception>
    public static IEnumerable<(string File, X509Certificate2 Certificate)> Load(string path)
    {
        IEnumerable<string> files = Directory.Exists(path) ? Directory.GetFiles(path, "*.pem").Order() : Enumerable.Repeat(path, 1);
        var found = files.SelectMany(f => LoadFile(f).Select(c => (f, c))).ToList();
        return found.Count > 0 ? found : throw new UsageException($"{path} has no certificates; name a PEM file or a directory of them.");
    }

    /// <summary>The names that it is issued to: alternative names, and the common name where there are none.</summary>
    public static IReadOnlyList<string> Names(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            return certificate.Extensions[SubjectAlternativeName] is { } extension
                && new X509SubjectAlternativeNameExtension(extension.RawData) is var names
                ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(a => a.ToString())]
                : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    /// <summary>The whole days that are left; negative when it has ended.</summary>
    public static int DaysLeft(X509Certificate2 certificate) => (int)Math.Floor((certificate.NotAfter - DateTime.Now).TotalDays);

    /// <summary>The day of its end.</summary>
    public static string End(X509Certificate2 certificate) => certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>One sentence about it.</summary>
    public static string Describe(X509Certificate2 certificate)
    {
        int days = DaysLeft(certificate);
        return $"a certificate for {string.Join(", ", Names(certificate).DefaultIfEmpty("no name"))} from {certificate.Issuer}, valid until {End(certificate)}"
            + (days < DaysOfWarning ? $" (in {days} days)" : "");
    }

    private static X509Certificate2Collection LoadFile(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"{file} can't be read as PEM: {e.Message}", e);
        }

        return certificates;
    }
}
