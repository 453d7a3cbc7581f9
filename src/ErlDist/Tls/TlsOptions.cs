using ErlDist.Embedding;
using ErlDist.Tls;

namespace ErlDist;

/// <summary>
/// The TLS options of a node, a set for each role, as chapter "Using TLS for Erlang Distribution" has them. They are made in code,
/// or by <see cref="TlsOptionLoader"/> of OTP's option file, <c>-ssl_dist_opt</c> and configurations.
/// </summary>
/// <remarks>
/// What is made in code has the safest defaults: TLS 1.3 and 1.2, both ends show certificates, both verify. What options by OTP's
/// names mean where they leave something out is <see cref="TlsDefaults"/>. At start a line for each role says what is in force,
/// and a warning for each that verifies nobody.
/// </remarks>
public sealed record TlsOptions
{
    /// <summary>For connections that peers set up.</summary>
    public TlsServerOptions Server { get; init; } = new();

    /// <summary>For connections that this node sets up.</summary>
    public TlsClientOptions Client { get; init; } = new();

    /// <summary>What a user should know of these options and cannot see in their results, a sentence each. A carrier logs them.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The same about options that have no effect here and will not be missed. A carrier logs them at level Information.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The usual options: one certificate for both roles, peers under one authority, everything verified.</summary>
    /// <param name="certificateFile">PEM with the node's certificate, its key, and any intermediate certificates.</param>
    /// <param name="caCertificateFile">PEM with the authorities that peers' certificates must come from.</param>
    /// <param name="keyFile">PEM with the key, if <paramref name="certificateFile"/> does not hold it.</param>
    public static TlsOptions FromFiles(string certificateFile, string caCertificateFile, string? keyFile = null) => new()
    {
        Server = new() { CertificateFile = certificateFile, CaCertificateFile = caCertificateFile, KeyFile = keyFile },
        Client = new() { CertificateFile = certificateFile, CaCertificateFile = caCertificateFile, KeyFile = keyFile },
    };
    /// <summary>
    /// The options of OTP's own file, which <c>erl</c> takes as <c>-ssl_dist_optfile</c>: one expression,
    /// <c>[{server,Options},{client,Options}].</c>, with what <c>erl_eval</c> computes in it as far as options need that.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="functions">The .NET functions that options may name; null = none.</param>
    /// <param name="defaults">What is meant by what is left out.</param>
    /// <exception cref="TlsOptionException">The file is missing or wrong; the message says where.</exception>
    /// <remarks>For options from several places there is <see cref="TlsOptionLoader"/>.</remarks>
    public static TlsOptions FromOptionFile(string path, TlsFunctions? functions = null, TlsDefaults defaults = TlsDefaults.Latest) =>
        new TlsOptionLoader { Functions = functions, Defaults = defaults }.AddFile(path).Load();
}
