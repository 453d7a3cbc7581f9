namespace ErlDist.Embedding;

/// <summary>Hears of a message that reaches no process.</summary>
/// <param name="signal">To whom it was sent.</param>
/// <param name="message">The message; valid during the call only.</param>
public delegate void UndeliveredHandler(in Signal signal, in IncomingMessage message);
