using System.Globalization;
using System.Net;
using ErlDist.Embedding;

namespace ErlDist;

/// <summary>Where EPMD is, and how our own one behaves where it has to be started.</summary>
public sealed record EpmdOptions
{
    /// <summary>The port that EPMD listens on by default, on every host.</summary>
    public const int DefaultPort = 4369;

    /// <summary>The port of EPMD, here and on every other host (<c>ERL_EPMD_PORT</c>). A server takes any free port for 0.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>
    /// The addresses that our own server listens on (<c>ERL_EPMD_ADDRESS</c>); loopback is always among them.
    /// Empty: every address of the machine.
    /// </summary>
    public IReadOnlyList<IPAddress> ListenAddresses { get; init; } = [];

    /// <summary>
    /// Our own server obeys kill while nodes are registered, and stop (<c>ERL_EPMD_RELAXED_COMMAND_CHECK</c>).
    /// </summary>
    public bool RelaxedCommandCheck { get; init; }

    /// <summary>Start our own server where none answers on this machine (erl: <c>-start_epmd</c>).</summary>
    public bool StartServer { get; init; } = true;

    /// <summary>How long one request may take, from the first packet of the connect to the last byte of the answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The pause between two attempts to register again after EPMD went away; 2 s as in OTP's erl_epmd.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What clients may cost our own server.</summary>
    public EpmdServerLimits Limits { get; init; } = new();

    /// <summary>
    /// The options that the environment asks for: <c>ERL_EPMD_PORT</c>, <c>ERL_EPMD_ADDRESS</c> (a list, separated by commas
    /// or spaces) and <c>ERL_EPMD_RELAXED_COMMAND_CHECK</c> (set at all).
    /// </summary>
    /// <param name="read">Reads a variable; the process's environment by default.</param>
    /// <exception cref="EpmdException">A variable holds what is no port or no address.</exception>
    public static EpmdOptions FromEnvironment(Func<string, string?>? read = null)
    {
        read ??= Environment.GetEnvironmentVariable;
        var options = new EpmdOptions { RelaxedCommandCheck = read("ERL_EPMD_RELAXED_COMMAND_CHECK") is not null };
        if (read("ERL_EPMD_PORT") is { Length: > 0 } port)
        {
            options = options with { Port = ParsePort(port) };
        }

        if (read("ERL_EPMD_ADDRESS") is { Length: > 0 } addresses)
        {
            options = options with { ListenAddresses = ParseAddresses(addresses) };
        }

        return options;
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new EpmdException(EpmdError.InvalidArgument, $"ERL_EPMD_PORT is '{text}'; it must be a port from 1 to 65535.");

    private static List<IPAddress> ParseAddresses(string text)
    {
        var addresses = new List<IPAddress>();
        foreach (string part in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            addresses.Add(IPAddress.TryParse(part, out IPAddress? address)
                ? address
                : throw new EpmdException(
                    EpmdError.InvalidArgument,
                    $"ERL_EPMD_ADDRESS holds '{part}', which is no IP address; list addresses separated by commas."));
        }

        return addresses;
    }
}
