using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ErlDist.Terms;

/// <summary>The characters and words of Erlang's syntax, for reading and for printing.</summary>
internal static class TextSyntax
{
    private static readonly FrozenSet<string> s_reservedWords = FrozenSet.Create(
        "after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case", "catch", "cond", "div", "end", "fun",
        "if", "let", "not", "of", "or", "orelse", "receive", "rem", "try", "when", "xor");

    internal static bool IsReserved(string word) => s_reservedWords.Contains(word);

    /// <summary>Whether an atom is printed in quotes.</summary>
    internal static bool NeedsQuotes(string name)
    {
        // OTP 27 reserved two words more; older releases read them in quotes as well.
        if (name.Length == 0 || !IsAtomStart(name[0]) || IsReserved(name) || name is "maybe" or "else")
        {
            return true;
        }

        foreach (char c in name)
        {
            if (!IsNameCharacter(c))
            {
                return true;
            }
        }

        return false;
    }

    internal static bool IsAtomStart(char c) => c is >= 'a' and <= 'z' || (c is >= 'ß' and <= 'ÿ' && c != '÷');

    internal static bool IsVariableStart(char c) => c is >= 'A' and <= 'Z' or '_' || (c is >= 'À' and <= 'Þ' && c != '×');

    internal static bool IsNameCharacter(char c) => IsAtomStart(c) || IsVariableStart(c) || char.IsAsciiDigit(c) || c == '@';

    internal static bool IsWhiteSpace(char c) => c is <= ' ' or (>= '\u0080' and <= '\u00A0');

    /// <summary>The character that a letter behind a backslash stands for; others stand for themselves.</summary>
    internal static int Unescape(int letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        'b' => '\b',
        'f' => '\f',
        'e' => 0x1B,
        's' => ' ',
        'd' => 0x7F,
        _ => letter,
    };

    /// <summary>The letter that is printed behind a backslash in place of a control character, or '\0'.</summary>
    internal static char EscapeLetter(int character) => character switch
    {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\v' => 'v',
        '\b' => 'b',
        '\f' => 'f',
        0x1B => 'e',
        0x7F => 'd',
        _ => '\0',
    };

    /// <summary>What breaks a line for some reader of it, turns the direction of writing or is not seen at all.</summary>
    internal static bool IsFormatting(int c) =>
        Rune.GetUnicodeCategory(new Rune(c)) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>What Erlang prints as text: all of Unicode but control characters, surrogates and U+FFFE, U+FFFF.</summary>
    internal static bool IsPrintable(int c) => c switch
    {
        >= ' ' and <= '~' => true,
        >= 0xA0 and < 0xD800 => true,
        > 0xDFFF and < 0xFFFE => true,
        > 0xFFFF and <= 0x10FFFF => true,
        0x7F => false,
        _ => EscapeLetter(c) != '\0',
    };
}
