namespace ErlDist.Tls.Expressions;

/// <summary>An operator between two operands.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Precedence">The higher, the closer it binds.</param>
/// <param name="RightAssociative">Whether <c>a op b op c</c> is <c>a op (b op c)</c>.</param>
/// <param name="Chains">Whether two of a precedence may stand side by side.</param>
internal sealed record Operator(string Name, int Precedence, bool RightAssociative = false, bool Chains = true)
{
    /// <summary>The loosest precedence of what may stand to its right.</summary>
    public int RightFrom => RightAssociative ? Precedence : Precedence + 1;
}
