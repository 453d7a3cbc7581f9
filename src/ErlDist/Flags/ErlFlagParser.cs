using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>Gives the arguments of a command line their meaning, one after the other.</summary>
internal sealed class ErlFlagParser(Func<string, string> readFile)
{
    private readonly List<ErlCookieFlag> _cookies = [];
    private readonly List<string[]> _sslDistOpts = [];
    private readonly List<string> _arguments = [];
    private readonly List<string> _configFiles = [];
    private readonly List<string> _passedOver = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, (string Place, string Text)> _kernel = [];
    private readonly Dictionary<string, string> _variables = [];
    private string? _shortName;
    private string? _longName;
    private ErlFlags _flags = new();

    /// <summary>What the arguments meant. Files of -config are read here, since all of the line goes before them.</summary>
    public ErlFlags Finish(IReadOnlyList<string> emulator)
    {
        ReadConfiguration();
        _passedOver.AddRange(emulator);

        // erl starts the node under the short name if both are given, and under the first if there are several.
        return _flags with
        {
            Name = _shortName ?? _longName,
            ShortName = _shortName is not null,
            Cookies = _cookies,
            SslDistOpts = _sslDistOpts,
            Variables = _variables,
            PassedOver = _passedOver,
            Warnings = _warnings,
            Arguments = _arguments,
        };
    }

    public void Add(ErlArgument argument)
    {
        var values = new FlagValues("-" + argument.Flag, argument.Values);
        if (argument.Flag is not null && !TryHonour(argument, values))
        {
            PassOver(argument, values);
        }

        if (argument.IsOnLine)
        {
            _arguments.AddRange(values.Rest());
        }
    }

    private bool TryHonour(ErlArgument argument, FlagValues values)
    {
        switch (argument.Flag)
        {
            case "sname":
                string shortName = values.Take("a name");
                _shortName ??= shortName;
                break;
            case "name":
                string longName = values.Take("a name");
                _longName ??= longName;
                break;
            case "setcookie":
                AddCookie(values, argument.IsOnLine);
                break;
            case "hidden":
                _flags = _flags with { Hidden = values.TakeOptionalBoolean() ?? true };
                break;
            case "connect_all":
                _flags = _flags with { ConnectAll = values.TakeBoolean() };
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
            case "no_epmd":
                _flags = _flags with { StartEpmd = false };
                break;
            case "erl_epmd_port":
                _flags = _flags with { ErlEpmdPort = Once(values, _flags.ErlEpmdPort, values.TakePort()) };
                break;
            case "dist_listen":
                _flags = _flags with { DistListen = values.TakeBoolean() };
                break;
            case "env":
                _variables[values.Take("a variable and its value")] = values.Take("a variable and its value");
                break;
            case "config":
                AddConfigFiles(values, argument.IsOnLine);
                break;
            case "kernel":
                AddKernelParameters(values, argument.IsOnLine);
                break;
            default:
                return false;
        }

        return true;
    }

    private void PassOver(ErlArgument argument, FlagValues values)
    {
        if (argument.IsOnLine && PassedOverFlags.Deeds.Contains(argument.Flag!))
        {
            throw values.Error("can't be done here, where no code of Erlang runs: leave it out");
        }

        bool known = PassedOverFlags.Values.TryGetValue(argument.Flag!, out int own);
        string hint = Misspelling.Hint(argument.Flag!, ErlFlags.Honoured);
        if (PassedOverFlags.Loss(argument.Flag!, argument.Values) is { } loss)
        {
            _warnings.Add($"{values.Flag} {loss}.");
            known = true;
        }
        else if (!known && argument.IsOnLine)
        {
            throw values.Error($"is unknown here{(hint.Length > 0 ? hint.Replace("mean ", "mean -", StringComparison.Ordinal) : ".")} These are known:\n{ErlFlags.Usage}\nErl's other flags are passed over");
        }
        else if (!known && hint.Length > 0)
        {
            _warnings.Add($"{values.Flag} is no flag that is known{hint.Replace("mean ", "mean -", StringComparison.Ordinal)}");
        }
        else
        {
            _passedOver.Add(values.Flag);
        }

        if (argument is { IsOnLine: true, Flag: "smp" } && values.Next is "auto" or "enable" or "disable")
        {
            own = 1;
        }

        for (int i = 0; argument.IsOnLine && i < own && values.TryTake(out _); i++)
        {
        }
    }

    private void AddCookie(FlagValues values, bool isOnLine)
    {
        if (!isOnLine && values.Count > 2)
        {
            _warnings.Add($"{values.Flag} with {values.Count} values has no effect, as with erl: it takes a cookie, or a node and a cookie.");
            return;
        }

        string first = values.Take("a cookie, or a node and a cookie");
        bool forNode = isOnLine ? NodeName.Split(first).Host is not null : values.Count == 1;
        ErlCookieFlag cookie = forNode && values.TryTake(out string? second)
            ? new ErlCookieFlag(first, second)
            : new ErlCookieFlag(null, first);
        ErlCookieFlag? earlier = _cookies.Find(c => c.Node == cookie.Node);
        _ = Once(values, earlier?.Cookie, cookie.Cookie);
        _cookies.Add(cookie);
    }

    private static string TakeProtocol(FlagValues values)
    {
        const string Known = "inet_tls, inet6_tls, inet_tcp or inet6_tcp";
        string protocol = values.Take(Known);
        return protocol is "inet_tls" or "inet6_tls" or "inet_tcp" or "inet6_tcp"
            ? protocol
            : throw values.Error($"takes {Known}, not '{protocol}'");
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

    /// <summary>On the line the first is a file, and so is each that follows and ends as one.</summary>
    private void AddConfigFiles(FlagValues values, bool isOnLine)
    {
        _configFiles.Add(values.Take("a file"));
        while (values.Next is { } next && (!isOnLine || next.EndsWith(".config", StringComparison.Ordinal)))
        {
            _configFiles.Add(values.Take("a file"));
        }
    }

    /// <summary>As application_controller has it: of one flag the first value of a parameter counts, of several flags the last.</summary>
    private void AddKernelParameters(FlagValues values, bool isOnLine)
    {
        var seen = new HashSet<string>();
        while (values.Next is { } name && (!isOnLine || seen.Count == 0 || KernelParameters.IsKnown(name)))
        {
            values.TryTake(out _);
            if (!values.TryTake(out string? text))
            {
                throw values.Error($"{name} takes a value");
            }

            if (seen.Add(name))
            {
                _kernel[name] = ($"{values.Flag} {name}", text);
            }
        }

        if (seen.Count == 0)
        {
            throw values.Error("takes parameters, each with a value");
        }
    }

    private void ReadConfiguration()
    {
        var files = new SysConfig(readFile);
        _configFiles.ForEach(files.Load);
        foreach (string name in files.Ssl)
        {
            if (PassedOverFlags.Loss("ssl", [name]) is { } loss)
            {
                _warnings.Add($"ssl {name} of a -config file {loss}.");
            }
        }

        IEnumerable<(string Key, string Place, Term Value)> all = files.Kernel.Where(p => !_kernel.ContainsKey(p.Key)).Select(p => (p.Key, p.Value.Place, p.Value.Value))
            .Concat(_kernel.Select(p => (p.Key, p.Value.Place, Value: ParseValue(p.Value.Place, p.Value.Text))));
        foreach ((string name, string place, Term value) in all.ToList())
        {
            _flags = KernelParameters.Apply(_flags, name, new KernelValue(place, value, _warnings, _passedOver));
        }
    }

    private static Term ParseValue(string place, string text)
    {
        try
        {
            return Term.Parse(text);
        }
        catch (TermTextException e)
        {
            throw new ErlFlagException(place, $"{place} takes an Erlang term, and '{text}' is none: {e.Reason} at column {e.Column}.", e);
        }
    }

    /// <summary>Where erl drops a flag that is given twice, or worse, we ask which one is meant.</summary>
    private static T Once<T>(FlagValues values, object? earlier, T value) =>
        earlier is null || earlier.Equals(value)
            ? value
            : throw values.Error("is given twice with different values; see also ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS and files of -args_file");
}
