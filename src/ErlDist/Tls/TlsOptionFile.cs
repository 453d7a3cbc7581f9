namespace ErlDist.Tls;

/// <summary>OTP's option file (<c>-ssl_dist_optfile</c>).</summary>
public static class TlsOptionFile
{
    /// <summary>Reads an option file.</summary>
    /// <param name="path">The file.</param>
    public static TlsOptions Load(string path) => throw new TlsOptionException($"{path}: not yet");
}

/// <summary>OTP's options on the command line (<c>-ssl_dist_opt</c>).</summary>
public static class SslDistOpt
{
    /// <summary>Reads them.</summary>
    /// <param name="arguments">The arguments of each <c>-ssl_dist_opt</c>.</param>
    public static TlsOptions Parse(IReadOnlyList<string[]> arguments) => throw new TlsOptionException("not yet");
}
