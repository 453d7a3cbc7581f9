using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(1200, LogLevel.Warning, "TLS options: {Warning}")]
    public static partial void OptionWarning(ILogger logger, string warning);

    [LoggerMessage(1204, LogLevel.Information, "TLS options: {Note}")]
    public static partial void OptionNote(ILogger logger, string note);

    [LoggerMessage(1205, LogLevel.Information, "TLS as {Role}: {InForce}")]
    public static partial void InForce(ILogger logger, string role, string inForce);

    [LoggerMessage(1201, LogLevel.Information, "TLS: read {Files} again")]
    public static partial void Reloaded(ILogger logger, string files);

    [LoggerMessage(1202, LogLevel.Error, "TLS: {Files} changed and can't be used, so what was read before stays in use: {Reason}")]
    public static partial void ReloadFailed(ILogger logger, string files, string reason);

    [LoggerMessage(1203, LogLevel.Warning, "TLS: {Reason}")]
    public static partial void ListUnusable(ILogger logger, string reason);
}
