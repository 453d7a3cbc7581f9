using System.Globalization;

namespace ErlDist.Flags;

/// <summary>Gives the arguments of a command line their meaning, one after the other.</summary>
internal sealed class ErlFlagParser
{
    private string? _shortName;
    private string? _longName;
    private ErlFlags _flags = new();
    private readonly List<ErlCookieFlag> _cookies = [];
    private readonly List<string[]> _sslDistOpts = [];
    private readonly List<string> _arguments = [];

    // erl starts the node under the short name if both are given, and under the first if there are several.
    public ErlFlags Result => _flags with
    {
        Name = _shortName ?? _longName,
        ShortName = _shortName is not null,
        Cookies = _cookies,
        SslDistOpts = _sslDistOpts,
        Arguments = _arguments,
    };

    public void Add(ErlArgument argument)
    {
        var values = new FlagValues("-" + argument.Flag, argument.Values);
        switch (argument.Flag)
        {
            case null:
                break;
            case "sname":
                var shortName = values.Take("a name");
                _shortName ??= shortName;
                break;
            case "name":
                var longName = values.Take("a name");
                _longName ??= longName;
                break;
            case "setcookie":
                AddCookie(values);
                break;
            case "hidden":
                _flags = _flags with { Hidden = values.TakeOptionalBoolean() ?? true };
                break;
            case "proto_dist":
                _flags = _flags with { ProtoDist = Once(values, _flags.ProtoDist, TakeProtocol(values)) };
                break;
            case "ssl_dist_optfile":
                _flags = _flags with { SslDistOptFile = Once(values, _flags.SslDistOptFile, values.Take("a file")) };
                break;
            case "ssl_dist_opt":
                _sslDistOpts.Add(TakeSslDistOpts(values));
                break;
            case "start_epmd":
                _flags = _flags with { StartEpmd = values.TakeBoolean() };
                break;
            case "erl_epmd_port":
                _flags = _flags with { ErlEpmdPort = Once(values, _flags.ErlEpmdPort, values.TakePort()) };
                break;
            case "dist_listen":
                _flags = _flags with { DistListen = values.TakeBoolean() };
                break;
            case "kernel":
                AddKernelParameters(values, argument.FromEnvironment);
                break;
            default:
                if (!argument.FromEnvironment)
                {
                    throw new ErlFlagException(
                        values.Flag,
                        $"The flag {values.Flag} is unknown here. These are known:\n{ErlFlags.Usage}");
                }

                break;
        }

        if (!argument.FromEnvironment)
        {
            _arguments.AddRange(values.Rest());
        }
    }

    private void AddCookie(FlagValues values)
    {
        var first = values.Take("a cookie, or a node and a cookie");
        var cookie = first.Contains('@', StringComparison.Ordinal) && values.TryTake(out var second)
            ? new ErlCookieFlag(first, second)
            : new ErlCookieFlag(null, first);
        var earlier = _cookies.Find(c => c.Node == cookie.Node);
        _ = Once(values, earlier?.Cookie, cookie.Cookie);
        _cookies.Add(cookie);
    }

    private static string TakeProtocol(FlagValues values)
    {
        const string Known = "inet_tls, inet6_tls, inet_tcp or inet6_tcp";
        var protocol = values.Take(Known);
        return protocol is "inet_tls" or "inet6_tls" or "inet_tcp" or "inet6_tcp"
            ? protocol
            : throw new ErlFlagException(values.Flag, $"{values.Flag} takes {Known}, not '{protocol}'.");
    }

    private static string[] TakeSslDistOpts(FlagValues values)
    {
        var options = new List<string>();
        do
        {
            options.Add(values.Take("pairs of a key and a value"));
            options.Add(values.Take($"a value for {options[^1]}"));
        }
        while (values.Next is { } key
            && (key.StartsWith("server_", StringComparison.Ordinal) || key.StartsWith("client_", StringComparison.Ordinal)));

        return [.. options];
    }

    private void AddKernelParameters(FlagValues values, bool fromEnvironment)
    {
        var any = false;
        while (values.Next is { } name)
        {
            var parameter = new FlagValues($"{values.Flag} {name}", values);
            switch (name)
            {
                case "net_ticktime":
                    var seconds = parameter.Skip().TakeInteger(1, int.MaxValue);
                    _flags = _flags with { NetTickTime = TimeSpan.FromSeconds(seconds) };
                    break;
                case "inet_dist_listen_min":
                    _flags = _flags with { ListenMin = parameter.Skip().TakePort() };
                    break;
                case "inet_dist_listen_max":
                    _flags = _flags with { ListenMax = parameter.Skip().TakePort() };
                    break;
                case var _ when fromEnvironment:
                    values.Skip().TryTake(out var _);
                    break;
                case var _ when any:
                    return;
                default:
                    throw new ErlFlagException(
                        values.Flag,
                        $"{values.Flag} takes net_ticktime, inet_dist_listen_min and inet_dist_listen_max with a value, not '{name}'.");
            }

            any = true;
        }
    }

    /// <summary>Where erl drops a flag that is given twice, or worse, we ask which one is meant.</summary>
    private static T Once<T>(FlagValues values, object? earlier, T value) =>
        earlier is null || earlier.Equals(value)
            ? value
            : throw new ErlFlagException(
                values.Flag,
                $"{values.Flag} is given twice with different values; see also ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS.");

    /// <summary>The values of one flag, taken from the left.</summary>
    private sealed class FlagValues(string flag, Queue<string> values)
    {
        public FlagValues(string flag, IEnumerable<string> values)
            : this(flag, new Queue<string>(values))
        {
        }

        public FlagValues(string flag, FlagValues shared)
            : this(flag, shared.Values)
        {
        }

        public string Flag => flag;

        public string? Next => values.TryPeek(out var next) ? next : null;

        private Queue<string> Values => values;

        public Queue<string> Rest() => values;

        public FlagValues Skip()
        {
            values.Dequeue();
            return this;
        }

        public bool TryTake(out string value) => values.TryDequeue(out value!);

        public string Take(string what) =>
            values.TryDequeue(out var value) ? value : throw new ErlFlagException(flag, $"{flag} takes {what}.");

        public bool TakeBoolean() =>
            TakeOptionalBoolean() ?? throw new ErlFlagException(flag, $"{flag} takes true or false, not '{Next}'.");

        public bool? TakeOptionalBoolean()
        {
            if (Next is not ("true" or "false"))
            {
                return null;
            }

            return values.Dequeue() == "true";
        }

        public int TakePort() => TakeInteger(1, ushort.MaxValue);

        public int TakeInteger(int min, int max)
        {
            var text = Take($"a number from {min} to {max}");
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw new ErlFlagException(flag, $"{flag} takes a number from {min} to {max}, not '{text}'.");
        }
    }
}
