using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace AkkaErlDist.Configuration;

/// <summary>Akka's own transport, set up but not enabled, is off without a word otherwise.</summary>
internal static class OtherTransport
{
    /// <summary>Its section. Akka's multi-node test kit knows no other, so this transport may stand there in its place.</summary>
    public const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>The reference.conf of Akka.Remote.</summary>
    public static Config Reference { get; } = ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(Akka.Remote.RemoteSettings).Assembly);

    /// <exception cref="ConfigurationException">It was set up in code, where nobody has chosen transports.</exception>
    public static bool Check(Settings system, ErlDistSettings settings, ILoggingAdapter log)
    {
        if (!IsSetUp(system.Config) || system.Config.GetStringList("akka.remote.enabled-transports").Contains(Tcp))
        {
            return true;
        }

        if (settings.TransportsAreByDefault)
        {
            throw new ConfigurationException(
                $"{Tcp} is set up, as by WithRemoting, and so is {settings.SectionPath}, but which of them are enabled was not said."
                + $" Call WithRemoting before WithErlangDistribution to have both, or set EnabledTransports to the one or to both, [\"{Tcp}\", \"{settings.SectionPath}\"].");
        }

        log.Warning("{0} is set up but not among akka.remote.enabled-transports, so it is off.", Tcp);
        return false;
    }

    /// <summary>Whether its address is another than that of Akka.Remote's own reference.conf.</summary>
    private static bool IsSetUp(Config config) =>
        config.GetString(Tcp + ".hostname", "").Length > 0 || config.GetString(Tcp + ".public-hostname", "").Length > 0 || config.GetInt(Tcp + ".port", 2552) != 2552;
}
