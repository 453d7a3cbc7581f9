using System.Net;
using Microsoft.Extensions.Logging;

namespace ErlDist.Epmd;

internal static partial class EpmdLog
{
    [LoggerMessage(1100, LogLevel.Information, "EPMD started in this process, on {Endpoints}")]
    public static partial void ServerStarted(ILogger logger, string endpoints);

    [LoggerMessage(1101, LogLevel.Information, "EPMD in this process ended")]
    public static partial void ServerEnded(ILogger logger);

    [LoggerMessage(1102, LogLevel.Debug, "EPMD: {Name} registered at port {Port}, creation {Creation}")]
    public static partial void NodeRegistered(ILogger logger, string name, int port, uint creation);

    [LoggerMessage(1103, LogLevel.Debug, "EPMD: {Name} left")]
    public static partial void NodeLeft(ILogger logger, string name);

    [LoggerMessage(1104, LogLevel.Warning, "EPMD: closed the connection from {Peer}: {Reason}")]
    public static partial void ClientRefused(ILogger logger, EndPoint? peer, string reason);

    [LoggerMessage(1105, LogLevel.Warning, "EPMD can't accept connections for now: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(1110, LogLevel.Warning, "EPMD at port {Port} went away; registering {Name} again until one is there")]
    public static partial void RegistrationLost(ILogger logger, string name, int port);

    [LoggerMessage(1111, LogLevel.Information, "{Name} is registered with EPMD at port {Port} again")]
    public static partial void RegisteredAgain(ILogger logger, string name, int port);

    [LoggerMessage(1112, LogLevel.Debug, "{Name} is not registered again yet: {Reason}")]
    public static partial void RegistrationRetried(ILogger logger, string name, string reason);

    [LoggerMessage(1113, LogLevel.Warning, "{Name} can't be registered again, and is tried on: {Reason}")]
    public static partial void RegistrationRefused(ILogger logger, string name, string reason);
}
