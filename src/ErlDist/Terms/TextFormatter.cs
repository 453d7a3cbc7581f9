using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ErlDist.Terms;

/// <summary>Prints terms as <c>io:format("~0tp")</c> does, where all of Unicode is printable; the whole of them or the beginning.</summary>
internal sealed class TextFormatter
{
    internal const int NoLimit = int.MaxValue;

    /// <summary>For log lines and messages of exceptions.</summary>
    internal const int ShortLength = 250;

    /// <summary>A decimal digit says as much as this many bits; less, so that what fits is never held for too long.</summary>
    private const double BitsOfDigit = 3.3;

    private readonly StringBuilder _text = new();
    private readonly int _maxLength;
    private FrameStack<Frame> _open;

    private TextFormatter(int maxLength) => _maxLength = maxLength;

    private bool IsFull => _text.Length > _maxLength;

    internal static string Format(Term term, int maxLength)
    {
        var formatter = new TextFormatter(maxLength);
        try
        {
            formatter.Append(term);
            return formatter.Result();
        }
        finally
        {
            formatter._open.Dispose();
        }
    }

    private string Result()
    {
        if (!IsFull)
        {
            return _text.ToString();
        }

        int end = _maxLength - 1;
        _text.Length = end > 0 && char.IsHighSurrogate(_text[end - 1]) ? end - 1 : end;
        return _text.Append('…').ToString();
    }

    private void Append(Term whole)
    {
        if (!TryOpen(whole, out Frame frame))
        {
            return;
        }

        while (!IsFull)
        {
            if (frame.Next < frame.Items.Length)
            {
                AppendSeparator(frame);
                Term item = frame.Items[frame.Next++];
                if (TryOpen(item, out Frame inner))
                {
                    _open.Push(frame);
                    frame = inner;
                }
            }
            else
            {
                _text.Append(frame.Term is ErlList or ErlImproperList ? ']' : '}');
                if (!_open.TryPop(out frame))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Prints a term, or the beginning of one that has others in it; these are to follow then.</summary>
    private bool TryOpen(Term term, out Frame frame)
    {
        switch (term)
        {
            case ErlTuple:
                _text.Append('{');
                break;
            case ErlList list when TryAppendCharacters(list):
                frame = default;
                return false;
            case ErlList:
                _text.Append('[');
                break;
            case ErlImproperList:
                _text.Append('[');
                break;
            case ErlMap:
                _text.Append("#{");
                break;
            case ErlNativeRecord record:
                _text.Append('#');
                AppendAtom(record.Module);
                _text.Append(':');
                AppendAtom(record.Name);
                _text.Append('{');
                break;
            default:
                frame = default;
                AppendLeaf(term);
                return false;
        }

        frame = new Frame { Term = term, Items = term.Children! };
        return true;
    }

    private void AppendSeparator(in Frame frame)
    {
        bool isValue = frame.Term is ErlMap && (frame.Next & 1) == 1;
        if (isValue)
        {
            _text.Append(" => ");
        }
        else if (frame.Next > 0)
        {
            _text.Append(frame.Term is ErlImproperList && frame.Next == frame.Items.Length - 1 ? '|' : ',');
        }

        if (frame.Term is ErlNativeRecord record)
        {
            AppendAtom(record.Definition.Keys[frame.Next]);
            _text.Append(" = ");
        }
    }

    private void AppendLeaf(Term term)
    {
        switch (term)
        {
            case Atom atom:
                AppendAtom(atom);
                break;
            case ErlInteger integer:
                _text.Append(integer.Value);
                break;
            case ErlBigInteger integer:
                AppendBigInteger(integer);
                break;
            case ErlFloat number:
                FloatText.Append(_text, number.Value);
                break;
            case ErlBinary binary:
                AppendBinary(binary.Bytes.Span);
                break;
            case ErlBitstring bits:
                AppendBitstring(bits);
                break;
            case Pid pid:
                _text.Append(CultureInfo.InvariantCulture, $"<0.{pid.Id}.{pid.Serial}>");
                break;
            case Port port:
                _text.Append(CultureInfo.InvariantCulture, $"#Port<0.{port.Id}>");
                break;
            case Reference reference:
                AppendReference(reference);
                break;
            case ErlExport export:
                _text.Append("fun ");
                AppendAtom(export.Module);
                _text.Append(':');
                AppendAtom(export.Function);
                _text.Append('/').Append(export.Arity);
                break;
            case ErlFun fun:
                _text.Append("#Fun<");
                AppendAtom(fun.Module);
                _text.Append(CultureInfo.InvariantCulture, $".{fun.OldIndex}.{fun.OldUnique}>");
                break;
        }
    }

    /// <summary>Digits cost more than linear time: in a bounded text of too many of them the size stands instead.</summary>
    private void AppendBigInteger(ErlBigInteger integer)
    {
        long bits = integer.Value.GetBitLength();
        if (bits / BitsOfDigit > (double)_maxLength - _text.Length)
        {
            _text.Append(CultureInfo.InvariantCulture, $"#Integer<{bits} bits>");
        }
        else
        {
            _text.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void AppendAtom(Atom atom)
    {
        if (!TextSyntax.NeedsQuotes(atom.Name))
        {
            _text.Append(atom.Name);
            return;
        }

        _text.Append('\'');
        foreach (Rune rune in atom.Name.EnumerateRunes())
        {
            AppendCharacter(rune.Value, '\'');
        }

        _text.Append('\'');
    }

    private void AppendBinary(ReadOnlySpan<byte> bytes)
    {
        // What is beyond the limit is not looked at, so the beginning alone says whether this is text.
        ReadOnlySpan<byte> shown = bytes[..(int)Math.Min(bytes.Length, (long)_maxLength * 4)];
        ReadOnlySpan<byte> utf8 = shown.Length < bytes.Length ? WithoutCutCharacter(shown) : shown;
        _text.Append("<<");
        if (Utf8.IsValid(utf8))
        {
            if (IsPrintable(utf8, utf8: true))
            {
                AppendText(utf8, utf8: true);
                _text.Append(Ascii.IsValid(utf8) ? "" : "/utf8");
            }
            else
            {
                AppendBytes(shown);
            }
        }
        else if (IsPrintable(shown, utf8: false))
        {
            AppendText(shown, utf8: false);
        }
        else
        {
            AppendBytes(shown);
        }

        _text.Append(">>");
    }

    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.Length;
        while (end > 0 && bytes.Length - end < 3 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        return end > 0 && bytes[end - 1] >= 0xC0
            && Rune.DecodeFromUtf8(bytes[(end - 1)..], out _, out _) == OperationStatus.NeedMoreData ? bytes[..(end - 1)] : bytes;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> bytes, bool utf8)
    {
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            if (!TextSyntax.IsPrintable(TakeCharacter(ref rest, utf8)))
            {
                return false;
            }
        }

        return !bytes.IsEmpty;
    }

    private static int TakeCharacter(ref ReadOnlySpan<byte> bytes, bool utf8)
    {
        int code = bytes[0];
        int length = 1;
        if (utf8 && code >= 0x80)
        {
            Rune.DecodeFromUtf8(bytes, out Rune rune, out length);
            code = rune.Value;
        }

        bytes = bytes[length..];
        return code;
    }

    private void AppendText(ReadOnlySpan<byte> bytes, bool utf8)
    {
        _text.Append('"');
        while (!bytes.IsEmpty && !IsFull)
        {
            AppendCharacter(TakeCharacter(ref bytes, utf8), '"');
        }

        _text.Append('"');
    }

    private void AppendBitstring(ErlBitstring bits)
    {
        ReadOnlySpan<byte> bytes = bits.Bytes.Span;
        _text.Append("<<");
        AppendBytes(bytes[..^1]);
        _text.Append(bytes.Length > 1 ? "," : "");
        _text.Append(CultureInfo.InvariantCulture, $"{bytes[^1] >> (8 - bits.BitsInLastByte)}:{bits.BitsInLastByte}>>");
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && !IsFull; i++)
        {
            _text.Append(i > 0 ? "," : "").Append((int)bytes[i]);
        }
    }

    private bool TryAppendCharacters(ErlList list)
    {
        ReadOnlySpan<Term> elements = list.Elements[..Math.Min(list.Count, _maxLength)];
        if (elements.IsEmpty)
        {
            return false;
        }

        foreach (Term element in elements)
        {
            if (element is not ErlInteger { Value: >= 0 and <= 0x10FFFF } code || !TextSyntax.IsPrintable((int)code.Value))
            {
                return false;
            }
        }

        _text.Append('"');
        for (int i = 0; i < elements.Length && !IsFull; i++)
        {
            AppendCharacter((int)((ErlInteger)elements[i]).Value, '"');
        }

        _text.Append('"');
        return true;
    }

    /// <summary>Erlang prints the words in the reverse of the order in which they are encoded.</summary>
    private void AppendReference(Reference reference)
    {
        _text.Append("#Ref<0");
        ReadOnlySpan<uint> words = reference.Words;
        for (int i = words.Length - 1; i >= 0; i--)
        {
            _text.Append('.').Append(words[i]);
        }

        _text.Append('>');
    }

    private void AppendCharacter(int c, char quote)
    {
        if (c == quote || c == '\\')
        {
            _text.Append('\\').Append((char)c);
        }
        else if (TextSyntax.EscapeLetter(c) is not '\0' and char letter)
        {
            _text.Append('\\').Append(letter);
        }
        else if (c < ' ' || c is > '~' and < 0xA0)
        {
            _text.Append('\\').Append((char)('0' + (c >> 6))).Append((char)('0' + ((c >> 3) & 7))).Append((char)('0' + (c & 7)));
        }
        else if (_maxLength != NoLimit && TextSyntax.IsFormatting(c))
        {
            _text.Append(CultureInfo.InvariantCulture, $"\\x{{{c:X}}}");
        }
        else
        {
            Span<char> units = stackalloc char[2];
            _text.Append(units[..new Rune(c).EncodeToUtf16(units)]);
        }
    }

    /// <summary>A term of which some items are still to be printed.</summary>
    private struct Frame
    {
        public Term Term;
        public Term[] Items;
        public int Next;
    }
}
