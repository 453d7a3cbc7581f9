using Microsoft.Extensions.Logging;

namespace ErlDist;

internal sealed partial class NodeLog
{
    [LoggerMessage(60, LogLevel.Error, "{Service} has ended: {Reason}; it is restarted in {Milliseconds} ms")]
    public partial void ServiceRestarts(string service, string reason, int milliseconds);

    [LoggerMessage(61, LogLevel.Critical, "{Service} has ended and is not restarted: {Reason}")]
    public partial void ServiceEnded(string service, string reason);

    [LoggerMessage(EventId = 63, Message = "{Service} is overloaded: {Limit} requests wait, the next are refused{More}")]
    public partial void ServiceOverloaded(LogLevel level, string service, int limit, string more);

    [LoggerMessage(EventId = 64, Message = "A message to {Process} is dropped: {Reason}")]
    public partial void MessageRefused(LogLevel level, string process, string reason);

    [LoggerMessage(65, LogLevel.Error, "A supervisor's child {Child} has ended: {Reason}")]
    public partial void ChildEnded(string child, string reason);

    [LoggerMessage(66, LogLevel.Critical, "A supervisor gives up: its child {Child} has ended more than {Most} times within {Seconds} s")]
    public partial void SupervisorGivesUp(string child, int most, double seconds);
}
