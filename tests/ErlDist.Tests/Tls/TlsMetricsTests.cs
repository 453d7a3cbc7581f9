using ErlDist.Testing;
using ErlDist.Tests.Nodes;
using ErlDist.Tls;

namespace ErlDist.Tests.Tls;

/// <summary>How long certificates live, and what became of files that were read again.</summary>
public sealed class TlsMetricsTests
{
    [Fact]
    public void Days_left_follow_the_file_and_reloads_are_counted_by_outcome()
    {
        using var directory = new TemporaryDirectory();
        var authority = new TestAuthority();
        string ca = directory.Write("ca.pem", authority.Pem);
        string node = Write(30);
        var options = TlsOptions.FromFiles(node, ca);
        using var seen = new Measurements(null);
        var authentication = new TlsAuthentication(options);
        Assert.InRange(Days() ?? 0, 29, 30.1);

        double taken = seen.Value("erldist.tls.reload.count") ?? 0;
        double refused = seen.Value("erldist.tls.reload.count", "error.type=unusable") ?? 0;
        Write(5);
        Assert.InRange(Days() ?? 0, 4, 5.1);
        Assert.True(seen.Value("erldist.tls.reload.count") > taken);
        directory.Write("node.pem", "nothing of use");
        Assert.InRange(Days() ?? 0, 4, 5.1);
        Assert.True(seen.Value("erldist.tls.reload.count", "error.type=unusable") > refused);
        GC.KeepAlive(authentication);

        double? Days() => seen.Value("erldist.tls.certificate.remaining", "erldist.tls.role=server,erldist.tls.subject=CN=measured node");

        string Write(int days) => directory.Write("node.pem", TestAuthority.PemBundle(authority.Issue(
            new TestCertificateOptions { Subject = "CN=measured node", DnsNames = ["localhost"], NotAfter = DateTimeOffset.UtcNow.AddDays(days) })));
    }
}
