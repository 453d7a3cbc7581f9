using ErlDist.Embedding;
using ErlDist.Tls;

namespace ErlDist.Testing.Tls;

/// <summary>TLS options where a test has no file of them.</summary>
public static class OptionText
{
    /// <summary>What an option file with that text means.</summary>
    public static TlsOptions Read(
        string text, string source = "x.conf", TlsFunctions? functions = null, IEnumerable<string[]>? sslDistOpt = null, TlsDefaults defaults = TlsDefaults.Latest) =>
        new TlsOptionLoader { Functions = functions, Defaults = defaults }.AddArguments(sslDistOpt ?? []).AddText(text, source).Load();

    /// <summary>What the arguments of <c>-ssl_dist_opt</c> mean.</summary>
    public static TlsOptions FromArguments(IEnumerable<string[]> arguments, TlsFunctions? functions = null) =>
        new TlsOptionLoader { Functions = functions }.AddArguments(arguments).Load();
}
