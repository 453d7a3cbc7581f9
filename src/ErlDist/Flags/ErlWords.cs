using System.Text;

namespace ErlDist.Flags;

/// <summary>
/// Splits text into arguments as erl does with ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS and the files of <c>-args_file</c>: at white
/// space; all is literal within <c>'…'</c> and <c>"…"</c>, the backslash too; outside a backslash takes the next character
/// literally; parts that touch are one argument; <c>""</c> is an empty one. What is left open ends with the text.
/// </summary>
internal static class ErlWords
{
    /// <param name="text">The text to split.</param>
    /// <param name="comments">In files an unquoted # starts a comment, even within a word.</param>
    public static List<string> Split(string text, bool comments = false)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c) || (comments && c == '#'))
            {
                EndWord();
                i = c == '#' ? EndOfLine(i) : i;
                continue;
            }

            inWord = true;
            switch (c)
            {
                case '\'' or '"':
                    int end = text.IndexOf(c, i + 1);
                    end = end < 0 ? text.Length : end;
                    word.Append(text, i + 1, end - i - 1);
                    i = end;
                    break;
                case '\\':
                    i++;
                    word.Append(i < text.Length ? text[i] : null);
                    break;
                default:
                    word.Append(c);
                    break;
            }
        }

        EndWord();
        return words;

        int EndOfLine(int from) => text.IndexOf('\n', from) is >= 0 and var end ? end : text.Length;

        void EndWord()
        {
            if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }
}
