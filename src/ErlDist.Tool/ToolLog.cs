using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ErlDist.Tool;

/// <summary>Logs go to standard error, a line each, so that standard output has the results alone.</summary>
internal static class ToolLog
{
    /// <param name="verbose">
    /// For commands that run on: what happens, too. Others say themselves what goes wrong with their node; warnings about TLS options remain.
    /// </param>
    public static ILoggerFactory Create(bool verbose) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        logging.AddFilter("ErlDist.Nodes", verbose ? LogLevel.Information : LogLevel.Error);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
