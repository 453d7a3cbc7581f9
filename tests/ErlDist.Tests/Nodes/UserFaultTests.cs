using ErlDist.Nodes;
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
    public async Task A_second_spelling_of_a_host_is_refused_while_the_first_is_connected()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await pair.Other.ConnectAsync("one@localhost");
        await using ErlangNode evil = await pair.StartAsync("other@LOCALHOST", o => o with { Listen = false });
        await Assert.ThrowsAsync<NodeConnectionException>(() => evil.ConnectAsync("one@localhost"));
        Assert.Equal(["other@localhost"], pair.One.ConnectedNodes);

        await pair.One.DisconnectAsync("other@localhost");
        await evil.ConnectAsync("one@localhost").WaitAsync(NodePair.Bound);
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
