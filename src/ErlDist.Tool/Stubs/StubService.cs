namespace ErlDist.Tool.Stubs;

/// <summary>A service, or a module of functions, as the other side calls it.</summary>
/// <param name="Name">The .NET type's name without the I of interfaces.</param>
/// <param name="Module">The module of its functions; null for a service.</param>
/// <param name="Doc">What its comment says.</param>
/// <param name="Methods">What can be called.</param>
/// <param name="Types">The declared types that it uses, by their name in specs.</param>
internal sealed record StubService(
    string Name, string? Module, string Doc, IReadOnlyList<StubMethod> Methods, IReadOnlyDictionary<string, Spec> Types)
{
    public string ErlangModule => Names.Snake(Name) + "_client";

    public string ElixirModule
    {
        get
        {
            string plain = new([.. Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
            return (char.IsAsciiLetter(plain[0]) ? char.ToUpperInvariant(plain[0]) + plain[1..] : "S" + plain) + "Client";
        }
    }
}
