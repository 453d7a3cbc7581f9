using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Tls;
using ErlDist.Tls;
using Google.Protobuf;

namespace AkkaErlDist.Bridge.Tests.Wire;

/// <summary>PDUs of an actor system, all the way to a real BEAM node over TLS with client certificates, and back.</summary>
public sealed class WireAkkaTests : IAsyncLifetime
{
    private const string Actor = PeerRig.Akka + "/user/a#1";
    private const string Watcher = PeerRig.Akka + "/system/remote-watcher";
    private readonly string _directory = Directory.CreateTempSubdirectory("wire-akka-").FullName;
    private PrivateEpmd _epmd = null!;
    private BeamNode _beam = null!;
    private WireAkka _akka = null!;
    private ulong _sequence;

    public async Task InitializeAsync()
    {
        var authority = new TestAuthority();
        string pem = Path.Combine(_directory, "node.pem"), ca = Path.Combine(_directory, "ca.pem"), conf = Path.Combine(_directory, "node.conf");
        await File.WriteAllTextAsync(pem, TestAuthority.PemBundle(authority.Issue(new CertificateWish { DnsNames = ["localhost"] })));
        await File.WriteAllTextAsync(ca, authority.Pem);
        string role = $"{{certfile, \"{pem}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['tlsv1.3']}}, {{verify, verify_peer}}";
        await File.WriteAllTextAsync(conf, $"[{{server, [{role}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{role}]}}].\n");
        _epmd = await PrivateEpmd.StartAsync();
        _beam = await BeamNode.StartAsync(new BeamNodeOptions { EpmdPort = _epmd.Port, ProtoDist = "inet_tls", OptFile = conf });
        await _beam.EvalAsync("register(echo, spawn(fun() -> (fun L() -> receive stop -> ok; {From, M} -> From ! M, L() end end)() end)), ok");
        _akka = await WireAkka.StartAsync(_epmd.Port, TlsOptions.FromFiles(pem, ca));
        await _akka.AssociateAsync(_beam.Name);
    }

    public async Task DisposeAsync()
    {
        await _akka.DisposeAsync();
        await _beam.DisposeAsync();
        await _epmd.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Messages_calls_and_identities_go_both_ways()
    {
        await _akka.ExpectAsync("Associate erl beam@localhost:0 77");
        Pid pid = _akka.Refs.GetOrAdd(Actor).Pid;
        Tell("/user/echo", Term.Tuple(pid, "there and back"));
        Assert.EndsWith(": <<\"there and back\">>", await _akka.ExpectAsync($"to {Actor} from {PeerRig.Beam}/user/$pid-"), StringComparison.Ordinal);

        Task<string> call = _beam.EvalAsync("gen_server:call({a, 'recorded@localhost'}, {add, 1, 2})");
        string asked = await _akka.ExpectAsync($"to {PeerRig.Akka}/user/a from {PeerRig.Beam}/user/$call-");
        Assert.EndsWith(": {add,1,2}", asked, StringComparison.Ordinal);
        Tell(asked.Split(' ')[3].TrimEnd(':')[PeerRig.Beam.Length..], 3);
        Assert.Equal("3", await call);

        foreach ((string name, string subject) in new[] { ("echo", PeerRig.Beam + "/user/echo"), ("nobody", "") })
        {
            var question = new Question { Id = new Content { Bytes = ByteString.CopyFromUtf8(name), Serializer = 17, Manifest = ByteString.CopyFromUtf8("S") } };
            _akka.Write(PeerRig.Envelope($"{PeerRig.Beam}/user/{name}", PeerRig.Akka + "/temp/q", Serializers.Misc, "ID", question.ToByteArray()));
            Assert.EndsWith($"identity [{name} 17 S] {subject}", await _akka.ExpectAsync($"to {PeerRig.Akka}/temp/q"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deaths_are_heard_of_on_both_sides()
    {
        Watch("/user/echo");
        await _akka.ExpectAsync("ack 0");
        Tell("/user/echo", new Atom("stop"));
        await _akka.ExpectAsync($"to {Watcher}: dead {PeerRig.Beam}/user/echo True");
        Watch("/user/echo");
        await _akka.ExpectAsync($"to {Watcher}: dead {PeerRig.Beam}/user/echo False");

        Task<string> down = _beam.EvalAsync("Ref = monitor(process, {a, 'recorded@localhost'}), receive {'DOWN', Ref, _, Object, Reason} -> {Object, Reason} end");
        await _akka.ExpectAsync($"to {PeerRig.Akka}/user/a: Watch by {PeerRig.Beam}/system/remote-watcher");
        _akka.Refs.SetExitReason(Actor, Term.Parse("{shutdown,done}"));
        var death = new Death { Actor = new Ref { Path = Actor }, Existed = true };
        System(PeerRig.Beam + "/system/remote-watcher", Manifests.Death, death);
        Assert.Equal("{{a,recorded@localhost},{shutdown,done}}", await down);
    }

    [Fact]
    public async Task A_killed_node_is_first_dead_and_then_gone()
    {
        Watch("/user/echo");
        await _akka.ExpectAsync("ack 0");
        LocalRef actor = _akka.Refs.GetOrAdd(Actor);
        Tell("/user/echo", Term.Tuple(actor.Pid, 1));
        await _akka.ExpectAsync($"to {Actor} from");

        await _beam.KillAsync();
        await _akka.ExpectAsync($"to {Watcher}: dead {PeerRig.Beam}/user/echo True");
        await _akka.ExpectAsync("disassociated Unknown");
    }

    private void Tell(string path, Term message) => _akka.Write(PeerRig.Envelope(PeerRig.Beam + path, null, Serializers.Etf, "", message.Encode()));

    private void Watch(string path) => System(
        PeerRig.Beam + path, Manifests.Watch, new Watch { Watchee = new Ref { Path = PeerRig.Beam + path }, Watcher = new Ref { Path = Watcher } });

    private void System(string recipient, string manifest, IMessage message) =>
        _akka.Write(PeerRig.Envelope(recipient, null, Serializers.System, manifest, message.ToByteArray(), _sequence++));
}
