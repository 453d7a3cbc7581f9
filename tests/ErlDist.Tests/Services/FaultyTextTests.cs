using ErlDist.Terms;
using ErlDist.Tests.Nodes;

namespace ErlDist.Tests.Services;

/// <summary>Whatever a function throws or returns, who waits for it is told: texts of any make and length, replies that cannot be sent.</summary>
public sealed class FaultyTextTests : IAsyncLifetime
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);
    private NodePair _nodes = null!;

    public static TheoryData<string, string> Texts => new()
    {
        { "half a pair \ud83d", "half a pair \ufffd" },
        { new string('x', 100_000), new string('x', 500) + "\u2026" },
        { new string('x', 499) + "\U0001F600", new string('x', 499) + "\u2026" },
        { "\0\n", "\0\n" },
    };

    public async Task InitializeAsync() => _nodes = await NodePair.StartAsync();

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task An_exception_has_a_reason_that_can_be_sent(string text, string told)
    {
        _nodes.One.Export("m", "f", 0, (_, _) => throw new InvalidOperationException(text));
        await using ServedProcess served = _nodes.One.Serve("served", (_, _) => throw new InvalidOperationException(text));
        await using ServedProcess several = _nodes.One.Serve("several", (_, _) => throw new InvalidOperationException(text), new ServeOptions { Concurrency = 2 });
        _nodes.One.Register("own", new Thrower(_nodes.One, text));
        Term reason = Term.Tuple(Atom.Get("InvalidOperationException"), told);

        RpcException raised = await Assert.ThrowsAsync<RpcException>(() => _nodes.Other.RpcAsync(_nodes.One.Name, "m", "f", [], s_bound));
        Assert.Equal(reason, raised.Reason);
        foreach (string name in new[] { "served", "several", "own" })
        {
            ProcessExitException ended = await Assert.ThrowsAsync<ProcessExitException>(() => _nodes.Other.CallAsync(name, _nodes.One.Name, 1, s_bound));
            Assert.Equal(reason, ended.Reason);
        }

        Term rex = Term.Tuple(Atom.Get("call"), Atom.Get("m"), Atom.Get("f"), ErlList.Empty, Atom.Get("user"));
        Assert.StartsWith("{badrpc,", (await _nodes.Other.CallAsync("rex", _nodes.One.Name, rex, s_bound)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("served")]
    [InlineData("several")]
    [InlineData("own")]
    public async Task A_reply_that_cannot_be_sent_fails_its_call_and_the_server_lives_on(string name)
    {
        Term deep = ErlList.Empty;
        for (int i = 0; i < TermLimits.Default.MaxDepth + 10; i++)
        {
            deep = Term.List(deep);
        }

        _nodes.One.Serve("served", (request, _) => ValueTask.FromResult(request.Equals(Atom.Ok) ? request : deep));
        _nodes.One.Serve("several", (request, _) => ValueTask.FromResult(request.Equals(Atom.Ok) ? request : deep), new ServeOptions { Concurrency = 2 });
        _nodes.One.Register("own", new Thrower(_nodes.One, "", deep));
        ProcessExitException ended = await Assert.ThrowsAsync<ProcessExitException>(() => _nodes.Other.CallAsync(name, _nodes.One.Name, 1, s_bound));
        Assert.StartsWith("{not_convertible,", ended.Reason.ToString(), StringComparison.Ordinal);
        Assert.Equal(Atom.Ok, await _nodes.Other.CallAsync(name, _nodes.One.Name, Atom.Ok, s_bound));
    }

    [Fact]
    public async Task Requests_of_rex_in_one_another_do_not_run_in_one_another()
    {
        await using Mailbox evil = _nodes.Other.CreateMailbox();
        foreach (string kind in new[] { "send", "sbcast" })
        {
            Term request = ErlList.Empty;
            for (int i = 0; i < 40_000; i++)
            {
                request = kind == "send" ? Term.Tuple(Atom.Get(kind), Atom.Get("rex"), request)
                    : Term.Tuple(Atom.Get(kind), Atom.Get("rex"), Term.Tuple(evil.Pid, request));
            }

            await evil.SendAsync("rex", _nodes.One.Name, Term.Tuple(evil.Pid, request));
        }

        await _nodes.Other.PingAsync(_nodes.One.Name);
        Assert.Equal("{rex,one@localhost,{nonexisting_name,rex}}", (await evil.ReceiveAsync().AsTask().WaitAsync(s_bound)).ToString());
    }

    private sealed class Thrower(ErlangNode node, string text, Term? reply = null) : GenServer(node)
    {
        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            reply is null ? throw new InvalidOperationException(text) : ValueTask.FromResult<Term?>(request.Equals(Atom.Ok) ? request : reply);
    }
}
