using ErlDist.Embedding;
using ErlDist.Flags;
using ErlDist.Nodes;
using ErlDist.Tls;

namespace ErlDist.Tool.Line;

/// <summary>How a command ended, for shells.</summary>
internal static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>The remote said no or was not there.</summary>
    public const int Remote = 1;

    /// <summary>The command line, the environment or a file that they name is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, as shells have it: 128 and SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more, as shells have it: 128 and SIGPIPE.</summary>
    public const int BrokenPipe = 141;

    /// <summary>SIGTERM, for a command that does not end by it alone.</summary>
    public const int Terminated = 143;

    /// <summary>Whether the output is a pipe that nobody reads any more.</summary>
    public static bool IsBrokenPipe(Exception e)
    {
        const int Epipe = 32;
        return e is IOException && e.HResult == Epipe && !OperatingSystem.IsWindows();
    }

    /// <summary>The code for an error; null for one that is a fault of this program.</summary>
    public static int? Of(Exception e) => e switch
    {
        UsageException or ErlFlagException or NodeOptionException or TlsOptionException or FormatException => Usage,
        EpmdException { Error: EpmdError.InvalidArgument } => Usage,
        ErlangException or TimeoutException => Remote,
        IOException or UnauthorizedAccessException => Remote, // Where the output goes has no room, or a file cannot be had.
        _ => null,
    };
}
