namespace ErlDist.Tls;

/// <summary>An option as the user wrote it, for messages about it.</summary>
/// <param name="Option">OTP's name, such as <c>certfile</c>.</param>
/// <param name="Where">The place, such as <c>x.conf: certfile of the server</c> or <c>TlsServerOptions.CertificateFile</c>.</param>
internal readonly record struct OptionOrigin(string Option, string Where)
{
    /// <summary>The option, or the file that it names, cannot be used.</summary>
    public TlsOptionException Error(string what, string? file = null, Exception? inner = null) =>
        new($"{Where}: {what}", inner) { Option = Option, File = file };

    /// <inheritdoc/>
    public override string ToString() => Where;
}
