using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>What a node logs. Never a cookie, a key or a message's contents.</summary>
internal sealed partial class NodeLog(ILogger logger)
{
    /// <summary>The logger below.</summary>
    public ILogger Logger => logger;

    [LoggerMessage(1, LogLevel.Information, "{Node} listens on {Address} over {Carrier}, creation {Creation}")]
    public partial void Listening(string node, string address, string carrier, uint creation);

    [LoggerMessage(2, LogLevel.Information, "{Peer} is connected: {Security}")]
    public partial void NodeUp(string peer, string security);

    [LoggerMessage(3, LogLevel.Information, "{Peer} is down: {Reason}")]
    public partial void NodeDown(string peer, string reason);

    [LoggerMessage(EventId = 11, Message = "{Peer} is down: {Reason}")]
    public partial void NodeBroken(LogLevel level, string peer, string reason);

    [LoggerMessage(12, LogLevel.Error, "The process {Process} ends: it threw on a signal")]
    public partial void ProcessFailed(string process, Exception e);

    [LoggerMessage(13, LogLevel.Error, "A handler of {Event} threw")]
    public partial void EventHandlerFailed(string @event, Exception e);

    [LoggerMessage(EventId = 4, Message = "A connection from {From} was refused: {Reason}")]
    public partial void PeerRefused(LogLevel level, string from, string reason);

    [LoggerMessage(14, LogLevel.Debug, "A connection from {From} is given up: {Reason}")]
    public partial void BothDialled(string from, string reason);

    [LoggerMessage(30, LogLevel.Debug, "{From} connected and closed: {Reason}")]
    public partial void Probed(string from, string reason);

    [LoggerMessage(EventId = 34, Message = "{Count} messages to {Peer} are dropped: {Reason}")]
    public partial void MessagesDropped(LogLevel level, long count, string peer, string reason);

    [LoggerMessage(31, LogLevel.Warning, "No thread of the pool was free for two seconds: handlers block them (Thread.Sleep, .Result, locks), or the machine is overloaded. Ticks, reads and accepts continue with more threads; make the handlers asynchronous")]
    public partial void PoolBlocked();

    [LoggerMessage(EventId = 32, Message = "Dropped {What} that {Peer} sent from {Sender} to {Receiver}: {Reason}")]
    public partial void BadPayload(LogLevel level, string what, string peer, string sender, string receiver, string reason);

    [LoggerMessage(EventId = 5, Message = "{Peer} cannot be reached: {Reason}")]
    public partial void ConnectFailed(LogLevel level, string peer, string reason);

    [LoggerMessage(EventId = 6, Message = "Accepting failed: {Reason}")]
    public partial void AcceptFailed(LogLevel level, string reason);

    [LoggerMessage(33, LogLevel.Warning, "The nodes to keep connected (ErlangNodeOptions.KeepConnected) cannot be listed: {Reason}")]
    public partial void ListFailed(string reason);

    [LoggerMessage(7, LogLevel.Debug, "A reply to {Process} at {Peer} goes nowhere: that node is not connected, or the call was made in its name by {Origin}")]
    public partial void ReplyLost(string process, string peer, string origin);

    [LoggerMessage(EventId = 35, Message = "A call of {Server} failed: its reply cannot be sent: {Reason}")]
    public partial void ReplyUnsendable(LogLevel level, string server, string reason);

    [LoggerMessage(8, LogLevel.Error, "The gen_server {Server} ends: a handler threw")]
    public partial void GenServerFailed(string server, Exception e);

    [LoggerMessage(9, LogLevel.Information, "Output of {Process} at {Peer}: {Text}")]
    public partial void RemoteOutput(string process, string peer, string text);

    [LoggerMessage(EventId = 17, Message = "A call of {Server} from {Peer} failed: {Reason}")]
    public partial void CallFailed(LogLevel level, string server, string peer, string reason);

    [LoggerMessage(18, LogLevel.Warning, "{Peer} is left, since another node lost its connection to it: this prevents overlapping partitions")]
    public partial void PartitionAvoided(string peer);

    [LoggerMessage(EventId = 15, Message = "The names of global were not exchanged with {Peer}: {Reason}")]
    public partial void GlobalNotMet(LogLevel level, string peer, string reason);

    [LoggerMessage(EventId = 16, Message = "The global name {Name} belongs to another process at {Peer}, and to that one alone from now on")]
    public partial void GlobalNameClash(LogLevel level, string name, string peer);

    [LoggerMessage(10, LogLevel.Information, "This node is now {Node}, creation {Creation}")]
    public partial void Named(string node, uint creation);
}
