using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Nodes;

/// <summary>The user's loggers: what they throw is counted and harms nothing. The factory below belongs to whoever made it.</summary>
internal sealed class GuardedLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    private long _failures;

    /// <summary>How often a logger threw.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public ILogger CreateLogger(string categoryName) =>
        new GuardedLogger(this, Guard(() => inner.CreateLogger(categoryName), NullLogger.Instance));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
    }

    private T Guard<T>(Func<T> call, T otherwise)
    {
        try
        {
            return call();
        }
#pragma warning disable CA1031 // See the summary.
        catch (Exception)
        {
            Interlocked.Increment(ref _failures);
            return otherwise;
        }
#pragma warning restore CA1031
    }

    private sealed class GuardedLogger(GuardedLoggerFactory factory, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => factory.Guard(() => inner.BeginScope(state), null);

        public bool IsEnabled(LogLevel logLevel) => factory.Guard(() => inner.IsEnabled(logLevel), false);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            factory.Guard(
                () =>
                {
                    inner.Log(logLevel, eventId, state, exception, formatter);
                    return true;
                },
                false);
    }
}
