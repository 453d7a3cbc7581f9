using Akka.Actor;

namespace AkkaErlDist.Benchmarks;

/// <summary>The responder's actors.</summary>
internal static class Partners
{
    /// <summary>Makes partners on request and answers with the list of them.</summary>
    internal sealed class Bench : ReceiveActor
    {
        private readonly Dictionary<string, List<IActorRef>> _partners = [];

        public Bench() => Receive<Request>(request =>
        {
            foreach (var old in _partners.GetValueOrDefault(request.Kind, []))
            {
                Context.Stop(old);
            }

            var partners = Enumerable.Range(0, request.Count).Select(_ => Context.ActorOf(request.Kind switch
            {
                "echo" => Props.Create<Echo>(),
                "sink" => Props.Create<Sink>(),
                _ => Props.Create<Acknowledge>(),
            })).ToList();
            _partners[request.Kind] = partners;
            foreach (var partner in partners)
            {
                // Each one introduces itself, so that the driver gets references of the transport's own making.
                Sender.Tell(new Identity(), partner);
            }
        });
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
        private IActorRef _confirm = ActorRefs.Nobody;
        private long _expected;
        private long _left;

        protected override void OnReceive(object message)
        {
            if (message is Expect expect)
            {
                (_confirm, _expected, _left) = (Sender, expect.Count, expect.Count);
            }
            else if (--_left == 0)
            {
                _confirm.Tell(new Received(_expected));
            }
        }
    }
}

/// <summary>A partner's first message: its reference is the sender.</summary>
internal sealed record Identity;
