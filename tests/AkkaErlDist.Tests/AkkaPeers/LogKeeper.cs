using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>Akka's logger of the test systems: keeps all lines.</summary>
public sealed class LogKeeper : ReceiveActor
{
    private static readonly ConditionalWeakTable<ActorSystem, ConcurrentQueue<LogEvent>> s_lines = [];

    public LogKeeper()
    {
        ConcurrentQueue<LogEvent> lines = Of(Context.System);
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line =>
        {
            lines.Enqueue(line);
            News.Tell();
        });
    }

    /// <summary>The lines of a system so far.</summary>
    public static ConcurrentQueue<LogEvent> Of(ActorSystem system) => s_lines.GetOrCreateValue(system);
}
