using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ErlDist.Tool;

/// <summary>Logs go to standard error, a line each, so that standard output has the results alone.</summary>
internal static class ToolLog
{
    /// <param name="verbose">What happens, not only what goes wrong: for commands that run on.</param>
    public static ILoggerFactory Create(bool verbose) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
