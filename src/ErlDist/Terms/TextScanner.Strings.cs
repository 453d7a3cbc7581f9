using System.Globalization;
using System.Text;

namespace ErlDist.Terms;

/// <summary>Strings, quoted atoms and, as OTP reads them since 27, strings between three quotes and sigils.</summary>
internal sealed partial class TextScanner
{
    private const int TripleQuotes = 3;

    private string ScanQuoted(string what)
    {
        char quote = text[_pos++];
        return ScanUntil(quote, what, escapes: true);
    }

    private string ScanUntil(char end, string what, bool escapes)
    {
        var content = new StringBuilder();
        Span<char> units = stackalloc char[2];
        while (true)
        {
            if (_pos == text.Length)
            {
                throw Error($"{what} that is not ended");
            }

            if (text[_pos] == end)
            {
                _pos++;
                return content.ToString();
            }

            Rune character = escapes && text[_pos] == '\\' ? new Rune(ScanEscape(what)) : ReadRune(what);
            content.Append(units[..character.EncodeToUtf16(units)]);
        }
    }

    /// <summary>Reads <c>~"…"</c>, <c>~b(…)</c>, <c>~S|…|</c> and the like: binaries, and with s or S strings; in capitals, without escapes.</summary>
    private TextToken ScanSigil()
    {
        _pos++;
        string prefix = ScanName();
        if (prefix is not ("" or "b" or "B" or "s" or "S"))
        {
            throw Error($"the sigil ~{prefix}; there are ~, ~b, ~B, ~s and ~S");
        }

        bool isVerbatim = prefix is "B" or "S";
        string? content = _pos < text.Length && text[_pos] == '"' ? TryScanTripleQuoted(escapes: prefix is "b" or "s") : null;
        if (content is null)
        {
            char end = _pos == text.Length ? '\0' : text[_pos] switch
            {
                '(' => ')',
                '[' => ']',
                '{' => '}',
                '<' => '>',
                '"' or '\'' or '/' or '|' or '`' or '#' => text[_pos],
                _ => '\0',
            };
            if (end == '\0')
            {
                throw Error("a sigil without quotes or brackets");
            }

            _pos++;
            content = ScanUntil(end, "a sigil", escapes: !isVerbatim);
        }

        if (_pos < text.Length && TextSyntax.IsNameCharacter(text[_pos]))
        {
            throw Error($"a sigil that is followed by {text[_pos]}");
        }

        return Token(prefix is "s" or "S" ? TextTokenKind.SigilString : TextTokenKind.SigilBinary, content);
    }

    /// <summary>
    /// The lines between one of three quotes or more and one that begins with as many, each without the white space that is before the latter;
    /// null where there is no such string: before OTP 27 that was an empty string and another.
    /// </summary>
    private string? TryScanTripleQuoted(bool escapes)
    {
        int quotes = QuotesAt(_pos);
        if (quotes < TripleQuotes)
        {
            return null;
        }

        int first = text.IndexOf('\n', _pos);
        if (first < 0 || !text.AsSpan((_pos + quotes)..first).IsWhiteSpace())
        {
            return null;
        }

        var lines = new List<string>();
        int at = first + 1;
        while (at < text.Length)
        {
            int start = at;
            while (start < text.Length && text[start] is ' ' or '\t')
            {
                start++;
            }

            if (QuotesAt(start) >= quotes)
            {
                ReadOnlySpan<char> indentation = text.AsSpan(at..start);
                int end = start + quotes;
                string content = Joined(lines, indentation);
                while (_pos < end)
                {
                    Advance();
                }

                return escapes ? Unescaped(content) : content;
            }

            int newLine = text.IndexOf('\n', at);
            int stop = newLine < 0 ? text.Length : newLine;
            lines.Add(text[at..stop]);
            at = stop + 1;
        }

        return null;
    }

    private int QuotesAt(int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start);
        int end = rest.IndexOfAnyExcept('"');
        return end < 0 ? rest.Length : end;
    }

    private string Joined(List<string> lines, ReadOnlySpan<char> indentation)
    {
        var content = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i];
            content.Append(i > 0 ? "\n" : "");
            if (line.AsSpan().StartsWith(indentation))
            {
                content.Append(line.AsSpan(indentation.Length));
            }
            else if (line.Length > 0)
            {
                throw Error("a line between three quotes that is less indented than the last one");
            }
        }

        // As elsewhere, the last end of a line is one of LF or of CR LF.
        return content is [.., '\r'] ? content.ToString(0, content.Length - 1) : content.ToString();
    }

    /// <summary>Reads the escapes of what was cut out already.</summary>
    private static string Unescaped(string content)
    {
        const char Never = '\uFFFF';
        var inner = new TextScanner(content + Never);
        return inner.ScanUntil(Never, "a string", escapes: true);
    }

    /// <summary>Reads a backslash and what it escapes.</summary>
    private int ScanEscape(string what)
    {
        _pos++;
        Rune escaped = ReadRune(what);
        switch (escaped.Value)
        {
            case >= '0' and <= '7':
                int octal = escaped.Value - '0';
                for (int i = 0; i < 2 && _pos < text.Length && text[_pos] is >= '0' and <= '7'; i++)
                {
                    octal = (octal * 8) + text[_pos++] - '0';
                }

                return octal;
            case 'x':
                return ScanHexEscape();
            case '^':
                return ReadRune(what).Value & 31;
            default:
                return TextSyntax.Unescape(escaped.Value);
        }
    }

    private int ScanHexEscape()
    {
        int start = _pos;
        int end = start + 2;
        if (_pos < text.Length && text[_pos] == '{')
        {
            start++;
            end = text.IndexOf('}', _pos);
        }

        if (end > start && end <= text.Length
            && int.TryParse(text.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            && Rune.IsValid(code))
        {
            _pos = start == _pos ? end : end + 1;
            return code;
        }

        throw Error(@"a \x that is followed by no character's number");
    }
}
