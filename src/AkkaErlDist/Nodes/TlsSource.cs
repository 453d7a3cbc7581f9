using Akka.Configuration;
using AkkaErlDist.Configuration;
using ErlDist.Tls;

namespace AkkaErlDist.Nodes;

/// <summary>Finds the TLS options of an actor system.</summary>
internal static class TlsSource
{
    /// <returns>The options; null where <c>proto-dist</c> is plain TCP.</returns>
    /// <exception cref="ConfigurationException">TLS is wanted and nothing says how.</exception>
    /// <exception cref="TlsOptionException">An option is of no use.</exception>
    public static TlsOptions? Load(ErlDistSettings settings, ErlDistSetup setup)
    {
        if (settings.ProtoDist.EndsWith("_tcp", StringComparison.Ordinal))
        {
            return null;
        }

        string[] words = [.. settings.SslDistOpts, .. settings.TlsSettings.SelectMany(o => new[] { $"{o.Role}_{o.Option}", Value(o) })];
        return setup.Tls
            ?? (settings.SslDistOptFile is { } file ? TlsOptionFile.Load(file, sslDistOpt: [words]) : null)
            ?? (words.Length > 0 ? SslDistOpt.Parse([words]) : null)
            ?? throw new ConfigurationException(
                $"{settings.NameOf(SettingKeys.ProtoDist)} is {settings.ProtoDist}, but there are no TLS options, so the node would refuse every peer."
                + $" Set {settings.NameOf(SettingKeys.SslDistOptFile)} to an option file (erldist certs makes one), or certfile, cacertfile and the like in its server {{ }} and client {{ }},"
                + " or ErlDistSetup.Tls in code. For a network that needs no security at all: proto-dist = inet_tcp.");
    }

    private static string Value(TlsSetting option) =>
        option.Option == "versions" ? $"[{string.Join(',', option.Value.Split(',').Select(version => $"'{version}'"))}]" : option.Value;
}
