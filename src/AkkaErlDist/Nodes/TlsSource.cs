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

        return setup.Tls
            ?? (settings.SslDistOptFile is { } file ? TlsOptionFile.Load(file) : null)
            ?? (settings.SslDistOpts.Count > 0 ? SslDistOpt.Parse([[.. settings.SslDistOpts]]) : null)
            ?? throw new ConfigurationException(
                $"{settings.SectionPath}.proto-dist is {settings.ProtoDist}, but there are no TLS options, so the node would refuse every peer."
                + $" Set {settings.SectionPath}.ssl-dist-optfile to an option file (erldist certs makes one), or certfile, cacertfile and the like in its server {{ }} and client {{ }},"
                + " or ErlDistSetup.Tls in code. For a network that needs no security at all: proto-dist = inet_tcp.");
    }
}
