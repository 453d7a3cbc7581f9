using System.Globalization;
using System.Text;
using Akka.Configuration;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Configuration;

/// <summary>
/// erl's flags from the environment, as HOCON that stands between a section and its defaults: they fill in what the
/// section leaves open.
/// </summary>
internal static class ErlFlagsConfig
{
    /// <exception cref="ConfigurationException">A flag that no Akka system can obey.</exception>
    public static Config From(ErlFlags flags)
    {
        if (!flags.DistListen)
        {
            throw new ConfigurationException("-dist_listen false in ERL_AFLAGS, ERL_FLAGS or ERL_ZFLAGS: an Akka system always listens. Take the flag out, or set erl-flags = off.");
        }

        var hocon = new StringBuilder();
        if (flags.Name is { } name)
        {
            CheckName(name, longNames: !flags.ShortName);
            string? host = NodeName.Split(name).Host;
            Add("node-name", Quote(host is null ? name + "@{host}" : name));
            Add("public-hostname", Quote(host));
        }

        Add("cookie", Quote(flags.Cookies.LastOrDefault(flag => flag.Node is null)?.Cookie));
        foreach (ErlCookieFlag flag in flags.Cookies.Where(flag => flag.Node is not null))
        {
            Add($"cookies.{Quote(flag.Node)}", Quote(flag.Cookie));
        }

        Add("hidden", flags.Hidden ? "on" : null);
        Add("proto-dist", Quote(flags.ProtoDist));
        Add("ssl-dist-optfile", Quote(flags.SslDistOptFile));
        Add("ssl-dist-opt", flags.SslDistOpts.Count == 0 ? null : $"[{string.Join(", ", flags.SslDistOpts.SelectMany(opt => opt).Select(Quote))}]");
        Add("start-epmd", flags.StartEpmd ? null : "off");
        Add("erl-epmd-port", flags.ErlEpmdPort?.ToString(CultureInfo.InvariantCulture));
        Add("connect-all", flags.ConnectAll ? null : "off");
        Add("prevent-overlapping-partitions", flags.PreventOverlappingPartitions ? null : "off");
        Add("net-ticktime", Duration(flags.NetTickTime));
        Add("net-tickintensity", flags.NetTickIntensity?.ToString(CultureInfo.InvariantCulture));
        Add("connection-timeout", Duration(flags.NetSetupTime));
        Add("dist-auto-connect", flags.AutoConnect?.ToString().ToLowerInvariant());
        Add("port", flags.ListenMin?.ToString(CultureInfo.InvariantCulture));
        Add("port-max", flags.ListenMax?.ToString(CultureInfo.InvariantCulture));
        return ConfigurationFactory.ParseString(hocon.ToString());

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                hocon.Append(CultureInfo.InvariantCulture, $"{key} = {value}\n");
            }
        }
    }

    private static void CheckName(string name, bool longNames)
    {
        try
        {
            ErlangNodeOptions.CompleteName(name, longNames);
        }
        catch (FormatException failure)
        {
            throw new ConfigurationException($"{(longNames ? "-name" : "-sname")} in ERL_AFLAGS, ERL_FLAGS or ERL_ZFLAGS: {failure.Message}", failure);
        }
    }

    private static string? Duration(TimeSpan? time) => time is { } value ? $"{(long)value.TotalMilliseconds} ms" : null;

    private static string? Quote(string? value) => value is null
        ? null
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
