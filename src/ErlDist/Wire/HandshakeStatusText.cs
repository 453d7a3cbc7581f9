namespace ErlDist.Wire;

/// <summary>The codes' text.</summary>
internal static class HandshakeStatusText
{
    private static readonly (HandshakeStatus Status, string Text)[] s_texts =
    [
        (HandshakeStatus.Ok, "ok"),
        (HandshakeStatus.OkSimultaneous, "ok_simultaneous"),
        (HandshakeStatus.Nok, "nok"),
        (HandshakeStatus.NotAllowed, "not_allowed"),
        (HandshakeStatus.Alive, "alive"),
        (HandshakeStatus.Named, "named:"),
        (HandshakeStatus.True, "true"),
        (HandshakeStatus.False, "false"),
    ];

    public static string ToText(this HandshakeStatus status) => s_texts.First(pair => pair.Status == status).Text;

    public static HandshakeStatus? Parse(string text)
    {
        foreach ((HandshakeStatus status, string known) in s_texts)
        {
            if (known == text)
            {
                return status;
            }
        }

        return null;
    }
}
