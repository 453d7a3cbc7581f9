using System.Security.Cryptography.X509Certificates;
using ErlDist.Services;
using ErlDist.Testing;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tests.Nodes;

/// <summary>Code of the user's that throws where the node calls it: the node's state is right all the same.</summary>
public sealed class UserFaultTests
{
    [Fact]
    public async Task A_peer_comes_back_whatever_loggers_and_handlers_throw()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using ErlangNode faulty = await pair.StartAsync("faulty@localhost", o => o with { LoggerFactory = new ThrowingLoggers() });
        faulty.NodeUp += (_, _) => throw new InvalidOperationException("a handler");
        faulty.NodeDown += (_, _) => throw new InvalidOperationException("a handler");
        for (int i = 0; i < 3; i++)
        {
            await pair.One.PingAsync("faulty@localhost").WaitAsync(NodePair.Bound);
            Assert.True(await pair.One.DisconnectAsync("faulty@localhost").WaitAsync(NodePair.Bound));
        }

        Assert.True(faulty.Loggers.Failures > 0);
    }

    [Fact]
    public async Task A_host_that_throws_on_names_and_on_undelivered_messages_costs_no_connection()
    {
        await using NodePair pair = await NodePair.StartAsync();
        pair.One.ResolveName = _ => throw new InvalidOperationException("a host");
        pair.One.Undelivered = (in _, in _) => throw new InvalidOperationException("a host");
        await using Mailbox box = pair.Other.CreateMailbox();
        await box.SendAsync("nobody", pair.One.Name, 1);
        await box.SendAsync(new Pid(pair.One.NameAtom, 9999, 0, pair.One.Creation), 1);
        Reference monitor = await box.MonitorAsync("nobody", pair.One.Name);
        Assert.Equal(
            SystemMessages.Down(monitor, Term.Tuple(Atom.Get("nobody"), pair.One.NameAtom), Atom.Noproc), await box.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.Equal([pair.Other.Name], pair.One.ConnectedNodes);
    }

    [Fact]
    public async Task A_verify_function_that_throws_refuses_its_peer_alone_and_while_it_throws()
    {
        var authority = new TestAuthority();
        X509Certificate2 good = authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] }), odd = authority.Issue(new TestCertificateOptions { DnsNames = ["localhost", "odd"] });
        bool throws = true;
        var log = new CapturedLog();
        await using NodePair pair = await NodePair.StartAsync();
        await using ErlangNode judge = await pair.StartAsync("judge@localhost", o => Tls(o, good) with { LoggerFactory = log });
        await using ErlangNode honest = await pair.StartAsync("honest@localhost", o => Tls(o, good));
        await using ErlangNode strange = await pair.StartAsync("strange@localhost", o => Tls(o, odd));
        await honest.PingAsync(judge.Name).WaitAsync(NodePair.Bound);
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<NodeConnectionException>(() => strange.ConnectAsync(judge.Name).WaitAsync(NodePair.Bound));
        }

        await log.WaitAsync(l => l.Has("broken judge"), 0);
        Assert.Single(log.Lines, l => l.Level >= LogLevel.Warning && l.Has("broken judge"));
        await honest.PingAsync(judge.Name).WaitAsync(NodePair.Bound);
        Assert.Equal([honest.Name], judge.ConnectedNodes);
        throws = false;
        await strange.PingAsync(judge.Name).WaitAsync(NodePair.Bound);

        ErlangNodeOptions Tls(ErlangNodeOptions options, X509Certificate2 certificate) => options with
        {
            ProtoDist = "inet_tls",
            Tls = new TlsOptions
            {
                Server = new TlsServerOptions { Certificate = certificate, CaCertificates = [authority.Certificate], VerifyFunction = Judge },
                Client = new TlsClientOptions { Certificate = certificate, CaCertificates = [authority.Certificate] },
            },
        };

        TlsVerdict Judge(TlsVerification verification) =>
            throws && verification.Certificate.Equals(odd) ? throw new InvalidOperationException("broken judge") : TlsVerdict.Valid;
    }

    [Fact]
    public async Task A_second_spelling_of_a_host_is_refused_while_the_first_is_connected()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await pair.Other.ConnectAsync("one@localhost");
        await using ErlangNode evil = await pair.StartAsync("other@LOCALHOST", o => o with { Listen = false });
        await Assert.ThrowsAsync<NodeConnectionException>(() => evil.ConnectAsync("one@localhost"));
        Assert.Equal(["other@localhost"], pair.One.ConnectedNodes);

        await pair.One.DisconnectAsync("other@localhost");
        await evil.PingAsync("one@localhost").WaitAsync(NodePair.Bound); // Who accepts is up later than who dials; an answer is the proof.
        Assert.Equal(["other@LOCALHOST"], pair.One.ConnectedNodes);
    }

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("a logger");
    }
}
