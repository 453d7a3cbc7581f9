using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Tls;
using ErlDist.Tool.Certificates;

namespace ErlDist.Tool.Checking;

/// <summary>What can be wrong on this side before anybody is dialled: our own certificates, and the kind of our name.</summary>
internal sealed class OwnSide(ErlangNodeOptions options, string peer, CheckReport report)
{
    /// <summary>Says what is wrong; nothing when nothing is.</summary>
    public void Check()
    {
        CheckNames();
        if (options.Tls is { } tls)
        {
            foreach (string file in new[] { tls.Client.CertificateFile, tls.Server.CertificateFile }.OfType<string>().Distinct())
            {
                CheckCertificate(file);
            }
        }
    }

    /// <summary>erl's nodes with short names and those with long ones do not talk to each other; nor does a name tell where its host is.</summary>
    private void CheckNames()
    {
        if (options.Name is { } name && NodeName.Split(name).Host is { } host
            && (IsLong(host), IsLong(NodeName.HostOf(peer))) is var (ours, theirs) && ours != theirs)
        {
            report.Wrong(
                "names",
                $"{name} is a {Kind(ours)} name and {peer} a {Kind(theirs)} one: erl lets only nodes of one kind dial each other. "
                + $"Give this node a {Kind(theirs)} name, {(theirs ? "-name NAME@HOST.DOMAIN" : "-sname NAME")}.");
        }
    }

    private void CheckCertificate(string file)
    {
        using X509Certificate2? certificate = TryLoad(file);
        string? wrong = certificate is null ? null
            : certificate.NotAfter < DateTime.Now ? $"has ended on {CertificateFile.End(certificate)}"
            : certificate.NotBefore > DateTime.Now ? $"is not valid before {certificate.NotBefore:yyyy-MM-dd HH:mm}; or this machine's clock is behind"
            : null;
        if (wrong is not null)
        {
            report.Wrong("own", $"our certificate, {file}, {wrong}. Renew it (erldist certs renew DIR, for those that erldist certs made).");
        }
    }

    /// <summary>Null where it cannot be read, of which the carrier's own message is better.</summary>
    private static X509Certificate2? TryLoad(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Tells what is right, for the end of the list.</summary>
    public void ReportOk()
    {
        if (options.Tls?.Client.CertificateFile is { } file && TryLoad(file) is { } certificate)
        {
            report.Ok("own", $"we show {CertificateFile.Describe(certificate)}");
            certificate.Dispose();
        }
    }

    private static bool IsLong(string host) => host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal);

    private static string Kind(bool isLong) => isLong ? "long" : "short";
}
