using System.Security.Cryptography;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Soak;

/// <summary>
/// The traffic of one connection, from its beginning to its end. No node connects by itself, so all that a session sends goes
/// over its one connection: nothing may be lost or out of order as long as that is up, and all must learn of its end.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    /// <summary>How long anything may take on a machine that does other things too.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private const int StreamPause = 250;
    private const int MostInBurst = 8;
    private const int CallPause = 500;
    private readonly ErlangNode _node;
    private readonly BeamNode _beam;
    private readonly Figures _figures;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<DownReason> _down = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Mailbox _inbox;
    private readonly Task[] _work;
    private Pid? _receiver;
    private Pid? _sender;
    private Pid? _caller;
    private long _sent;
    private long _received;

    private Session(ErlangNode node, BeamNode beam, Figures figures, int seed)
    {
        (_node, _beam, _figures, _random) = (node, beam, figures, new Random(seed));
        _inbox = node.CreateMailbox();
        _work = new Task[4];
        node.NodeDown += OnNodeDown;
    }

    /// <summary>Why the connection went down, when it has.</summary>
    public Task<DownReason> Down => _down.Task;

    /// <summary>Begins over a connection that is up.</summary>
    public static async Task<Session> StartAsync(ErlangNode node, BeamNode beam, Figures figures, int seed)
    {
        var session = new Session(node, beam, figures, seed);
        string inbox = $"binary_to_term(base64:decode(\"{Convert.ToBase64String(session._inbox.Pid.Encode())}\"))";
        session._receiver = (Pid)await beam.EvalTermAsync($"spawn(fun() -> soak_peer:receiver({inbox}) end)", Bound);
        session._sender = (Pid)await beam.EvalTermAsync($"spawn(fun() -> soak_peer:sender({inbox}, {StreamPause}, {MostInBurst}) end)", Bound);
        session._caller = (Pid)await beam.EvalTermAsync($"spawn(fun() -> soak_peer:caller({inbox}, {CallPause}) end)", Bound);
        session._work[0] = session.RunAsync("stream out", session.StreamAsync);
        session._work[1] = session.RunAsync("stream in", session.ReceiveAsync);
        session._work[2] = session.RunAsync("calls", session.CallAsync);
        session._work[3] = session.RunAsync("links and monitors", session.WatchAsync);
        return session;
    }

    /// <summary>
    /// Ends it over a connection that is up: each side says how much it sent and took, and the two must agree.
    /// </summary>
    public async Task FinishAsync()
    {
        Task<Term> theirs = AskAsync(_sender!);
        long calls = ((ErlInteger)await AskAsync(_caller!)).Value;
        long sentToUs = ((ErlInteger)await theirs).Value;

        // Its last message is here before its answer is: a process sends all of a message before it goes on, and both came on one
        // connection.
        await _stop.CancelAsync();
        await Task.WhenAll(_work).WaitAsync(Bound);
        while (_inbox.TryReceive(out Term? late))
        {
            Take(late);
        }

        long taken = ((ErlInteger)await AskAsync(_receiver!, _inbox)).Value;
        if (taken != _sent || sentToUs != _received)
        {
            _figures.Fail($"{_beam.Name}: sent {_sent}, taken {taken}; theirs sent {sentToUs}, taken {_received}");
        }

        _figures.Add("calls, remote calls and spawns of the BEAM to .NET, each", calls);
        _figures.Add("sessions counted to the last message on both sides");
    }

    /// <summary>Ends it over a connection that is lost: all that waits for it must learn it.</summary>
    public async Task FinishLostAsync()
    {
        await Down.WaitAsync(Bound);
        await _stop.CancelAsync();
        await Task.WhenAll(_work).WaitAsync(Bound);
        _figures.Add("sessions cut off in the middle");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.NodeDown -= OnNodeDown;
        _figures.Add("messages .NET to BEAM", _sent);
        _figures.Add("messages BEAM to .NET", _received);
        await _inbox.DisposeAsync();
        _stop.Dispose();
    }

    private void OnNodeDown(object? sender, NodeEventArgs e)
    {
        if (e.Node == _beam.Name)
        {
            _down.TrySetResult(e.Reason!);
        }
    }

    private async Task RunAsync(string what, Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The session ends.
        }
        catch (Exception e) when (e is NodeConnectionException or ProcessExitException or RpcException)
        {
            // Right when the connection is lost, and only then.
            if (await Task.WhenAny(Down, Task.Delay(TimeSpan.FromSeconds(5))) != Down)
            {
                _figures.Fail($"{_beam.Name}: {what} ended over a connection that is up: {e.Message}");
            }
        }
#pragma warning disable CA1031 // A fault of the soak itself must be seen, too.
        catch (Exception e)
        {
            _figures.Fail($"{_beam.Name}: {what}: {e}");
        }
#pragma warning restore CA1031
    }

    private async Task StreamAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !Down.IsCompleted)
        {
            // A burst, so that small messages stand right behind large ones.
            for (int i = _random.Next(1, MostInBurst + 1); i > 0; i--)
            {
                byte[] payload = new byte[_sent % 50 == 49 ? _random.Next(100_000, 1_000_000) : _random.Next(1, 300)];
                _random.NextBytes(payload);

                // Not cancelled: what is begun is counted.
                await _inbox.SendAsync(_receiver!, Term.Tuple(Soak.Seq, _sent, payload, SHA256.HashData(payload)), CancellationToken.None);
                _sent++;
                _figures.Add("bytes .NET to BEAM", payload.Length);
            }

            await Task.Delay(StreamPause, stop);
        }
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        while (true)
        {
            Take(await _inbox.ReceiveAsync(stop));
        }
    }

    private void Take(Term message)
    {
        if (message is ErlTuple and [Atom { Name: "seq" }, ErlInteger number, ErlBinary payload, ErlBinary hash])
        {
            if (number.Value != _received || !hash.Bytes.Span.SequenceEqual(SHA256.HashData(payload.Bytes.Span)))
            {
                _figures.Fail($"{_beam.Name}: message {number.Value} where {_received} belongs, or another than was sent");
            }

            _received++;
            _figures.Add("bytes BEAM to .NET", payload.Bytes.Length);
        }
        else
        {
            _figures.Fail($"{_beam.Name}: {message}");
        }
    }

    private async Task CallAsync(CancellationToken stop)
    {
        for (long i = 0; !stop.IsCancellationRequested; i++)
        {
            Term request = Term.Tuple(Atom.Get("echo"), i);
            Expect("a call", request, await _node.CallAsync("soak_echo", _beam.Name, request, Bound, CancellationToken.None));
            Expect("a remote call", i + 1, await _node.RpcAsync(_beam.Name, "erlang", "+", (ErlList)Term.List(i, 1), Bound, CancellationToken.None));
            _figures.Add("calls and remote calls of .NET to the BEAM, each");
            await Task.Delay(CallPause, stop);
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        var watch = new Watching(_node, _beam.Name, _figures, Down);
        while (!stop.IsCancellationRequested)
        {
            await watch.TheirProcessAsync(unlinked: false);
            await watch.TheirProcessAsync(unlinked: true);
            await watch.OurProcessAsync();
            await Task.Delay(CallPause, stop);
        }
    }

    private void Expect(string what, Term expected, Term got)
    {
        if (!expected.Equals(got))
        {
            _figures.Fail($"{_beam.Name}: {what} gave {got} in place of {expected}");
        }
    }

    /// <summary>Asks for a count; behind all that <paramref name="behind"/> has sent, since only messages of one process keep their order.</summary>
    private async Task<Term> AskAsync(Pid process, Mailbox? behind = null)
    {
        await using Mailbox mailbox = _node.CreateMailbox();
        Reference reference = _node.NewReference();
        await (behind ?? mailbox).SendAsync(process, Term.Tuple(Soak.Count, reference, mailbox.Pid));
        Term answer = await mailbox.ReceiveAsync().AsTask().WaitAsync(Bound);
        return ((ErlTuple)answer)[1];
    }
}
