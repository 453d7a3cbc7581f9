using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ErlDist.Testing;

/// <summary>A log that keeps its lines, for tests that ask what was logged.</summary>
public sealed class CapturedLog : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _more = NewSignal();

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>How many lines there are: a mark for <see cref="WaitAsync"/> and <see cref="Since"/>.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Forgets all lines; marks begin at 0 again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _lines.Clear();
            _lines.TrimExcess();
        }
    }

    /// <summary>The lines behind a mark.</summary>
    public IReadOnlyList<LogLine> Since(int mark)
    {
        lock (_gate)
        {
            return _lines[mark..];
        }
    }

    /// <summary>The first line behind a mark that matches, when it comes.</summary>
    /// <exception cref="TimeoutException">None came; the message has those that did.</exception>
    public async Task<LogLine> WaitAsync(Func<LogLine, bool> matches, int mark = 0, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.Skip(mark).FirstOrDefault(matches) is { } line)
                {
                    return line;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The line did not come. These did:\n{string.Join('\n', Since(mark))}");
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _lines.Add(new LogLine(logLevel, formatter(state, exception), exception));
            more = _more;
            _more = NewSignal();
        }

        more.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One line of a <see cref="CapturedLog"/>.</summary>
public sealed record LogLine(LogLevel Level, string Text, Exception? Exception)
{
    /// <summary>Whether the text has a part.</summary>
    public bool Has(string part) => Text.Contains(part, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Level}: {Text}{(Exception is null ? "" : $" ({Exception})")}");
}
