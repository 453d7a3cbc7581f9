using System.Globalization;
using System.Net;
using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>The value of a parameter.</summary>
/// <param name="Place">How messages call the parameter: <c>-kernel net_ticktime</c>, <c>kernel net_ticktime of sys.config</c>.</param>
/// <param name="Term">The value.</param>
/// <param name="Warnings">Takes what should be said of it.</param>
/// <param name="PassedOver">Takes what has no meaning here.</param>
internal sealed record KernelValue(string Place, Term Term, List<string> Warnings, List<string> PassedOver)
{
    public bool Boolean() => Term switch
    {
        Atom { Name: "true" } => true,
        Atom { Name: "false" } => false,
        _ => throw Wrong("true or false"),
    };

    public int Number(int min, int max) => Term is ErlInteger { Value: var number } && number >= min && number <= max
        ? (int)number
        : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));

    /// <summary>As erl, which takes what is beyond a limit for the limit.</summary>
    public int Clamped(int min, int max)
    {
        int number = Number(int.MinValue, int.MaxValue);
        int clamped = Math.Clamp(number, min, max);
        if (clamped != number)
        {
            Warnings.Add($"{Place} is {number}, which counts as {clamped}, as with erl.");
        }

        return clamped;
    }

    /// <summary>A number of seconds, whole or not; what is beyond the limit counts as the limit, as with erl.</summary>
    public double PositiveNumber(int max) => Term switch
    {
        ErlInteger { Value: var number } when number > 0 => Math.Min((double)number, max),
        ErlFloat { Value: > 0 and var number } => Math.Min(number, max),
        _ => throw Wrong("a number of seconds above 0"),
    };

    public IPAddress Address() => Term switch
    {
        Atom { Name: "any" } => IPAddress.Any,
        Atom { Name: "loopback" } => IPAddress.Loopback,
        ErlTuple { Count: 4 } bytes when bytes.All(b => b is ErlInteger { Value: var n } && n >= 0 && n <= byte.MaxValue) =>
            new IPAddress([.. bytes.Select(b => (byte)((ErlInteger)b).Value)]),
        ErlTuple { Count: 8 } words when words.All(w => w is ErlInteger { Value: var n } && n >= 0 && n <= ushort.MaxValue) =>
            new IPAddress([.. words.Select(w => (ushort)((ErlInteger)w).Value).SelectMany(w => new[] { (byte)(w >> 8), (byte)w })]),
        _ => throw Wrong("an address as {127,0,0,1} or {0,0,0,0,0,0,0,1}"),
    };

    public ErlFlagException Wrong(string expected) => new(Place, $"{Place} takes {expected}, not {Shown()}.");

    public ErlFlagException Refused(string why) => new(Place, $"{Place} {why}.");

    private string Shown()
    {
        const int Longest = 80;
        string text = Term.ToString();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
