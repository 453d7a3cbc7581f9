using Akka.Actor;
using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.MultiNode;

/// <summary>Answers with what it gets.</summary>
public sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message => Sender.Tell(message));
}

/// <summary>What a <see cref="Sink"/> has seen.</summary>
/// <param name="Messages">Messages with a number.</param>
/// <param name="Gaps">Numbers that did not follow the one before from the same process.</param>
public sealed record Seen(long Messages, long Gaps);

/// <summary>Counts <c>{seq, From, N}</c> and the numbers that do not follow each other; told <c>"seen"</c> it answers <see cref="Seen"/>.</summary>
public sealed class Sink : ReceiveActor
{
    private readonly Dictionary<object, long> _next = [];
    private long _messages;
    private long _gaps;

    public Sink()
    {
        Receive<string>(text => text == "seen", _ => Sender.Tell(new Seen(_messages, _gaps)));
        Receive<ErlTuple>(tuple =>
        {
            if (tuple is ErlTuple and [Atom { Name: "seq" }, Pid from, ErlInteger number])
            {
                _messages++;
                if (_next.TryGetValue(from, out long expected) && expected != number.Value)
                {
                    _gaps++;
                }

                _next[from] = number.Value + 1;
            }
        });
    }
}
