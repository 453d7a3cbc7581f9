using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AkkaErlDist.Remoting;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.Remoting;

/// <summary>A proof counts on one connection, for one end of it, and for one secret.</summary>
public sealed class PeerProofTests
{
    private static readonly HandshakeResult s_dialled = new()
    {
        LocalName = "a@h",
        LocalCreation = 1,
        PeerName = "b@h",
        PeerCreation = 2,
        Flags = DistributionFlagSets.Hidden,
        PeerFlags = DistributionFlagSets.Hidden,
        IsInitiator = true,
        Challenge = 11,
        PeerChallenge = 22,
    };

    private static readonly HandshakeResult s_accepted = s_dialled with
    {
        LocalName = "b@h",
        PeerName = "a@h",
        IsInitiator = false,
        Challenge = 22,
        PeerChallenge = 11,
    };

    private static readonly Lazy<(CarrierSecurity One, CarrierSecurity Other)> s_tls = new(() =>
    {
        var authority = new TestAuthority();
        return (Tls(authority), Tls(authority));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_ends_prove_themselves(bool tls)
    {
        CarrierSecurity? security = tls ? s_tls.Value.One : null;
        PeerProof a = new("members"u8, s_dialled, security), b = new("members"u8, s_accepted, security);
        Assert.True(b.Verify(a.Ours.Span));
        Assert.True(a.Verify(b.Ours.Span));
        Assert.False(a.Verify(a.Ours.Span));
        Assert.False(b.Verify(b.Ours.Span));
        Assert.False(a.Verify([]));
    }

    public static TheoryData<string> Differences => ["secret", "name", "peer name", "challenge", "peer challenge", "certificate", "plain", "role"];

    [Theory]
    [MemberData(nameof(Differences))]
    public void On_any_other_connection_it_is_worth_nothing(string what)
    {
        (CarrierSecurity one, CarrierSecurity other) = s_tls.Value;
        var here = new PeerProof("members"u8, s_accepted, one);
        PeerProof there = what switch
        {
            "secret" => new("member"u8, s_dialled, one),
            "name" => new("members"u8, s_dialled with { LocalName = "c@h" }, one),
            "peer name" => new("members"u8, s_dialled with { PeerName = "c@h" }, one),
            "challenge" => new("members"u8, s_dialled with { Challenge = 12 }, one),
            "peer challenge" => new("members"u8, s_dialled with { PeerChallenge = 23 }, one),
            "certificate" => new("members"u8, s_dialled, other),
            "plain" => new("members"u8, s_dialled, null),
            _ => new("members"u8, s_accepted, one),
        };
        Assert.False(here.Verify(there.Ours.Span));
    }

    private static CarrierSecurity Tls(TestAuthority authority)
    {
        using X509Certificate2 certificate = authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] });
        return new CarrierSecurity(SslProtocols.Tls13, TlsCipherSuite.TLS_AES_256_GCM_SHA384, null, certificate);
    }
}
