using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Benchmarks;

/// <summary>The responder's actors.</summary>
internal static class Partners
{
    /// <summary>Makes partners on request and answers with the list of them.</summary>
    internal sealed class Bench : ReceiveActor
    {
        private readonly Dictionary<string, List<IActorRef>> _partners = [];

        public Bench()
        {
            Receive<Request>(request =>
            {
                foreach (IActorRef partner in Make(request.Kind, request.Count))
                {
                    // Each one introduces itself, so that the driver gets references of the transport's own making.
                    Sender.Tell(new Identity(), partner);
                }
            });

            // A BEAM node as the driver: {echo, From, N}, {ack, From}, {sink, From}, answered with {Kind, [Pid]}.
            Receive<ErlTuple>(request =>
            {
                var kind = (Atom)request[0];
                int count = request.Count > 2 ? (int)((ErlInteger)request[2]).Value : 1;
                ErlangDistribution.Get(Context.System).ActorFor((Pid)request[1]).Tell((kind, Make(kind.Name, count)));
            });
        }

        private List<IActorRef> Make(string kind, int count)
        {
            foreach (IActorRef old in _partners.GetValueOrDefault(kind, []))
            {
                Context.Stop(old);
            }

            return _partners[kind] = [.. Enumerable.Range(0, count).Select(_ => Context.ActorOf(kind switch
            {
                "echo" => Props.Create<Echo>(),
                "sink" => Props.Create<Sink>(),
                _ => Props.Create<Acknowledge>(),
            }))];
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Acknowledge : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell("ok");
    }

    private sealed class Sink : UntypedActor
    {
        private IActorRef? _confirm;
        private long _expected;
        private long _left;

        protected override void OnReceive(object message)
        {
            if (message is Expect expect)
            {
                (_confirm, _expected, _left) = (Sender, expect.Count, expect.Count);
            }
            else if (message is ErlTuple and [Atom { Name: "expect" }, ErlInteger count, Pid from])
            {
                (_confirm, _expected, _left) = (ErlangDistribution.Get(Context.System).ActorFor(from), count.Value, count.Value);
            }
            else if (--_left == 0 && _confirm is not null)
            {
                _confirm.Tell(_confirm.Path.Address.Port == 0 ? (Atom.Get("received"), _expected) : new Received(_expected));
            }
        }
    }
}

/// <summary>A partner's first message: its reference is the sender.</summary>
internal sealed record Identity;
