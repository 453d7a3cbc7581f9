using System.Buffers;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Epmd;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Tls;
using ErlDist.Wire;
using Cookie = ErlDist.Wire.Cookie;

namespace AkkaErlDist.Bridge.Tests.Wire;

/// <summary>
/// An actor system as far as its wire goes, with no Akka: PDUs in and out, by the bridge, over a real connection of an
/// <see cref="ErlangNode"/>.
/// </summary>
internal sealed class WireAkka : ISignalHost, IBeamPeerOutput, IAssociationOutput, ITermPayloadConverter, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource<BeamPeer> _peer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ErlangNode? _node;
    private PeerLink? _link;
    private BeamAssociation? _association;

    public static async Task<WireAkka> StartAsync(int epmdPort, TlsOptions tls)
    {
        var akka = new WireAkka();
        akka._node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "recorded@localhost",
            Cookie = new Cookie("secret"),
            Tls = tls,
            Epmd = new EpmdOptions { Port = epmdPort },
            SignalHost = akka,
        });
        return akka;
    }

    public LocalRefs Refs { get; private set; } = null!;

    /// <summary>Dials, and associates.</summary>
    public async Task AssociateAsync(string node)
    {
        await _node!.ConnectAsync(node);
        BeamPeer peer = await _peer.Task.WaitAsync(TimeSpan.FromSeconds(10));
        _association = peer.Associate(this, isInbound: false);
    }

    public void Write(byte[] pdu) => Assert.True(_association!.OnPdu(pdu));

    /// <summary>Waits for what comes out next and begins so; everything before it is passed over.</summary>
    public async Task<string> ExpectAsync(string beginning)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            Task more;
            lock (_gate)
            {
                int index = _log.FindIndex(line => line.StartsWith(beginning, StringComparison.Ordinal));
                if (index >= 0)
                {
                    string found = _log[index];
                    _log.RemoveRange(0, index + 1);
                    return found;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{beginning}' did not come. This did:\n{string.Join('\n', _log)}");
            }
        }
    }

    public async ValueTask DisposeAsync() => await _node!.DisposeAsync();

    public void OnConnectionUp(PeerLink link)
    {
        _link = link;
        Refs = new LocalRefs(new AkkaAddress("akka.erl", "recorded", "localhost", 4711), link.Local.NewPid);
        _peer.TrySetResult(new BeamPeer(
            new BeamPeerOptions
            {
                Node = link.Node,
                Address = AkkaAddress.Of(link.Node, "akka.erl"),
                Refs = Refs,
                Uid = 77,
                NewReference = link.Local.NewReference,
                Converter = this,
            },
            this));
    }

    public void OnSignal(PeerLink link, in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms) =>
        _peer.Task.Result.OnSignal(signal, payload, atoms);

    public void OnConnectionDown(PeerLink link, DownReason reason) => _peer.Task.Result.OnConnectionLost();

    public bool Send(in Signal signal, ReadOnlyMemory<byte> payload, bool mayRefuse) => mayRefuse
        ? _link!.TrySend(signal, payload, out _) == SendResult.Sent
        : _link!.TrySendControl(signal, payload);

    public void OnAssociationNeeded() => _association = _peer.Task.Result.Associate(this, isInbound: true);

    public void OnRejected(in Rejection rejection) => Note($"rejected {rejection.Reason}");

    public void OnPdu(byte[] pdu) => Note(PeerRig.Describe(pdu));

    public void OnDisassociated(DisassociationReason reason) => Note($"disassociated {reason}");

    public bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem)
    {
        problem = "no serializer here";
        return false;
    }

    private void Note(string line)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _log.Add(line);
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.TrySetResult();
    }
}
