using Akka.Configuration;
using AkkaErlDist.Configuration;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace AkkaErlDist.Nodes;

/// <summary>Finds the TLS options of an actor system.</summary>
internal static class TlsSource
{
    /// <summary>
    /// The options of all keys, put together as OTP 29 does; those of <see cref="ErlDistSetup.Tls"/> take their place. Keys are read in any
    /// case, so that a wrong name or value is told also where nothing uses it.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="setup">What the settings cannot say.</param>
    /// <param name="log">Told of options that nothing uses.</param>
    /// <returns>The options; null where <c>proto-dist</c> is plain TCP.</returns>
    /// <exception cref="ConfigurationException">TLS is wanted and nothing says how.</exception>
    /// <exception cref="TlsOptionException">An option is unusable; the message names its key, or its place in the file.</exception>
    public static TlsOptions? Load(ErlDistSettings settings, ErlDistSetup setup, ILogger log)
    {
        TlsOptionLoader loader = Keys(settings, setup);
        bool any = !loader.IsEmpty || settings.SslDistOptFile is not null;
        bool plain = settings.ProtoDist.EndsWith("_tcp", StringComparison.Ordinal);
        if (plain || setup.Tls is not null)
        {
            _ = loader.Load();
            if (any)
            {
                TlsSourceLog.Unused(
                    log, settings.SectionPath, plain ? $"{settings.NameOf(SettingKeys.ProtoDist)} is {settings.ProtoDist}" : "ErlDistSetup.Tls takes their place");
            }

            return plain ? null : setup.Tls;
        }

        if (settings.SslDistOptFile is { } file)
        {
            loader.AddFile(file, settings.NameOf(SettingKeys.SslDistOptFile));
        }

        return any ? loader.Load() : throw new ConfigurationException(
            $"{settings.NameOf(SettingKeys.ProtoDist)} is {settings.ProtoDist}, but there are no TLS options, so the node would refuse every peer."
            + $" Set {settings.NameOf(SettingKeys.SslDistOptFile)} to an option file (erldist certs makes one), or certfile, cacertfile and the like in {settings.NameOf(SettingKeys.Server)} and {settings.NameOf(SettingKeys.Client)},"
            + " or ErlDistSetup.Tls in code. For a network that needs no security at all: inet_tcp.");
    }

    private static TlsOptionLoader Keys(ErlDistSettings settings, ErlDistSetup setup)
    {
        var loader = new TlsOptionLoader
        {
            Defaults = settings.TlsDefaultsOfOtp25 ? TlsDefaults.Otp25 : TlsDefaults.Latest,
            Functions = setup.TlsFunctions,
        };
        foreach (TlsSetting option in Pairs(settings).Concat(settings.TlsSettings))
        {
            loader.Add(option.Role, option.Option, option.Value, option.Key);
        }

        return loader;
    }

    /// <summary>The names and values of <c>ssl-dist-opt</c>; OTP passes over names without a role, which helps nobody.</summary>
    private static IEnumerable<TlsSetting> Pairs(ErlDistSettings settings)
    {
        string key = settings.NameOf(SettingKeys.SslDistOpt);
        for (int i = 0; i < settings.SslDistOpts.Count; i += 2)
        {
            string word = settings.SslDistOpts[i];
            if (word.Split('_', 2) is not (["server" or "client", { Length: > 0 }] and var parts))
            {
                throw new ConfigurationException($"{key} has {word} where a name with its role is due, such as server_certfile.");
            }

            yield return i + 1 < settings.SslDistOpts.Count
                ? new TlsSetting(parts[0], parts[1], settings.SslDistOpts[i + 1], $"{key}: {word}")
                : throw new ConfigurationException($"{key} has {word} without a value: it is a list of names and values in turn.");
        }
    }
}
