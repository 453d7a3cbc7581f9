using Microsoft.Extensions.Logging;

namespace ErlDist.Flags;

internal static partial class FlagLog
{
    [LoggerMessage(1300, LogLevel.Warning, "{Warning}")]
    public static partial void Lost(ILogger log, string warning);

    [LoggerMessage(1301, LogLevel.Debug, "Flags of erl that have no meaning here: {Flags}")]
    public static partial void PassedOver(ILogger log, string flags);
}
