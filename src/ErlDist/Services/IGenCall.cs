namespace ErlDist.Services;

/// <summary>A request of a gen call and the way its reply is read: neither needs to be a term.</summary>
/// <typeparam name="TReply">The reply.</typeparam>
internal interface IGenCall<TReply>
{
    /// <summary>Writes the request as one term without version byte. It may be asked twice.</summary>
    void Write(ref TermWriter writer);

    /// <summary>Reads the reply, on the loop that reads the connection. What it throws fails the call, too.</summary>
    /// <param name="reader">Stands before the reply.</param>
    /// <param name="error">What the reply says that went wrong; null where it is the reply that was asked for.</param>
    TReply Read(ref TermReader reader, out Exception? error);
}
