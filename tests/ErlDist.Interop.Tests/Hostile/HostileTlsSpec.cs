using System.Security.Cryptography.X509Certificates;
using ErlDist.Interop.Tests.Tls;
using ErlDist.Testing.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>The attacked node and its honest peers over TLS 1.3, all with certificates.</summary>
public sealed class TlsHostileTarget : HostileTarget, IDisposable
{
    private readonly TlsFiles _files = new();
    private readonly X509Certificate2 _theirs;
    private readonly TlsOptions _options;

    public TlsHostileTarget()
    {
        _options = TlsOptions.FromOptionFile(_files.Mutual(_files.Authority.Issue(TlsFiles.Localhost)));
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
public sealed class HostileTlsSpec(TlsHostileTarget target) : HostileTables(target), IClassFixture<TlsHostileTarget>
{
    private readonly TlsHostileTarget _target = target;

    public static TheoryData<TlsAttack> OnTls => [.. AttacksOnTls.Rows];

    [Theory]
    [MemberData(nameof(OnTls))]
    public Task TLS_that_is_none_or_broken_ends_the_connection(TlsAttack attack) => _target.SufferAsync(attack.For(_target));
}
