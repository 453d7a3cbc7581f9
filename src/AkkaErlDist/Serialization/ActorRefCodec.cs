using Akka.Actor;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Mapping;

[assembly: ErlCodec<IActorRef, ActorRefCodec>]

namespace AkkaErlDist.Serialization;

/// <summary>
/// Members of declared types that are actor references: a pid on the wire; <c>{Name, Node}</c> for a registered process;
/// <c>undefined</c> for nobody.
/// </summary>
/// <remarks>What a reference is depends on the actor system, so it works where that sends or receives, and nowhere else.</remarks>
public sealed class ActorRefCodec : TermCodec<IActorRef>
{
    [ThreadStatic]
    private static IActorTerms? s_actors;

    private static IActorTerms Actors => s_actors ?? throw new InvalidOperationException(
        "An actor reference can be written and read only as part of a message that an actor system sends or receives.");

    /// <inheritdoc/>
    public override void Write(ref TermWriter writer, IActorRef value) => Actors.Write(ref writer, value);

    /// <inheritdoc/>
    public override IActorRef Read(ref TermReader reader) => Actors.Read(ref reader);

    /// <summary>Says what references are until the result is disposed of, for code on this thread.</summary>
    internal static Scope Use(IActorTerms actors)
    {
        var scope = new Scope(s_actors);
        s_actors = actors;
        return scope;
    }

    /// <summary>As <see cref="Use"/>, for code that keeps it beyond a frame of the stack; to be disposed of on the same thread.</summary>
    internal static IDisposable Enter(IActorTerms actors)
    {
        var entered = new Entered(s_actors);
        s_actors = actors;
        return entered;
    }

    private sealed class Entered(IActorTerms? outer) : IDisposable
    {
        public void Dispose() => s_actors = outer;
    }

    internal readonly ref struct Scope(IActorTerms? outer)
    {
        private readonly IActorTerms? _outer = outer;

        public void Dispose() => s_actors = _outer;
    }
}
