namespace ErlDist;

/// <summary>There is no usable cookie. The message never holds its text.</summary>
public sealed class CookieException : ErlangException
{
    internal CookieException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
