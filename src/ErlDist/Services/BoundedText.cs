using System.Text;

namespace ErlDist.Services;

/// <summary>Text that is made from what a peer sent: it takes so many characters and no more, and says in the end whether it was cut.</summary>
internal sealed class BoundedText(int limit)
{
    private readonly StringBuilder _text = new();

    /// <summary>True when nothing more is taken.</summary>
    public bool IsFull { get; private set; }

    /// <summary>How many characters may still come.</summary>
    public int Room => limit - _text.Length;

    /// <summary>How many code points it has.</summary>
    public int Runes
    {
        get
        {
            int count = 0;
            foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
            {
                foreach (char c in chunk.Span)
                {
                    count += char.IsLowSurrogate(c) ? 0 : 1;
                }
            }

            return count;
        }
    }

    /// <summary>Adds text, as much of it as there is room for.</summary>
    public BoundedText Append(ReadOnlySpan<char> text)
    {
        if (text.Length > Room)
        {
            IsFull = true;
            text = text[..Math.Max(Room, 0)];
            text = text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
        }

        _text.Append(text);
        return this;
    }

    /// <summary>Adds a code point so many times.</summary>
    public BoundedText Append(Rune character, int count = 1)
    {
        Span<char> units = stackalloc char[2];
        units = units[..character.EncodeToUtf16(units)];
        for (int i = 0; i < count && !IsFull; i++)
        {
            Append(units);
        }

        return this;
    }

    /// <summary>
    /// Adds <c>unicode:chardata()</c>: characters, binaries and lists of them, however deep; false where it is none.
    /// </summary>
    /// <param name="data">The characters.</param>
    /// <param name="unicode">False: binaries are Latin-1, and no character is beyond it, as in <c>~s</c>.</param>
    public bool TryAppendCharacters(Term data, bool unicode)
    {
        var rest = new Stack<(Term Data, int Next)>();
        rest.Push((data, 0));
        while (!IsFull && rest.TryPop(out (Term Data, int Next) top))
        {
            switch (top.Data)
            {
                case ErlInteger { Value: >= 0 and <= 0x10FFFF } code when Rune.TryCreate((int)code.Value, out Rune rune) && (unicode || rune.Value <= 0xFF):
                    Append(rune);
                    break;
                case ErlBinary binary when !unicode:
                    Append(Encoding.Latin1.GetString(binary.Bytes.Span[..Math.Min(binary.Bytes.Length, Room + 1)]));
                    break;
                case ErlBinary binary when binary.TryGetString(out string? text):
                    Append(text);
                    break;
                case ErlList list when top.Next < list.Count:
                    rest.Push((list, top.Next + 1));
                    rest.Push((list[top.Next], 0));
                    break;
                case ErlList:
                    break;
                case ErlImproperList { Tail: ErlBinary } list when top.Next <= list.Elements.Count:
                    rest.Push((list, top.Next + 1));
                    rest.Push((top.Next < list.Elements.Count ? list.Elements[top.Next] : list.Tail, 0));
                    break;
                case ErlImproperList { Tail: ErlBinary }:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>The text, with an ellipsis where it was cut.</summary>
    public override string ToString() => IsFull ? _text + "…" : _text.ToString();
}
