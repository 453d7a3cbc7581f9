using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>Reads <c>inet_dist_listen_options</c> and <c>inet_dist_connect_options</c>: what a .NET socket has of inet:setopts/2.</summary>
internal static class SocketOptionReader
{
    private delegate SocketSettings Reader(SocketSettings settings, KernelValue value);

    private static readonly Dictionary<string, Reader> s_readers = new()
    {
        ["nodelay"] = (settings, value) => settings with { NoDelay = value.Boolean() },
        ["keepalive"] = (settings, value) => settings with { KeepAlive = value.Boolean() },
        ["sndbuf"] = (settings, value) => settings with { SendBufferSize = value.Number(1, int.MaxValue) },
        ["recbuf"] = (settings, value) => settings with { ReceiveBufferSize = value.Number(1, int.MaxValue) },
        ["tos"] = (settings, value) => settings with { TypeOfService = value.Number(0, 255) },
        ["priority"] = (settings, value) => settings with { Priority = value.Number(0, int.MaxValue) },
        ["backlog"] = (settings, value) => settings with { Backlog = value.Number(1, int.MaxValue) },
        ["ip"] = (settings, value) => settings with { Address = value.Address() },
        ["ifaddr"] = (settings, value) => settings with { Address = value.Address() },
        ["linger"] = (settings, value) => value.Term is ErlTuple and [Atom on, ErlInteger { Value: var seconds }] && seconds >= 0 && seconds <= int.MaxValue
            ? settings with { Linger = on.Name == "true" ? TimeSpan.FromSeconds((int)seconds) : null }
            : throw value.Wrong("{true, Seconds} or {false, 0}"),
    };

    /// <summary>What a socket of the BEAM has and one of .NET has not, or has for itself.</summary>
    private static readonly HashSet<string> s_ofTheBeam =
    [
        "active", "binary", "buffer", "deliver", "delay_send", "exit_on_close", "fd", "header", "high_msgq_watermark", "high_watermark",
        "inet", "inet6", "line_delimiter", "list", "low_msgq_watermark", "low_watermark", "mode", "packet", "packet_size", "port", "reuseaddr",
        "show_econnreset",
    ];

    /// <summary>What inet takes and this library cannot do.</summary>
    private static readonly HashSet<string> s_lost =
    [
        "bind_to_device", "ipv6_v6only", "local", "netns", "pktoptions", "raw", "recvtclass", "recvtos", "recvttl", "reuseport", "reuseport_lb",
        "exclusiveaddruse", "send_timeout", "send_timeout_close", "tclass", "ttl", "nopush", "user_timeout", "keepidle", "keepintvl", "keepcnt",
    ];

    /// <summary>The settings, with those of a list of options as text.</summary>
    /// <param name="text">The list, an Erlang term.</param>
    /// <param name="place">How messages call it.</param>
    /// <param name="settings">The settings so far.</param>
    /// <exception cref="ErlFlagException">The text is no such list.</exception>
    public static SocketSettings Parse(string text, string place, SocketSettings settings)
    {
        try
        {
            return Read(new KernelValue(place, Term.Parse(text), [], []), settings);
        }
        catch (TermTextException e)
        {
            throw new ErlFlagException(place, $"{place} must be an Erlang list such as [{{nodelay,true}}]: {e.Reason} at column {e.Column}.", e);
        }
    }

    /// <summary>The settings, with those of a list of options.</summary>
    public static SocketSettings Read(KernelValue value, SocketSettings settings)
    {
        foreach (Term option in value.Term as ErlList ?? throw value.Wrong("a list of options as [{nodelay,true}]"))
        {
            (string name, Term term) = option switch
            {
                ErlTuple and [Atom key, var given] => (key.Name, given),
                ErlTuple and [Atom key, ..] => (key.Name, option),
                Atom key => (key.Name, Atom.True),
                _ => throw value.Wrong($"options as {{nodelay,true}} in its list, not {option}"),
            };
            KernelValue place = value with { Place = $"{value.Place}: {name}", Term = term };
            if (s_readers.TryGetValue(name, out Reader? read))
            {
                settings = read(settings, place);
            }
            else if (s_lost.Contains(name))
            {
                value.Warnings.Add($"{place.Place} has no effect here: sockets of .NET don't have it.");
            }
            else if (s_ofTheBeam.Contains(name))
            {
                value.PassedOver.Add(place.Place);
            }
            else
            {
                throw place.Refused($"is no option of a socket{Misspelling.Hint(name, s_readers.Keys.Concat(s_lost).Concat(s_ofTheBeam)).TrimEnd('?')}");
            }
        }

        return settings;
    }
}
