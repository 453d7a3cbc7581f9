namespace ErlDist.Flags;

/// <summary>A flag with its values, or, without a flag, one plain argument.</summary>
/// <param name="Flag">The flag without its dash; null for a plain argument.</param>
/// <param name="Values">What stands between this flag and the next; the plain argument itself.</param>
/// <param name="FromEnvironment">It stands in ERL_AFLAGS, ERL_FLAGS or ERL_ZFLAGS.</param>
internal sealed record ErlArgument(string? Flag, List<string> Values, bool FromEnvironment);

/// <summary>
/// A command line as <c>init:get_arguments()</c> and <c>init:get_plain_arguments()</c> see it: a flag takes the values up to the
/// next flag or <c>--</c>; ERL_AFLAGS comes before the command line, ERL_FLAGS and ERL_ZFLAGS after it; each of them and each
/// <c>-args_file</c> ends with a <c>--</c>; what follows <c>-extra</c> is plain. Flags of the emulator (<c>+K true</c>) are left out.
/// </summary>
/// <remarks>
/// Two differences, both for the sake of programs that take terms and options of their own: <c>-5</c> is no flag but a value, and
/// so is <c>--word</c>.
/// </remarks>
internal static class ErlArguments
{
    private const int MaxFileDepth = 16;

    /// <summary>Reads a command line and the environment's part of it.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="readFile">Reads a file of <c>-args_file</c>.</param>
    public static List<ErlArgument> Parse(
        IEnumerable<string> args,
        Func<string, string?> environment,
        Func<string, string> readFile)
    {
        var result = new List<ErlArgument>();
        var extra = new List<ErlArgument>();
        Add(Variable("ERL_AFLAGS"), fromEnvironment: true);
        Add(args, fromEnvironment: false);
        Add(Variable("ERL_FLAGS"), fromEnvironment: true);
        Add(Variable("ERL_ZFLAGS"), fromEnvironment: true);
        return [.. result, .. extra];

        IEnumerable<string> Variable(string name) => ErlWords.Split(environment(name) ?? "").Append("--");

        void Add(IEnumerable<string> source, bool fromEnvironment)
        {
            var tokens = new List<string>();
            var extraTokens = new List<string>();
            Expand(source, readFile, tokens, extraTokens, depth: 0);
            result.AddRange(Group(tokens, fromEnvironment));
            extra.AddRange(extraTokens.Select(e => new ErlArgument(null, [e], fromEnvironment)));
        }
    }

    /// <summary>Puts the contents of files in their places and sets aside what follows -extra.</summary>
    private static void Expand(
        IEnumerable<string> source,
        Func<string, string> readFile,
        List<string> tokens,
        List<string> extra,
        int depth)
    {
        using var next = source.GetEnumerator();
        while (next.MoveNext())
        {
            switch (next.Current)
            {
                case "-extra":
                    while (next.MoveNext())
                    {
                        extra.Add(next.Current);
                    }

                    return;
                case "-args_file":
                    var file = next.MoveNext() ? next.Current : throw new ErlFlagException("-args_file", "-args_file takes a file.");
                    if (depth == MaxFileDepth)
                    {
                        throw new ErlFlagException("-args_file", $"-args_file {file}: the files include each other without end.");
                    }

                    var words = ErlWords.Split(ReadFile(file, readFile), comments: true);
                    Expand(words.Append("--"), readFile, tokens, extra, depth + 1);
                    break;
                default:
                    tokens.Add(next.Current);
                    break;
            }
        }
    }

    private static string ReadFile(string file, Func<string, string> readFile)
    {
        try
        {
            return readFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErlFlagException("-args_file", $"-args_file {file} can't be read: {e.Message}", e);
        }
    }

    private static IEnumerable<ErlArgument> Group(List<string> tokens, bool fromEnvironment)
    {
        ErlArgument? open = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token == "--")
            {
                if (open is not null)
                {
                    yield return open;
                }

                open = null;
            }
            else if (token is ['+', ..])
            {
                i += TakesNextToken(token) && i + 1 < tokens.Count && tokens[i + 1] is not ['-' or '+', ..] ? 1 : 0;
            }
            else if (IsFlag(token))
            {
                if (open is not null)
                {
                    yield return open;
                }

                open = new ErlArgument(token[1..], [], fromEnvironment);
            }
            else if (open is not null)
            {
                open.Values.Add(token);
            }
            else
            {
                yield return new ErlArgument(null, [token], fromEnvironment);
            }
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    private static bool IsFlag(string token) =>
        token is ['-', ..] && !(token.Length > 1 && (token[1] == '-' || char.IsAsciiDigit(token[1])));

    /// <summary>Emulator flags have their value behind them (<c>+A 4</c>) unless it is part of the word or there is none.</summary>
    private static bool TakesNextToken(string flag) =>
        !flag.Any(char.IsAsciiDigit) && flag is not (['+', 'B' or 'f', ..] or ['+', 'W', _] or "+v" or "+V" or "+r" or "+d" or "+ssrct");
}
