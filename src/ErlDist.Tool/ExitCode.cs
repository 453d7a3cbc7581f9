using ErlDist.Epmd;
using ErlDist.Flags;
using ErlDist.Nodes;
using ErlDist.Tls;

namespace ErlDist.Tool;

/// <summary>How a command ended, for shells.</summary>
internal static class ExitCode
{
    /// <summary>It worked.</summary>
    public const int Ok = 0;

    /// <summary>The remote said no or was not there.</summary>
    public const int Remote = 1;

    /// <summary>The command line, the environment or a file that they name is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The code for an error; null for one that is a fault of this program.</summary>
    public static int? Of(Exception e) => e switch
    {
        UsageException or ErlFlagException or NodeOptionException or TlsOptionException or CookieException or FormatException => Usage,
        EpmdException { Error: EpmdError.InvalidArgument } => Usage,
        ErlangException or TimeoutException => Remote,
        _ => null,
    };
}

/// <summary>What is wrong with the command line; the message says what to write.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
