using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>
/// A command line as <c>init:get_arguments()</c> and <c>init:get_plain_arguments()</c> see it: a flag takes the values up to the
/// next flag or <c>--</c>; ERL_AFLAGS comes before the command line, ERL_FLAGS and ERL_ZFLAGS after it; each of them and each
/// <c>-args_file</c> ends with a <c>--</c>; what follows <c>-extra</c> is plain.
/// </summary>
/// <remarks>
/// Two differences, both for the sake of programs that take terms and options of their own: <c>-5</c> is no flag but a value, and
/// so is <c>--word</c>.
/// </remarks>
internal sealed class ErlArguments
{
    private const int MaxFileDepth = 16;

    private readonly Func<string, string> _readFile;
    private readonly List<ErlArgument> _arguments = [];
    private readonly List<ErlArgument> _extra = [];
    private readonly List<string> _emulator = [];

    private ErlArguments(Func<string, string> readFile) => _readFile = readFile;

    /// <summary>All but the flags of the emulator, in order.</summary>
    public IReadOnlyList<ErlArgument> All => [.. _arguments, .. _extra];

    /// <summary>The flags of the emulator, such as <c>+K true</c>, as they are written.</summary>
    public IReadOnlyList<string> Emulator => _emulator;

    /// <summary>Reads a command line and the environment's part of it.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="readFile">Reads a file of <c>-args_file</c>.</param>
    public static ErlArguments Parse(IEnumerable<string> args, Func<string, string?> environment, Func<string, string> readFile)
    {
        var result = new ErlArguments(readFile);
        result.Add(Variable("ERL_AFLAGS"), isOnLine: false);
        result.Add(args, isOnLine: true);
        result.Add(Variable("ERL_FLAGS"), isOnLine: false);
        result.Add(Variable("ERL_ZFLAGS"), isOnLine: false);
        return result;

        IEnumerable<string> Variable(string name) => ErlWords.Split(environment(name) ?? "").Append("--");
    }

    private void Add(IEnumerable<string> source, bool isOnLine)
    {
        var words = new List<Word>();
        Expand(source, isOnLine, words, depth: 0);
        Group(words);
    }

    /// <summary>Puts the contents of files in their places and sets aside what follows -extra.</summary>
    private void Expand(IEnumerable<string> source, bool isOnLine, List<Word> words, int depth)
    {
        using IEnumerator<string> next = source.GetEnumerator();
        while (next.MoveNext())
        {
            switch (next.Current)
            {
                case "-extra":
                    while (next.MoveNext())
                    {
                        _extra.Add(new ErlArgument(null, [next.Current], isOnLine));
                    }

                    return;
                case "-args_file":
                    string file = next.MoveNext() ? next.Current : throw new ErlFlagException("-args_file", "-args_file takes a file.");
                    if (depth == MaxFileDepth)
                    {
                        throw new ErlFlagException("-args_file", $"-args_file {file}: the files include each other without end.");
                    }

                    Expand(ErlWords.Split(ReadFile(file), comments: true).Append("--"), isOnLine: false, words, depth + 1);
                    break;
                default:
                    words.Add(new Word(next.Current, isOnLine));
                    break;
            }
        }
    }

    private string ReadFile(string file)
    {
        try
        {
            return _readFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErlFlagException("-args_file", $"-args_file {file} can't be read: {e.Message}", e);
        }
    }

    private void Group(List<Word> words)
    {
        ErlArgument? open = null;
        for (int i = 0; i < words.Count; i++)
        {
            (string text, bool isOnLine) = words[i];
            if (text == "--")
            {
                open = null;
            }
            else if (text is ['+', ..])
            {
                bool takesNext = TakesNextWord(text) && i + 1 < words.Count && words[i + 1].Text is not ['-' or '+', ..];
                _emulator.Add(takesNext ? $"{text} {words[++i].Text}" : text);
            }
            else if (IsFlag(text))
            {
                open = new ErlArgument(text[1..], [], isOnLine);
                _arguments.Add(open);
            }
            else if (open is not null)
            {
                open.Values.Add(text);
            }
            else
            {
                _arguments.Add(new ErlArgument(null, [text], isOnLine));
            }
        }
    }

    private static bool IsFlag(string word) =>
        word is ['-', ..] && !(word.Length > 1 && (word[1] == '-' || char.IsAsciiDigit(word[1])));

    /// <summary>Emulator flags have their value behind them (<c>+A 4</c>) unless it is part of the word or there is none.</summary>
    private static bool TakesNextWord(string flag) =>
        !flag.Any(char.IsAsciiDigit) && flag is not (['+', 'B' or 'f', ..] or ['+', 'W', _] or "+v" or "+V" or "+r" or "+d" or "+ssrct");

    private readonly record struct Word(string Text, bool IsOnLine);
}
