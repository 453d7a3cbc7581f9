using System.Numerics;

namespace ErlDist.Terms;

/// <summary>A piece of Erlang text: names, strings and punctuation have a text, numbers and characters a value.</summary>
internal readonly record struct TextToken(TextTokenKind Kind, int Line, int Column, string Text = "", BigInteger Integer = default, double Float = 0)
{
    /// <summary>So much of a token stands in a message.</summary>
    private const int MaxShown = 60;

    private string Shown => Text.Length <= MaxShown ? Text : string.Concat(Text.AsSpan(0, MaxShown), "…");

    /// <summary>The token as errors name it.</summary>
    public override string ToString() => Kind switch
    {
        TextTokenKind.End => "the end of the text",
        TextTokenKind.FullStop => "a full stop",
        TextTokenKind.Atom => $"the atom '{Shown}'",
        TextTokenKind.Reserved => $"the reserved word {Text}, which is an atom only in quotes",
        TextTokenKind.Variable => $"the variable {Shown}; a term has none",
        TextTokenKind.Integer or TextTokenKind.Float => "a number",
        TextTokenKind.Character => "a character",
        TextTokenKind.String => "a string",
        TextTokenKind.SigilBinary or TextTokenKind.SigilString => "a sigil",
        _ => $"'{Text}'",
    };
}
