using ErlDist.Embedding;
using ErlDist.Tool.Line;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Context;

/// <summary>What all commands share: the flags and options of the line, and where to print.</summary>
/// <param name="output">For results.</param>
/// <param name="errors">For everything else.</param>
internal sealed class ToolContext(TextWriter output, TextWriter errors)
{
    /// <summary>Standard output as it is; results go by <see cref="Results"/>.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Errors { get; } = errors;

    /// <summary>erl's flags.</summary>
    public ErlFlags Flags { get; set; } = new();

    /// <summary>Our own options.</summary>
    public ToolOptions Options { get; set; } = new();

    /// <summary>The line without our own options, the profile's flags before it.</summary>
    public IReadOnlyList<string> Words { get; set; } = [];

    /// <summary>Cancelled by Ctrl-C and SIGTERM alone.</summary>
    public CancellationToken Interrupt { get; init; }

    /// <summary>Where results go.</summary>
    public Results Results => new(Output, Options.Json);

    /// <summary>EPMD as the environment and <c>-start_epmd</c> have it.</summary>
    public EpmdOptions Epmd => Flags.ToEpmdOptions();

    /// <summary>Says what went wrong.</summary>
    public void Fail(string message, int code)
    {
        if (Options.Json)
        {
            new Results(Errors, json: true).Write("", ("error", message), ("exit_code", code));
        }
        else
        {
            Terminal.Write(Errors, "erldist:", TerminalStyle.Bad);
            Errors.WriteLine($" {message}");
        }
    }
}
