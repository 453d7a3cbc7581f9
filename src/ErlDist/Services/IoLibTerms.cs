using System.Globalization;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>Terms as <c>~w</c>, <c>~p</c>, <c>~W</c> and <c>~P</c> of <c>io:format/2</c> print them, on one line.</summary>
/// <param name="text">Where to.</param>
/// <param name="strings">True: what reads as text is printed as text, as by <c>~p</c>.</param>
internal readonly struct IoLibTerms(BoundedText text, bool strings)
{
    /// <summary>Terms nest no deeper than this on paper; OTP has no limit, but a log line is none the better for more.</summary>
    private const int MaxDepth = 64;

    /// <summary>Prints a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="depth">How deep; what is below is <c>...</c>. Negative: all of it.</param>
    public void Append(Term term, int depth) => AppendTerm(term, depth < 0 || depth > MaxDepth ? MaxDepth : depth);

    private void AppendTerm(Term term, int depth)
    {
        if (text.IsFull)
        {
            return;
        }

        if (depth == 0)
        {
            text.Append("...");
            return;
        }

        switch (term)
        {
            case ErlTuple tuple:
                AppendAll("{", [.. tuple], "}", ",", depth);
                break;
            case ErlList { Count: > 0 } list when !strings || !IsText(list):
                AppendAll("[", [.. list], "]", "|", depth);
                break;
            case ErlImproperList list:
                AppendAll("[", [.. list.Elements], "", "|", depth);
                text.Append("|");
                AppendTerm(list.Tail, depth - 1);
                text.Append("]");
                break;
            case ErlMap map:
                AppendMap(map, depth);
                break;
            case ErlBinary binary when !strings || binary.Bytes.Length > text.Room:
                AppendBytes(binary.Bytes.Span);
                break;
            default:
                text.Append(term.ToString());
                break;
        }
    }

    private bool IsText(ErlList list)
    {
        foreach (Term element in list)
        {
            if (element is not ErlInteger { Value: >= 0 and <= 0x10FFFF } c || !TextSyntax.IsPrintable((int)c.Value))
            {
                return false;
            }
        }

        return list.Count <= text.Room;
    }

    /// <summary>As io_lib does it, each element lies one level below the one before it.</summary>
    private void AppendAll(string open, ReadOnlySpan<Term> elements, string close, string cut, int depth)
    {
        text.Append(open);
        for (int i = 0; i < elements.Length && !text.IsFull; i++)
        {
            int left = depth == MaxDepth ? MaxDepth - 1 : depth - 1 - i;
            if (left <= 0)
            {
                text.Append(i == 0 ? "" : cut).Append("...");
                break;
            }

            text.Append(i > 0 ? "," : "");
            AppendTerm(elements[i], left);
        }

        text.Append(close);
    }

    private void AppendMap(ErlMap map, int depth)
    {
        text.Append("#{");
        string separator = "";
        foreach ((Term key, Term value) in map)
        {
            if (text.IsFull)
            {
                break;
            }

            text.Append(separator);
            AppendTerm(key, depth - 1);
            text.Append(strings ? " => " : "=>");
            AppendTerm(value, depth - 1);
            separator = ",";
        }

        text.Append("}");
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        text.Append("<<");
        for (int i = 0; i < bytes.Length && !text.IsFull; i++)
        {
            text.Append(i > 0 ? "," : "").Append(bytes[i].ToString(CultureInfo.InvariantCulture));
        }

        text.Append(">>");
    }
}
