using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Benchmarks;

/// <summary>How the driver's actors speak with their partners: those are actors of another system, or processes of a BEAM node.</summary>
internal interface IDialect
{
    /// <summary>Asks for partners of a kind on behalf of an actor, which passes what it receives to <see cref="PartnersIn"/>.</summary>
    void Ask(string kind, int count, IActorRef self);

    /// <summary>The partners that an answer introduces.</summary>
    IEnumerable<IActorRef> PartnersIn(object answer, IActorRef sender);

    /// <summary>A message that an echo answers with its content, and an ack with a word.</summary>
    object Message(object content, IActorRef self);

    /// <summary>What tells a sink to confirm when so many messages have come.</summary>
    object Expect(long count, IActorRef self);

    /// <summary>What the workload terms sends.</summary>
    object Shape(string name);
}

/// <summary>Actors of another system: each partner introduces itself.</summary>
internal sealed class AkkaDialect(ActorSelection bench) : IDialect
{
    public void Ask(string kind, int count, IActorRef self) => bench.Tell(new Request(kind, count), self);

    public IEnumerable<IActorRef> PartnersIn(object answer, IActorRef sender) => [sender];

    public object Message(object content, IActorRef self) => content;

    public object Expect(long count, IActorRef self) => new Expect(count);

    public object Shape(string name) => Shapes.Make(name);
}

/// <summary>Processes of a BEAM node: see README.md, "The control protocol".</summary>
internal sealed class ErlangDialect(ErlangDistribution erlang, string node) : IDialect
{
    private readonly IActorRef _bench = erlang.ActorFor("bench", node);

    public void Ask(string kind, int count, IActorRef self) =>
        _bench.Tell(kind == "echo" ? (Atom.Get(kind), self, count) : (object)(Atom.Get(kind), self), self);

    public IEnumerable<IActorRef> PartnersIn(object answer, IActorRef sender) => answer is ErlTuple and [_, ErlList pids]
        ? pids.Cast<Pid>().Select(erlang.ActorFor)
        : throw new ArgumentException($"{answer} introduces no partners");

    public object Message(object content, IActorRef self) => (self, content);

    public object Expect(long count, IActorRef self) => (Atom.Get("expect"), count, self);

    public object Shape(string name) => name == "record"
        ? Term.Tuple(
            Atom.Get("order"), 4711, "Ada Lovelace", "ada@example.org", 12, 349.5, true, Atom.Get("paid"), Term.List(1, 2, 3), Atom.Undefined)
        : Shapes.Make(name);
}
