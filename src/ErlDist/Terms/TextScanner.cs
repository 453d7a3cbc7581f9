using System.Globalization;
using System.Numerics;
using System.Text;

namespace ErlDist.Terms;

/// <summary>Takes Erlang text apart, as <c>erl_scan</c> does.</summary>
internal sealed partial class TextScanner(string text)
{
    /// <summary>About 64 KiB as an integer, the limit that decoding has.</summary>
    private const int MaxDigits = 150_000;

    /// <summary>So many digits of any base fit into 64 bits.</summary>
    private const int MaxDigitsAtOnce = 12;

    /// <summary>Longer ones first. Terms need but four of them, the rest are operators of expressions.</summary>
    private static readonly string[] s_longPunctuation =
        ["=:=", "=/=", "<<", ">>", "=>", ":=", "==", "/=", "=<", ">=", "++", "--", "->", "<-", "||"];

    private int _pos;
    private int _line = 1;
    private int _lineStart;
    private int _tokenLine;
    private int _tokenColumn;

    /// <summary>Where the next token is looked for: the place in the text, its line and where that begins.</summary>
    internal (int Offset, int Line, int LineStart) Place
    {
        get => (_pos, _line, _lineStart);
        set => (_pos, _line, _lineStart) = value;
    }

    internal TextToken Next()
    {
        SkipWhiteSpaceAndComments();
        (_tokenLine, _tokenColumn) = (_line, _pos - _lineStart + 1);
        if (_pos == text.Length)
        {
            return Token(TextTokenKind.End);
        }

        char c = text[_pos];
        if (TextSyntax.IsAtomStart(c) || TextSyntax.IsVariableStart(c))
        {
            string name = ScanName();
            return Token(
                !TextSyntax.IsAtomStart(c) ? TextTokenKind.Variable : TextSyntax.IsReserved(name) ? TextTokenKind.Reserved : TextTokenKind.Atom,
                name);
        }

        if (char.IsAsciiDigit(c))
        {
            return ScanNumber();
        }

        switch (c)
        {
            case '\'':
                return Token(TextTokenKind.Atom, ScanQuoted("a quoted atom"));
            case '"':
                return Token(TextTokenKind.String, TryScanTripleQuoted(escapes: false) ?? ScanQuoted("a string"));
            case '~':
                return ScanSigil();
            case '$':
                return ScanCharacter();
            case '.' when _pos + 1 == text.Length || TextSyntax.IsWhiteSpace(text[_pos + 1]) || text[_pos + 1] == '%':
                _pos++;
                return Token(TextTokenKind.FullStop);
            default:
                return ScanPunctuation();
        }
    }

    private TextToken Token(TextTokenKind kind, string token = "") => new(kind, _tokenLine, _tokenColumn, token);

    private void SkipWhiteSpaceAndComments()
    {
        while (_pos < text.Length)
        {
            char c = text[_pos];
            if (c == '%')
            {
                int end = text.IndexOf('\n', _pos);
                _pos = end < 0 ? text.Length : end;
            }
            else if (c == '\uFEFF' && _pos == 0)
            {
                // a byte order mark is no part of the text
                _pos++;
            }
            else if (TextSyntax.IsWhiteSpace(c))
            {
                Advance();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Passes over a character of any kind.</summary>
    private void Advance()
    {
        if (text[_pos++] == '\n')
        {
            _line++;
            _lineStart = _pos;
        }
    }

    private string ScanName()
    {
        int start = _pos;
        while (_pos < text.Length && TextSyntax.IsNameCharacter(text[_pos]))
        {
            _pos++;
        }

        return text[start.._pos];
    }

    private TextToken ScanPunctuation()
    {
        foreach (string longer in s_longPunctuation)
        {
            if (string.CompareOrdinal(text, _pos, longer, 0, longer.Length) == 0)
            {
                _pos += longer.Length;
                return Token(TextTokenKind.Punctuation, longer);
            }
        }

        Rune character = ReadRune("a character");
        return Token(TextTokenKind.Punctuation, character.ToString());
    }

    private TextToken ScanNumber()
    {
        string digits = ScanDigits(10);
        if (_pos < text.Length && text[_pos] == '#')
        {
            if (!int.TryParse(digits, CultureInfo.InvariantCulture, out int radix) || radix is < 2 or > 36)
            {
                throw Error($"base {(digits.Length > 9 ? "of many digits" : digits)}; there are 2 to 36");
            }

            _pos++;
            digits = ScanDigits(radix);
            return digits.Length > 0
                ? Token(TextTokenKind.Integer) with { Integer = ParseInteger(digits, radix) }
                : throw Error($"no digits behind {radix}#");
        }

        if (_pos + 1 >= text.Length || text[_pos] != '.' || !char.IsAsciiDigit(text[_pos + 1]))
        {
            return Token(TextTokenKind.Integer) with { Integer = ParseInteger(digits, 10) };
        }

        _pos++;
        string number = digits + "." + ScanDigits(10);
        if (_pos < text.Length && text[_pos] is 'e' or 'E')
        {
            _pos++;
            string sign = _pos < text.Length && text[_pos] is '+' or '-' ? text[_pos++].ToString() : "";
            string exponent = ScanDigits(10);
            number += exponent.Length > 0 ? "e" + sign + exponent : throw Error("an exponent without digits");
        }

        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? Token(TextTokenKind.Float) with { Float = value }
            : throw Error("a float out of range");
    }

    /// <summary>Digits, with underscores between them left out.</summary>
    private string ScanDigits(int radix)
    {
        int start = _pos;
        bool separated = false;
        while (_pos < text.Length)
        {
            bool separator = text[_pos] == '_' && _pos > start && _pos + 1 < text.Length;
            int place = separator ? _pos + 1 : _pos;
            if (DigitOf(text[place]) >= radix)
            {
                break;
            }

            separated |= separator;
            _pos = place + 1;
        }

        string digits = text[start.._pos];
        return separated ? digits.Replace("_", "", StringComparison.Ordinal) : digits;
    }

    private static int DigitOf(char c) =>
        char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : int.MaxValue;

    private BigInteger ParseInteger(string digits, int radix)
    {
        if (digits.Length > MaxDigits)
        {
            throw Error($"an integer of {digits.Length} digits; at most {MaxDigits} are read");
        }

        if (radix == 10)
        {
            return BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        if (radix == 16)
        {
            return BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return ParseDigits(digits, radix);
    }

    /// <summary>By halves: one digit after the other would cost the square of their number.</summary>
    private static BigInteger ParseDigits(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.Length > MaxDigitsAtOnce)
        {
            int low = digits.Length / 2;
            return (ParseDigits(digits[..^low], radix) * BigInteger.Pow(radix, low)) + ParseDigits(digits[^low..], radix);
        }

        ulong value = 0;
        foreach (char c in digits)
        {
            value = (value * (ulong)radix) + (ulong)DigitOf(c);
        }

        return value;
    }

    private TextToken ScanCharacter()
    {
        _pos++;
        int code = _pos < text.Length && text[_pos] == '\\' ? ScanEscape("a character") : ReadRune("a character").Value;
        return Token(TextTokenKind.Character) with { Integer = code };
    }

    private Rune ReadRune(string what)
    {
        if (_pos == text.Length)
        {
            throw Error($"{what} that is not ended");
        }

        if (!Rune.TryGetRuneAt(text, _pos, out Rune rune))
        {
            throw Error("half a surrogate pair");
        }

        for (int i = 0; i < rune.Utf16SequenceLength; i++)
        {
            Advance();
        }

        return rune;
    }

    private TermTextException Error(string reason) => new(reason, _tokenLine, _tokenColumn);
}
