using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Mapping;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.Hostile;

/// <summary>An actor system that is attacked, another member of its cluster of peers, an honest BEAM-like node and a third that nobody may reach.</summary>
public sealed class HostileTarget : IAsyncLifetime
{
    /// <summary>The number of the victim's pid; set once it is known.</summary>
    internal static uint VictimPid { get; private set; }

    private readonly Realm _realm = new();
    private readonly List<ConcurrentQueue<object>> _queues = [];
    private ICarrier _carrier = null!;
    private ErlangNode _honest = null!;
    private ErlangNode _third = null!;
    private ActorSystem _member = null!;
    private IActorRef _memberEcho = null!;
    private IActorRef _victim = null!;
    private int _lost;
    private int _reached;

    public ActorSystem System { get; private set; } = null!;

    private ErlangNode Node => ErlangDistribution.Get(System).Node;

    public async Task InitializeAsync()
    {
        await _realm.InitializeAsync();
        System = _realm.Start(config: """akka.remote { untrusted-mode = on, trusted-selection-paths = ["/user/echo"] }""");
        _member = _realm.Start();
        System.StartEcho();
        _member.StartEcho();
        _victim = System.ActorOf(Props.Create(() => new Victim()), "victim");
        VictimPid = ErlangDistribution.Get(System).PidOf(_victim).Id;
        _memberEcho = await Realm.ResolveAsync(Realm.From(_member, System, "/user/echo"));
        foreach (ActorSystem system in new[] { System, _member })
        {
            (IActorRef keeper, ConcurrentQueue<object> kept) = system.StartKeeper();
            system.EventStream.Subscribe(keeper, typeof(DisassociatedEvent));
            system.EventStream.Subscribe(keeper, typeof(AssociationErrorEvent));
            system.EventStream.Subscribe(keeper, typeof(QuarantinedEvent));
            _queues.Add(kept);
        }

        _carrier = HandPeer.Tls(_realm.OptFile());
        _honest = await StartNodeAsync("honest@localhost");
        _third = await StartNodeAsync("third@localhost");
        _honest.NodeDown += (_, _) => Interlocked.Increment(ref _lost);
        _third.NodeUp += (_, _) => Interlocked.Increment(ref _reached);
        await _honest.PingAsync(Node.Name);
    }

    public async Task DisposeAsync()
    {
        await _honest.DisposeAsync();
        await _third.DisposeAsync();
        await _realm.DisposeAsync();
    }

    /// <summary>Does an attack and waits until all of it has been dealt with; nobody else notices, and the log has one line at most.</summary>
    internal async Task EndureAsync(AkkaAttack attack)
    {
        int mark = LogKeeper.Of(System).Count;
        await using (Attacker attacker = await AttackerAsync())
        {
            await attack.Do(attacker);
            Assert.Equal(!attack.Ends, await attacker.IsServedAsync().WaitAsync(Realm.Limit * 3));
        }

        // The honest talk over the connections and associations that they had, and the third has heard from nobody.
        Assert.Equal((Term)42, await CallAsync());
        Assert.Equal("hello", await _memberEcho.Ask<string>("hello", Realm.Limit));
        Assert.Equal(VictimPid, ErlangDistribution.Get(System).PidOf(_victim).Id);
        Assert.Equal((0, 0), (Volatile.Read(ref _lost), Volatile.Read(ref _reached)));
        Assert.All(_queues, Assert.Empty);
        await GoneAsync();
        Assert.Equal(2, Node.ConnectedNodes.Count);

        List<LogEvent> loud = [.. LogKeeper.Of(System).Skip(mark).Where(line => line.LogLevel() >= LogLevel.WarningLevel && !$"{line}".Contains("No thread of the pool", StringComparison.Ordinal))];
        Assert.True(loud.Count <= 1, string.Join('\n', loud));
        Assert.DoesNotContain(loud, line => $"{line.Message}".Any(c => char.IsControl(c) || c == '\u202E'));
    }

    /// <summary>A connection of the hostile node.</summary>
    /// <param name="flags">What it offers.</param>
    internal async Task<Attacker> AttackerAsync(DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader) => new(
        await HandPeer.ConnectAsync(_carrier, Attacker.Name, Node.EndPoint!.Port, Node.Name, "secret", flags), Node.Name);

    /// <summary>The node knows of no connection of the hostile node any more.</summary>
    internal Task GoneAsync() => Realm.PollAsync(() => !Node.ConnectedNodes.Contains(Attacker.Name), "the attacker is gone", logs: System);

    /// <summary>The honest node calls the actor, which answers 42.</summary>
    internal Task<Term> CallAsync() => _honest.CallAsync("victim", Node.Name, Atom.Get("which"));

    private Task<ErlangNode> StartNodeAsync(string name) => ErlangNode.StartAsync(new ErlangNodeOptions
    {
        Name = name,
        Cookie = new Cookie("secret"),
        Tls = TlsOptions.FromOptionFile(_realm.OptFile()),
        Epmd = new EpmdOptions { Port = _realm.Epmd.Port, StartServer = false },
    });

    private sealed class Victim : ReceiveActor
    {
        public Victim()
        {
            Receive<Atom>(atom => atom.Name == "which", _ => Sender.Tell(42));
            Receive<Atom>(atom => atom.Name == "infinity", _ => Sender.Tell(double.PositiveInfinity));
            ReceiveAny(_ => { });
        }
    }
}

/// <summary>A declared type that holds itself.</summary>
[ErlTuple("tree")]
public sealed record Tree(long Value, Tree? Left, Tree? Right);
