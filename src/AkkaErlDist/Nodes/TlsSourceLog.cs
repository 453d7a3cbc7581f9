using Microsoft.Extensions.Logging;

namespace AkkaErlDist.Nodes;

internal static partial class TlsSourceLog
{
    [LoggerMessage(1400, LogLevel.Warning, "The TLS options of {Section} have no effect: {Why}.")]
    public static partial void Unused(ILogger log, string section, string why);
}
