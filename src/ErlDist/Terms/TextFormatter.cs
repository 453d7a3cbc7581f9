using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace ErlDist.Terms;

/// <summary>Prints terms as <c>io:format("~0tp")</c> does, where all of Unicode is printable.</summary>
internal sealed class TextFormatter
{
    private readonly StringBuilder _text = new();

    internal static string Format(Term term)
    {
        var formatter = new TextFormatter();
        formatter.Append(term);
        return formatter._text.ToString();
    }

    private void Append(Term term)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (term)
        {
            case Atom atom:
                AppendAtom(atom);
                break;
            case ErlInteger integer:
                _text.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                break;
            case ErlBigInteger integer:
                _text.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                break;
            case ErlFloat number:
                FloatText.Append(_text, number.Value);
                break;
            case ErlBinary binary:
                AppendBinary(binary);
                break;
            case ErlBitstring bits:
                AppendBitstring(bits);
                break;
            case ErlTuple tuple:
                AppendAll("{", tuple.Elements, "}");
                break;
            case ErlList list:
                AppendList(list);
                break;
            case ErlImproperList list:
                AppendAll("[", (Term[])list.Elements, "|");
                Append(list.Tail);
                _text.Append(']');
                break;
            case ErlMap map:
                AppendMap(map);
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
                _text.Append(CultureInfo.InvariantCulture, $"/{export.Arity}");
                break;
            case ErlFun fun:
                _text.Append("#Fun<");
                AppendAtom(fun.Module);
                _text.Append(CultureInfo.InvariantCulture, $".{fun.OldIndex}.{fun.OldUnique}>");
                break;
        }
    }

    private void AppendAll(string open, ReadOnlySpan<Term> elements, string close)
    {
        _text.Append(open);
        for (int i = 0; i < elements.Length; i++)
        {
            if (i > 0)
            {
                _text.Append(',');
            }

            Append(elements[i]);
        }

        _text.Append(close);
    }

    private void AppendAtom(Atom atom)
    {
        if (TextSyntax.NeedsQuotes(atom.Name))
        {
            AppendQuoted(atom.Name.EnumerateRunes().Select(rune => rune.Value), '\'');
        }
        else
        {
            _text.Append(atom.Name);
        }
    }

    private void AppendBinary(ErlBinary binary)
    {
        ReadOnlySpan<byte> bytes = binary.Bytes.Span;
        bool utf8 = Utf8.IsValid(bytes);
        string text = utf8 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        if (bytes.Length > 0 && text.EnumerateRunes().All(rune => TextSyntax.IsPrintable(rune.Value)))
        {
            _text.Append("<<");
            AppendQuoted(text.EnumerateRunes().Select(rune => rune.Value), '"');
            _text.Append(utf8 && text.Length != bytes.Length ? "/utf8>>" : ">>");
            return;
        }

        _text.Append("<<");
        AppendBytes(bytes);
        _text.Append(">>");
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
        for (int i = 0; i < bytes.Length; i++)
        {
            _text.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{bytes[i]}");
        }
    }

    private void AppendList(ErlList list)
    {
        if (list.Count > 0 && list.All(element => element is ErlInteger { Value: >= 0 and <= 0x10FFFF } c && TextSyntax.IsPrintable((int)c.Value)))
        {
            AppendQuoted(list.Select(element => (int)((ErlInteger)element).Value), '"');
        }
        else
        {
            AppendAll("[", list.Elements, "]");
        }
    }

    private void AppendMap(ErlMap map)
    {
        _text.Append("#{");
        string separator = "";
        foreach ((Term key, Term value) in map)
        {
            _text.Append(separator);
            Append(key);
            _text.Append(" => ");
            Append(value);
            separator = ",";
        }

        _text.Append('}');
    }

    /// <summary>Erlang prints the words in the reverse of the order in which they are encoded.</summary>
    private void AppendReference(Reference reference)
    {
        _text.Append("#Ref<0");
        ReadOnlySpan<uint> words = reference.Words;
        for (int i = words.Length - 1; i >= 0; i--)
        {
            _text.Append(CultureInfo.InvariantCulture, $".{words[i]}");
        }

        _text.Append('>');
    }

    private void AppendQuoted(IEnumerable<int> characters, char quote)
    {
        _text.Append(quote);
        foreach (int c in characters)
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
            else
            {
                _text.Append(new Rune(c).ToString());
            }
        }

        _text.Append(quote);
    }
}
