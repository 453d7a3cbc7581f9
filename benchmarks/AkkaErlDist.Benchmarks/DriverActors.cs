using System.Diagnostics;
using Akka.Actor;
using ErlDist.Benchmarks.Control;

namespace AkkaErlDist.Benchmarks;

internal sealed class Introduction : UntypedActor
{
    private readonly List<IActorRef> _partners = [];
    private readonly IDialect _dialect;
    private readonly int _count;
    private readonly TaskCompletionSource<IReadOnlyList<IActorRef>> _done;

    public Introduction(IDialect dialect, string kind, int count, TaskCompletionSource<IReadOnlyList<IActorRef>> done)
    {
        (_dialect, _count, _done) = (dialect, count, done);
        dialect.Ask(kind, count, Self);
    }

    protected override void OnReceive(object message)
    {
        _partners.AddRange(_dialect.PartnersIn(message, Sender));
        if (_partners.Count == _count)
        {
            _done.SetResult(_partners);
        }
    }
}

internal sealed class RoundTrips : UntypedActor
{
    private readonly List<long> _samples = [];
    private readonly object _message;
    private readonly IActorRef _echo;
    private readonly TimeSpan _duration;
    private readonly TaskCompletionSource<List<long>> _done;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _sent;

    public RoundTrips(IDialect dialect, IActorRef echo, TimeSpan duration, TaskCompletionSource<List<long>> done)
    {
        (_message, _echo, _duration, _done) = (dialect.Message(new byte[64], Self), echo, duration, done);
        Send();
    }

    protected override void OnReceive(object message)
    {
        long now = Stopwatch.GetTimestamp();
        _samples.Add(RunResult.Nanoseconds(_sent, now));
        if (Stopwatch.GetElapsedTime(_start, now) < _duration)
        {
            Send();
        }
        else
        {
            _done.TrySetResult(_samples);
        }
    }

    private void Send()
    {
        _sent = Stopwatch.GetTimestamp();
        _echo.Tell(_message, Self);
    }
}

internal sealed class PingPong : UntypedActor
{
    private readonly object _message;
    private readonly IActorRef _partner;
    private readonly TaskCompletionSource<bool> _done;
    private int _unsent;
    private int _unanswered;

    public PingPong(IDialect dialect, IActorRef partner, int inFlight, int count, TaskCompletionSource<bool> done)
    {
        (_message, _partner, _done, _unsent, _unanswered) = (dialect.Message("hit", Self), partner, done, count, count);
        for (int i = 0; i < inFlight; i++)
        {
            Send();
        }
    }

    protected override void OnReceive(object message)
    {
        Send();
        if (--_unanswered == 0)
        {
            _done.TrySetResult(true);
        }
    }

    private void Send()
    {
        if (_unsent > 0)
        {
            _unsent--;
            _partner.Tell(_message, Self);
        }
    }
}

internal sealed class Flood : UntypedActor
{
    private readonly TaskCompletionSource<bool> _done;

    public Flood(IDialect dialect, IActorRef sink, object message, int each, int senders, TaskCompletionSource<bool> done)
    {
        _done = done;
        sink.Tell(dialect.Expect((long)each * senders, Self), Self);
        for (int i = 0; i < senders; i++)
        {
            Context.ActorOf(Props.Create(() => new FloodSender(sink, message, each)));
        }
    }

    protected override void OnReceive(object message) => _done.TrySetResult(true);
}

internal sealed class FloodSender : UntypedActor
{
    public FloodSender(IActorRef sink, object message, int count)
    {
        for (int i = 0; i < count; i++)
        {
            sink.Tell(message, Self);
        }
    }

    protected override void OnReceive(object message) => Unhandled(message);
}

internal sealed class Stream : UntypedActor
{
    private readonly IActorRef _acknowledge;
    private readonly object _bulk;
    private readonly TaskCompletionSource<int> _done;
    private int _acknowledged;

    public Stream(IDialect dialect, IActorRef acknowledge, byte[] bulk, int inFlight, TaskCompletionSource<int> done)
    {
        (_acknowledge, _bulk, _done) = (acknowledge, dialect.Message(bulk, Self), done);
        for (int i = 0; i < inFlight; i++)
        {
            _acknowledge.Tell(_bulk, Self);
        }
    }

    protected override void OnReceive(object message)
    {
        _acknowledged++;
        _acknowledge.Tell(_bulk, Self);
    }

    protected override void PostStop() => _done.TrySetResult(_acknowledged);
}
