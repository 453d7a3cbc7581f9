using Akka.Actor;
using Akka.Configuration;
using ErlDist;

namespace AkkaErlDist;

/// <summary>
/// Makes the extension once for each actor system; Akka's way of <see cref="ErlangDistribution.Get"/>. Named in <c>akka.extensions</c> it
/// starts the Erlang node with the actor system, with any <c>actor.provider</c>, from the section <c>akka.remote.erl-dist</c>; where that
/// section is a transport that is enabled, the transport starts it.
/// </summary>
public sealed class ErlangDistributionProvider : ExtensionIdProvider<ErlangDistribution>
{
    /// <summary>What <c>akka.extensions</c> names.</summary>
    internal const string TypeName = "AkkaErlDist.ErlangDistributionProvider, AkkaErlDist";

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The node is to start, and its section will not do; the message names the key.</exception>
    /// <exception cref="ErlangException">The node is to start and cannot; the message says why and what to do.</exception>
    public override ErlangDistribution CreateExtension(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var distribution = new ErlangDistribution(system);
        if (NodeExtension.IsWanted(system))
        {
            NodeExtension.Start(system, distribution);
        }

        return distribution;
    }
}
