using System.Net.Security;
using System.Security.Authentication;
using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Tests.Nodes;

/// <summary>Whether certificates must carry the whole node name is for the node to say; by rule the host counts, as in OTP.</summary>
public sealed class AllowListTests
{
    private static readonly TestAuthority s_authority = new();

    [Theory]
    [InlineData("shop@host", true, true, "")]
    [InlineData("shop@HOST", true, true, "shop@host")]
    [InlineData("shop@host", true, true, "host")]
    [InlineData("shop@host", true, false, "other@host")]
    [InlineData("host", true, false, "")]
    [InlineData("host", false, true, "host")]
    [InlineData("shop@host", false, false, "host")]
    [InlineData(null, true, false, "")]
    [InlineData(null, false, true, "shop@host")]
    public void A_certificate_is_issued_to_what_the_node_wants(string? issuedTo, bool toNode, bool allowed, string list)
    {
        CarrierSecurity security = new(
            SslProtocols.Tls13,
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            issuedTo is null ? null : s_authority.Issue(new TestCertificateOptions { DnsNames = [issuedTo] }));
        var allow = new AllowList(list.Split(',', StringSplitOptions.RemoveEmptyEntries), toNode);
        Assert.Equal(allowed, allow.Allows("shop@host", security));
    }
}
