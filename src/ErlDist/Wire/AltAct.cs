using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// ALTACT_SIG_SEND of OTP 28, <c>{37, Flags, From, To}</c> or <c>{37, Flags, From, To, Token}</c>: its flags tell what <c>To</c> is
/// and whether a message or an exit reason follows. Unknown flags and further elements are for later releases and ignored.
/// </summary>
internal static class AltAct
{
    public const byte Op = 37;

    /// <summary>The receiver takes it first.</summary>
    public const byte Priority = 1;

    /// <summary>There is a trace token.</summary>
    public const byte Token = 2;

    /// <summary><c>To</c> is an alias.</summary>
    public const byte Alias = 4;

    /// <summary><c>To</c> is a registered name.</summary>
    public const byte Name = 8;

    /// <summary>What follows is an exit reason.</summary>
    public const byte Exit = 16;

    /// <summary>No flags that fit together.</summary>
    public const byte Invalid = Alias | Name;

    /// <summary>The flags of a signal.</summary>
    public static byte FlagsOf(in Signal signal) => (byte)(
        (signal.IsPriority ? Priority : 0)
        | (signal.Token is not null ? Token : 0)
        | signal.Kind switch
        {
            SignalKind.SendToAlias => Alias,
            SignalKind.SendToName => Name,
            SignalKind.Exit2 => Exit,
            SignalKind.Exit2ToAlias => Exit | Alias,
            SignalKind.Exit2ToName => Exit | Name,
            _ => 0,
        });

    /// <summary>The kind that flags tell; null where they exclude each other.</summary>
    public static SignalKind? KindOf(byte flags) => (flags & (Alias | Name | Exit)) switch
    {
        0 => SignalKind.Send,
        Alias => SignalKind.SendToAlias,
        Name => SignalKind.SendToName,
        Exit => SignalKind.Exit2,
        Exit | Alias => SignalKind.Exit2ToAlias,
        Exit | Name => SignalKind.Exit2ToName,
        _ => null,
    };
}
