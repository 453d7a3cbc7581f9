using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Configuration;
using AkkaErlDist.Serialization;

namespace AkkaErlDist;

/// <summary>The Erlang node as an extension of an actor system that talks to its like by something else, or to nobody.</summary>
internal static class NodeExtension
{
    private const string Section = "akka.remote.erl-dist";
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(10);

    /// <summary>Whether <c>akka.extensions</c> names the node, and no transport starts it.</summary>
    public static bool IsWanted(ActorSystem system) =>
        system.Settings.Config.GetStringList("akka.extensions", []).Any(
            name => name.Split(',')[0].Trim() == typeof(ErlangDistributionProvider).FullName)
        && !HasTransport(system);

    /// <summary>Starts the node; an actor system starts when its extensions have, so this waits.</summary>
    public static void Start(ExtendedActorSystem system, ErlangDistribution distribution)
    {
        ILoggingAdapter log = Akka.Event.Logging.GetLogger(system, "erl-dist");
        try
        {
            var settings = ErlDistSettings.Load(system, system.Settings.Config.GetConfig(Section) ?? Akka.Configuration.Config.Empty, Section);
            distribution.Attach(settings);
            system.Settings.InjectTopLevelFallback(EtfBindings.All(typeof(EtfSerializer)));
            var declared = new DeclaredTypes(system.Settings);
            ErlDistSetup setup = system.Settings.Setup.Get<ErlDistSetup>().GetOrElse(new ErlDistSetup());
            using var limit = new CancellationTokenSource(s_startLimit);
            Task.Run(() => distribution.StartAsync(settings, setup, null, limit.Token)).GetAwaiter().GetResult();
            system.RegisterOnTermination(() =>
            {
                declared.Dispose();
                if (!Task.Run(distribution.StopAsync).Wait(s_stopLimit))
                {
                    log.Warning("The Erlang node did not stop within {0} s.", s_stopLimit.TotalSeconds);
                }
            });
        }
        catch (Exception failure)
        {
            log.Error("The Erlang node of {0} can't start: {1}", Section, failure is OperationCanceledException ? "it took too long." : failure.Message);
            throw;
        }
    }

    private static bool HasTransport(ActorSystem system)
    {
        Akka.Configuration.Config config = system.Settings.Config;
        string provider = config.GetString("akka.actor.provider", "");
        return provider is not "local" && !provider.Contains("LocalActorRefProvider", StringComparison.Ordinal)
            && config.GetStringList("akka.remote.enabled-transports", []).Any(
                path => config.GetString(path + ".transport-class", "").Contains(nameof(ErlDistTransport), StringComparison.Ordinal));
    }
}
