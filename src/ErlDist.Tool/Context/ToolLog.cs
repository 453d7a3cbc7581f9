using Microsoft.Extensions.Logging;

namespace ErlDist.Tool.Context;

/// <summary>
/// Logs go to standard error, a line each, so that standard output has the results alone. Made without the services that the usual
/// console logger needs, which take longer to set up than a ping.
/// </summary>
internal static class ToolLog
{
    /// <param name="stays">
    /// For commands that run on: what happens, too. Others say themselves what goes wrong with their node; warnings about TLS options remain.
    /// </param>
    /// <param name="context">Where to write, and <c>--quiet</c> and <c>--verbose</c>.</param>
    public static ILoggerFactory Create(bool stays, ToolContext context)
    {
        LogLevel level = context.Options.Verbose ? LogLevel.Debug
            : context.Options.Quiet ? LogLevel.Error
            : stays ? LogLevel.Information
            : LogLevel.Warning;
        var filter = new LoggerFilterOptions { MinLevel = level };
        filter.Rules.Add(new LoggerFilterRule(null, "ErlDist.ErlangNode", stays || context.Options.Verbose ? level : LogLevel.Error, null));
        return new LoggerFactory([new LineProvider(context.Errors)], filter);
    }

    private sealed class LineProvider(TextWriter output) : ILoggerProvider
    {
        private readonly Lock _gate = new();

        public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

        public void Dispose()
        {
        }

        public void Write(string line)
        {
            lock (_gate)
            {
                output.WriteLine(line);
                output.Flush();
            }
        }
    }

    /// <summary><c>warn: Category[7] what happened</c>.</summary>
    private sealed class LineLogger(LineProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string text = formatter(state, exception) + (exception is null ? "" : " " + exception);
            provider.Write($"{Word(logLevel)}: {category}[{eventId.Id}] {text.ReplaceLineEndings(" ")}");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
    }
}
