using ErlDist.Tool.Line;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ErlDist.Tool;

/// <summary>Logs go to standard error, a line each, so that standard output has the results alone.</summary>
internal static class ToolLog
{
    /// <param name="stays">
    /// For commands that run on: what happens, too. Others say themselves what goes wrong with their node; warnings about TLS options remain.
    /// </param>
    /// <param name="options"><c>--quiet</c> and <c>--verbose</c>.</param>
    public static ILoggerFactory Create(bool stays, ToolOptions options) => LoggerFactory.Create(logging =>
    {
        var level = options.Verbose ? LogLevel.Debug
            : options.Quiet ? LogLevel.Error
            : stays ? LogLevel.Information
            : LogLevel.Warning;
        logging.SetMinimumLevel(level);
        logging.AddFilter("ErlDist.Nodes", stays || options.Verbose ? level : LogLevel.Error);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
