namespace AkkaErlDist.Configuration;

/// <summary>An option of TLS in <c>server { }</c> or <c>client { }</c>.</summary>
/// <param name="Role"><c>server</c> or <c>client</c>.</param>
/// <param name="Option">OTP's name, such as <c>certfile</c>.</param>
/// <param name="Value">The value as text; several values between commas.</param>
/// <param name="Key">The key as the user wrote it.</param>
internal sealed record TlsSetting(string Role, string Option, string Value, string Key)
{
    /// <summary>Leaves out the value, which may be a password.</summary>
    public override string ToString() => $"{nameof(TlsSetting)} {{ {Key} }}";
}
