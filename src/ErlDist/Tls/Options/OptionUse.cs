namespace ErlDist.Tls.Options;

/// <summary>What becomes of an option here.</summary>
internal enum OptionUse
{
    /// <summary>It does what it does in OTP, as far as the text says.</summary>
    Used,

    /// <summary>It has no effect and nobody would miss it: said at level Information.</summary>
    Needless,

    /// <summary>It has no effect: a warning says what happens in its place.</summary>
    Unheard,

    /// <summary>It is an error: its meaning cannot be had here and would be missed.</summary>
    Refused,
}
