namespace ErlDist.Routing;

/// <summary>The rules of exit reasons.</summary>
internal static class ExitReason
{
    private const int MaxAtom = 255;

    /// <summary>The exit reason of a process that threw: <c>{Type, Message}</c>. Whatever was thrown has one.</summary>
    public static Term Of(Exception e)
    {
        string type = e.GetType().Name;
        return Term.Tuple(Atom.Get(type.Length > MaxAtom ? type[..MaxAtom] : type), ErlBinary.OfAnyText(e.Message));
    }
}
