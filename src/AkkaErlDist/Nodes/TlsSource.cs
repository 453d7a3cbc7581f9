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

        return setup.Tls ?? Configured(settings)
            ?? throw new ConfigurationException(
                $"{settings.NameOf(SettingKeys.ProtoDist)} is {settings.ProtoDist}, but there are no TLS options, so the node would refuse every peer."
                + $" Set {settings.NameOf(SettingKeys.SslDistOptFile)} to an option file (erldist certs makes one), or certfile, cacertfile and the like in its server {{ }} and client {{ }},"
                + " or ErlDistSetup.Tls in code. For a network that needs no security at all: proto-dist = inet_tcp.");
    }

    /// <summary>What the keys say, each named by itself in messages; null where they say nothing.</summary>
    private static TlsOptions? Configured(ErlDistSettings settings)
    {
        var loader = new TlsOptionLoader { Defaults = settings.TlsDefaultsOfOtp25 ? TlsDefaults.Otp25 : TlsDefaults.Latest };
        loader.AddArguments([[.. settings.SslDistOpts]], settings.NameOf(SettingKeys.SslDistOpt));
        foreach (TlsSetting option in settings.TlsSettings)
        {
            loader.Add(option.Role, option.Option, option.Value, option.Key);
        }

        if (settings.SslDistOptFile is { } file)
        {
            return loader.AddFile(file, settings.NameOf(SettingKeys.SslDistOptFile)).Load();
        }

        return loader.IsEmpty ? null : loader.Load();
    }
}
