using System.Net;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Interop.Tests.Tls;
using ErlDist.Nodes;
using ErlDist.Testing.Wire;
using ErlDist.Tls;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>The attacked node and its honest peers over TLS 1.3, all with certificates.</summary>
public sealed class TlsHostileTarget : HostileTarget, IDisposable
{
    private readonly TlsFiles _files = new();
    private readonly X509Certificate2 _theirs;
    private readonly TlsOptions _options;

    public TlsHostileTarget()
    {
        _options = TlsOptionFile.Load(_files.Mutual(_files.Authority.Issue(TlsFiles.Localhost)));
        _theirs = _files.Authority.Issue(TlsFiles.Localhost);
    }

    /// <summary>Certificates of any kind.</summary>
    internal TlsFiles Files => _files;

    /// <inheritdoc/>
    protected override TlsOptions? Tls => _options;

    /// <inheritdoc/>
    public override async Task<RawPeer> ConnectAsync(ErlangNode? node = null)
    {
        RawPeer peer = await base.ConnectAsync(node);
        await peer.SecureAsync(_theirs);
        return peer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _theirs.Dispose();
        _files.Dispose();
    }
}

/// <summary>
/// The same tables over TLS, and what can be done beneath it: before TLS, in the middle of it, after it and before the proof of
/// the cookie, and after that.
/// </summary>
public sealed class HostileTlsSpec(TlsHostileTarget target) : IClassFixture<TlsHostileTarget>
{
    public static TheoryData<Attack> BeforeProof => [.. AttacksBeforeProof.Rows];

    public static TheoryData<Attack> Payloads => [.. AttacksByPayload.Rows];

    public static TheoryData<Attack> Masses => [.. AttacksByMass.Rows];

    public static TheoryData<HostileFrame> Frames => [.. HostileFrames.Rows];

    public static TheoryData<TlsAttack> OnTls => [.. AttacksOnTls.Rows];

    [Theory]
    [MemberData(nameof(OnTls))]
    public Task TLS_that_is_none_or_broken_ends_the_connection(TlsAttack attack) => target.SufferAsync(attack.For(target));

    [Theory]
    [MemberData(nameof(BeforeProof))]
    public Task A_peer_without_proof_is_refused(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_payload_that_is_no_term_or_too_much_ends_the_connection(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Masses))]
    public Task More_than_a_limit_allows_ends_the_connection(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Frames))]
    public Task A_frame_that_breaks_the_protocol_ends_the_connection(HostileFrame row) => target.SufferAsync(HostileSpec.Over(row));
}
