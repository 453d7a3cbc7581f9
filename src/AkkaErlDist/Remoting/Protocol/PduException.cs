using ErlDist;

namespace AkkaErlDist.Remoting.Protocol;

/// <summary>
/// Bytes that are no PDU of Akka's remoting, or one that breaks a rule of it. Whoever gave the bytes to the bridge ends the
/// association that they came by; the bridge itself is as it was before.
/// </summary>
internal sealed class PduException : ErlangException
{
    internal PduException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
