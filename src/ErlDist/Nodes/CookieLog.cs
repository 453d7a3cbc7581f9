using Microsoft.Extensions.Logging;

namespace ErlDist.Nodes;

internal static partial class CookieLog
{
    [LoggerMessage(1302, LogLevel.Information, "There was no cookie, so a random one was made in {File}. Nodes of other users and machines need the same.")]
    public static partial void Made(ILogger log, string file);
}
