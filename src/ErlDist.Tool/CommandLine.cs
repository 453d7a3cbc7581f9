using System.CommandLine;
using System.CommandLine.Invocation;
using ErlDist.Flags;
using ErlDist.Tool.Commands;

namespace ErlDist.Tool;

/// <summary>The command line of erldist: erl's flags anywhere on it, then a command with its arguments.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(10);

    /// <summary>Runs a command and says how it ended.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        try
        {
            // Help is for those who don't know the flags yet.
            var help = args.FirstOrDefault(a => a is "-h" or "-?" or "--help");
            var flags = ErlFlags.Parse(help is null ? args : args.Where(a => a is not ['-', ..]));
            var arguments = help is null ? flags.Arguments : [.. flags.Arguments, "--help"];
            return await RunAsync(flags, arguments, output, errors).ConfigureAwait(false);
        }
        catch (ErlFlagException e)
        {
            return Fail(errors, e, ExitCode.Usage);
        }
    }

    private static async Task<int> RunAsync(ErlFlags flags, IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var parsed = Commands(new ToolContext(flags, output, errors))
            .Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await errors.WriteLineAsync($"erldist: {error.Message}").ConfigureAwait(false);
            }

            await errors.WriteLineAsync("Try erldist --help.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = s_timeToStop,
            }).ConfigureAwait(false);
        }
        catch (Exception e) when (ExitCode.Of(e) is { } code)
        {
            return Fail(errors, e, code);
        }
    }

    private static RootCommand Commands(ToolContext context) =>
        new($"Talks to Erlang nodes as an Erlang node. Takes erl's flags anywhere on the line, and ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS:\n\n{ErlFlags.Usage}")
        {
            NamesCommand.Create(context),
            PingCommand.Create(context),
            CallCommand.Create(context),
            ProcessCommands.CreateGenCall(context),
            ProcessCommands.CreateSend(context),
            ServeCommand.Create(context),
            CertsCommand.Create(context),
            CheckCommand.Create(context),
            EpmdCommand.Create(context),
            StubsCommand.Create(context),
        };

    private static int Fail(TextWriter errors, Exception e, int code)
    {
        errors.WriteLine($"erldist: {e.Message}");
        return code;
    }
}
