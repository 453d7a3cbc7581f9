using System.Globalization;
using System.Numerics;
using System.Text;

namespace ErlDist.Services;

/// <summary>
/// <c>io_lib:format/2,3</c> for what processes elsewhere print through our group leader: the formatting is theirs to ask for and ours
/// to do, and no code of theirs or of a third node runs for it. Results are bounded, and terms stand on one line.
/// </summary>
/// <remarks>stdlib, <c>io:fwrite/1,2,3</c>: the directives.</remarks>
internal sealed class IoLib
{
    /// <summary>An integer of more bits is not converted to another base than ten: it takes time that grows with the square of its length.</summary>
    private const long MaxBaseBits = 4096;

    private readonly BoundedText _text;
    private readonly ErlList _data;
    private int _next;

    private IoLib(BoundedText text, ErlList data)
    {
        _text = text;
        _data = data;
    }

    /// <summary>Formats.</summary>
    /// <param name="format">The format: characters, a binary or an atom.</param>
    /// <param name="data">What it is about.</param>
    /// <param name="limit">How many characters at most; <c>chars_limit</c>.</param>
    /// <returns>Null where format and data do not fit: <c>badarg</c>.</returns>
    public static string? Format(Term format, Term data, int limit)
    {
        var pattern = new BoundedText(limit);
        if (data is not ErlList list || (format is not Atom && !pattern.TryAppendCharacters(format, unicode: true)))
        {
            return null;
        }

        var text = new BoundedText(limit);
        try
        {
            string directives = format is Atom { Name: var name } ? name : pattern.ToString();
            var lib = new IoLib(text, list);
            lib.Run([.. directives.EnumerateRunes()]);
            return lib._next == list.Count || text.IsFull ? text.ToString() : null;
        }
        catch (BadArgumentException)
        {
            return null;
        }
    }

    private void Run(ReadOnlySpan<Rune> format)
    {
        int at = 0;
        while (at < format.Length && !_text.IsFull)
        {
            if (format[at].Value != '~')
            {
                _text.Append(format[at++]);
                continue;
            }

            at++;
            Write(Directive.Read(format, ref at, this));
        }
    }

    private void Write(Directive d)
    {
        switch (d.Letter)
        {
            case '~':
                WriteCharacter(d, new Rune('~'));
                break;
            case 'n':
                _text.Append(new Rune('\n'), Math.Clamp(d.Width ?? 1, 0, _text.Room + 1));
                break;
            case 'i':
                Take();
                break;
            case 'c':
                int code = (int)TakeInteger(0x10FFFF);
                WriteCharacter(d, Rune.TryCreate(d.Unicode ? code : code & 0xFF, out Rune rune) ? rune : throw new BadArgumentException());
                break;
            case 's':
                WriteString(d, Take());
                break;
            case 'w' or 'p':
                WriteTerm(d, Take(), -1);
                break;
            case 'W' or 'P':
                WriteTerm(d, Take(), (int)Math.Min(TakeInteger(long.MaxValue), int.MaxValue));
                break;
            case 'e' or 'f' or 'g':
                Field(d with { Precision = null }, Number(d.Letter, TakeFloat(), d.Precision ?? 6));
                break;
            case 'b' or 'B':
                Field(d with { Precision = null }, Digits(Take(), d, ""));
                break;
            case '#' or '+':
                Field(d with { Precision = null }, Digits(Take(), d, (d.Precision ?? 10).ToString(CultureInfo.InvariantCulture) + "#"));
                break;
            case 'x' or 'X':
                Term number = Take();
                var prefix = new BoundedText(_text.Room);
                Term before = Take();
                if (before is Atom atom)
                {
                    prefix.Append(atom.Name);
                }
                else if (!prefix.TryAppendCharacters(before, unicode: true))
                {
                    throw new BadArgumentException();
                }

                Field(d with { Precision = null }, Digits(number, d, prefix.ToString()));
                break;
            default:
                throw new BadArgumentException();
        }
    }

    private void WriteCharacter(Directive d, Rune character)
    {
        int count = d.Precision ?? d.Width ?? 1;
        if (d.Width is { } width && width < count)
        {
            throw new BadArgumentException();
        }

        Adjust(d, new BoundedText(_text.Room).Append(character, count));
    }

    private void WriteString(Directive d, Term data)
    {
        var text = new BoundedText(_text.Room);
        if (data is Atom { Name: var name })
        {
            text.Append(name);
        }
        else if (!text.TryAppendCharacters(data, d.Unicode))
        {
            throw new BadArgumentException();
        }

        if (d.Precision is not { } precision)
        {
            Adjust(d, d.Width is { } width ? Cut(text, width) : text);
            return;
        }

        // The precision is a field of its own, in which the text stands on the left.
        BoundedText field = Cut(text, precision);
        if (d.Width == precision)
        {
            Adjust(d, field);
            return;
        }

        field.Append(d.Pad, precision - field.Runes);
        Adjust(d.Width is { } w && w < precision ? throw new BadArgumentException() : d, field);
    }

    private void WriteTerm(Directive d, Term term, int depth)
    {
        bool pretty = d.Letter is 'p' or 'P';
        var text = new BoundedText(_text.Room);
        new IoLibTerms(text, pretty).Append(term, depth);
        if (pretty)
        {
            _text.Append(text.ToString()); // Its width is that of a line, and here nothing is broken into lines.
        }
        else
        {
            Field(d, text.ToString());
        }
    }

    private static string Number(char letter, double value, int precision)
    {
        switch (letter)
        {
            case 'f' when precision is >= 1 and <= 400:
                return value.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            case 'e' when precision is >= 2 and <= 400:
                string text = value.ToString("E" + (precision - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                int exponent = text.IndexOf('E', StringComparison.Ordinal) + 2;
                string digits = text[exponent..].TrimStart('0');
                return text[..(exponent - 2)] + "e" + text[exponent - 1] + (digits.Length == 0 ? "0" : digits);
            case 'g' when precision is >= 1 and <= 400:
                double size = Math.Abs(value);
                int scale = size < 0.1 ? -2 : size < 1 ? -1 : size < 10 ? 0 : size < 100 ? 1 : size < 1000 ? 2 : size < 10_000 ? 3 : int.MaxValue;
                return (precision <= 1 && scale == -1) || (scale >= -1 && precision - 1 > scale)
                    ? Number('f', value, precision - 1 - scale)
                    : Number('e', value, Math.Max(precision, 2));
            default:
                throw new BadArgumentException();
        }
    }

    private static string Digits(Term number, Directive d, string prefix)
    {
        BigInteger value = number switch
        {
            ErlInteger i => i.Value,
            ErlBigInteger i => i.Value,
            _ => throw new BadArgumentException(),
        };
        int radix = d.Precision ?? 10;
        if (radix is < 2 or > 36 || (radix != 10 && value.GetBitLength() > MaxBaseBits))
        {
            throw new BadArgumentException();
        }

        var rest = BigInteger.Abs(value);
        string digits = rest.ToString(CultureInfo.InvariantCulture);
        if (radix != 10)
        {
            var reversed = new StringBuilder();
            do
            {
                rest = BigInteger.DivRem(rest, radix, out BigInteger digit);
                reversed.Insert(0, (d.Letter is 'b' or 'x' or '+' ? "0123456789abcdefghijklmnopqrstuvwxyz" : "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[(int)digit]);
            }
            while (!rest.IsZero);
            digits = reversed.ToString();
        }

        return (value.Sign < 0 ? "-" : "") + prefix + digits;
    }

    /// <summary>A field of fixed width: what does not fit is replaced by asterisks.</summary>
    private void Field(Directive d, string content)
    {
        var text = new BoundedText(_text.Room);
        text.Append(content);
        int width = d.Width ?? d.Precision ?? -1;
        int within = Math.Min(width, d.Precision ?? width);
        bool fits = width < 0 || text.Runes <= within;
        Adjust(d with { Width = width < 0 ? null : width }, fits ? text : new BoundedText(_text.Room).Append(new Rune('*'), within));
    }

    private void Adjust(Directive d, BoundedText text)
    {
        int padding = d.Width is { } width ? Math.Max(width - text.Runes, 0) : 0;
        if (!d.Left)
        {
            _text.Append(d.Pad, padding);
        }

        _text.Append(text.ToString());
        if (d.Left)
        {
            _text.Append(d.Pad, padding);
        }
    }

    private BoundedText Cut(BoundedText text, int runes)
    {
        var cut = new BoundedText(_text.Room);
        foreach (Rune rune in text.ToString().EnumerateRunes().Take(runes))
        {
            cut.Append(rune);
        }

        return cut;
    }

    private Term Take() => _next < _data.Count ? _data[_next++] : throw new BadArgumentException();

    private long TakeInteger(long max) => Take() is ErlInteger { Value: var value } && value >= 0 && value <= max ? value : throw new BadArgumentException();

    private double TakeFloat() => Take() is ErlFloat { Value: var value } ? value : throw new BadArgumentException();

    /// <summary><c>~F.P.PadModC</c>: width, precision, padding, modifiers and the letter.</summary>
    private readonly record struct Directive(int? Width, int? Precision, Rune Pad, bool Left, bool Unicode, char Letter)
    {
        public static Directive Read(ReadOnlySpan<Rune> format, ref int at, IoLib data)
        {
            bool left = at < format.Length && format[at].Value == '-';
            at += left ? 1 : 0;
            int? width = ReadNumber(format, ref at, data, out bool negative);
            left |= negative;
            int? precision = null;
            var pad = new Rune(' ');
            if (Skips(format, ref at, '.'))
            {
                precision = ReadNumber(format, ref at, data, out negative);
                if (negative)
                {
                    throw new BadArgumentException();
                }

                if (Skips(format, ref at, '.') && at < format.Length)
                {
                    pad = format[at++];
                    pad = pad.Value == '*' ? new Rune((int)data.TakeInteger(0xD7FF)) : pad;
                }
            }

            bool unicode = false;
            while (at < format.Length && format[at].Value is 't' or 'l' or 'k')
            {
                unicode |= format[at++].Value == 't';
            }

            return at < format.Length && format[at].IsAscii
                ? new Directive(width, precision, pad, left, unicode, (char)format[at++].Value)
                : throw new BadArgumentException();
        }

        private static bool Skips(ReadOnlySpan<Rune> format, ref int at, char c)
        {
            bool skips = at < format.Length && format[at].Value == c;
            at += skips ? 1 : 0;
            return skips;
        }

        private static int? ReadNumber(ReadOnlySpan<Rune> format, ref int at, IoLib data, out bool negative)
        {
            negative = false;
            if (Skips(format, ref at, '*'))
            {
                if (data.Take() is not ErlInteger { Value: >= -ushort.MaxValue and <= ushort.MaxValue } given)
                {
                    throw new BadArgumentException();
                }

                negative = given.Value < 0;
                return (int)Math.Abs(given.Value);
            }

            int? number = null;
            while (at < format.Length && format[at].Value is >= '0' and <= '9')
            {
                number = (number ?? 0) * 10 + format[at++].Value - '0';
                if (number > ushort.MaxValue)
                {
                    throw new BadArgumentException();
                }
            }

            return number;
        }
    }

    /// <summary><c>badarg</c> of a directive; it does not leave this class.</summary>
#pragma warning disable CA1032, CA1064 // Nobody else throws or catches it.
    private sealed class BadArgumentException : Exception;
#pragma warning restore CA1032, CA1064
}
