using Akka.Actor;
using AkkaErlDist.Configuration;
using AkkaErlDist.Serialization;
using ErlDist.Terms;

namespace AkkaErlDist;

/// <summary>
/// The Erlang side of an actor system: <c>ErlangDistribution.Get(system)</c>.
/// </summary>
/// <remarks>
/// Not called <c>ErlDist</c>, as the names of other extensions would suggest: C# finds the namespace
/// <see cref="ErlDist"/> before a class of that name in <see cref="AkkaErlDist"/>.
/// </remarks>
public sealed class ErlangDistribution : IExtension, IPidTable
{
    private readonly ExtendedActorSystem _system;

    internal ErlangDistribution(ExtendedActorSystem system)
    {
        _system = system;
        Codec = new EtfCodec(this, BinaryAs.Text);
    }

    internal EtfCodec Codec { get; private set; }

    /// <summary>The extension of an actor system.</summary>
    public static ErlangDistribution Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<ErlangDistribution, ErlangDistributionProvider>();
    }

    Pid IPidTable.PidFor(IActorRef actor) => throw NotRunning();

    IActorRef IPidTable.ActorFor(Pid pid) => throw NotRunning();

    private InvalidOperationException NotRunning() => new(
        $"The actor system {_system.Name} has no Erlang node: add \"akka.remote.erl-dist\" to akka.remote.enabled-transports.");
}

/// <summary>Makes the extension once for each actor system; Akka's way of <see cref="ErlangDistribution.Get"/>.</summary>
public sealed class ErlangDistributionProvider : ExtensionIdProvider<ErlangDistribution>
{
    /// <inheritdoc/>
    public override ErlangDistribution CreateExtension(ExtendedActorSystem system) => new(system);
}
