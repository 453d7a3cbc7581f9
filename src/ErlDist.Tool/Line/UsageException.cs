namespace ErlDist.Tool.Line;

/// <summary>What is wrong with the command line; the message says what to write.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
