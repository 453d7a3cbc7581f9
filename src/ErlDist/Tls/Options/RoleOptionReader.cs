using System.Security.Authentication;

namespace ErlDist.Tls.Options;

/// <summary>Reads the options of one role, in the order in which they were given: of several of a name the last counts, as in OTP.</summary>
internal sealed class RoleOptionReader(OptionRoles role, TlsDefaults defaults, TlsFunctions functions, List<string> warnings, List<string> notes)
{
    private static readonly string[] s_singleCertificate = ["cert", "certfile", "key", "keyfile", "password"];

    private IReadOnlyList<GivenOption> _given = [];

    public TlsFunctions Functions => functions;

    private string RoleName => role == OptionRoles.Server ? "server" : "client";

    /// <summary>Reads them.</summary>
    /// <param name="given">The options.</param>
    /// <param name="place">Where an option that was not given would stand.</param>
    public TlsRoleOptions Read(IReadOnlyList<GivenOption> given, Func<string, string> place)
    {
        Dictionary<string, GivenOption> options = LastOfEach(given);
        _given = given;
        TlsRoleOptions result = Defaults(options.Count > 0);
        foreach (GivenOption option in options.Values)
        {
            result = Apply(result, option);
        }

        result = result with { Origins = new OptionOrigins(place, options.ToDictionary(o => o.Key, o => o.Value.Where)) };
        return Complete(result, options);
    }

    /// <summary>The options for a host of <c>sni_hosts</c>: those of the role, and its own behind them.</summary>
    public TlsServerOptions ReadHost(ErlList own)
    {
        var host = new RoleOptionReader(role, defaults, functions, warnings, notes);
        GivenOption hosts = _given.Last(g => g.Name == "sni_hosts");
        GivenOption[] all =
        [
            .. _given.Where(g => g.Name is not ("sni_hosts" or "sni_fun")),
            .. TlsOptionFile.Options(own, hosts.Where).Select(o => o with { Where = $"{hosts.Where}: {o.Name}" }),
        ];
        int before = warnings.Count;
        var result = (TlsServerOptions)host.Read(all, name => $"{hosts.Where}: {name}");

        // What is to be said about the role's own options has been said, or will be.
        warnings.RemoveRange(before, warnings.Count - before);
        return result;
    }

    public void Warn(string sentence) => warnings.Add(sentence);

    public void Note(string sentence) => notes.Add(sentence);

    public static TlsOptionException Refuse(OptionOrigin origin, string why) => new($"{origin} can't be used here: {why}.") { Option = origin.Option };

    private Dictionary<string, GivenOption> LastOfEach(IReadOnlyList<GivenOption> given)
    {
        var last = new Dictionary<string, GivenOption>();
        foreach (GivenOption option in given)
        {
            if (last.Remove(option.Name, out GivenOption? earlier) && !earlier.Value.Equals(option.Value))
            {
                Warn(earlier.Where == option.Where
                    ? $"{option.Where} is given more than once; the last one counts, as in OTP."
                    : $"{option.Where} counts, and {earlier.Where} doesn't: of several the last one counts, as in OTP.");
            }

            last.Add(option.Name, option);
        }

        return last;
    }

    private TlsRoleOptions Defaults(bool hasOptions)
    {
        bool old = defaults == TlsDefaults.Otp25;

        // inet_tls_dist adds {versions,…} where there are options without versions.
        SslProtocols versions = old && hasOptions ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13;
        return role == OptionRoles.Server
            ? new TlsServerOptions { Verify = TlsVerify.None, Versions = versions, FailIfNoPeerCertificate = !old }
            : new TlsClientOptions
            {
                Verify = TlsVerify.None,
                Versions = versions,
                NameCheck = old ? TlsNameCheck.ServerName : TlsNameCheck.ServerName | TlsNameCheck.NodeName | TlsNameCheck.Address,
            };
    }

    private TlsRoleOptions Apply(TlsRoleOptions options, GivenOption option)
    {
        var origin = new OptionOrigin(option.Name, option.Where);
        if (OptionTable.Find(option.Name) is not { } entry)
        {
            throw new TlsOptionException(
                $"{origin}: there is no such option{Misspelling.Hint(option.Name, OptionTable.Entries.Select(e => e.Name))}.") { Option = option.Name };
        }

        var value = new OptionValue(origin, option.Value, this);
        if (!entry.Roles.HasFlag(role))
        {
            return WrongRole(options, entry, value);
        }

        return entry switch
        {
            { Read: { } read } => read(options, value),
            { Use: OptionUse.Refused } => throw Refuse(origin, entry.Text),
            _ => options,
        };
    }

    /// <summary>OTP 26 and later have <c>{option,client_only,…}</c>; one that says false counts as absent for all of them.</summary>
    private TlsRoleOptions WrongRole(TlsRoleOptions options, OptionEntry entry, OptionValue value)
    {
        string other = role == OptionRoles.Server ? "client" : "server";
        if (value.Term is Atom { Name: "false" or "undefined" })
        {
            return options;
        }

        if (defaults == TlsDefaults.Otp25)
        {
            value.Warn($"has no effect: it is for the {other} only, and an error in OTP 26 and later");
            return options;
        }

        throw new TlsOptionException($"{value.Origin}: this option is for the {other} only ({{option,{other}_only,{entry.Name}}} in OTP 26 and later).")
        {
            Option = entry.Name,
        };
    }

    /// <summary>What depends on several options.</summary>
    private TlsRoleOptions Complete(TlsRoleOptions options, Dictionary<string, GivenOption> given)
    {
        if (options.Certificates.Count > 0)
        {
            foreach (string ignored in s_singleCertificate.Where(given.ContainsKey))
            {
                Warn($"{given[ignored].Where} has no effect, since certs_keys is set.");
            }
        }

        if (options is TlsServerOptions { HostOptions.Count: > 0, HostFunction: not null })
        {
            throw options.Origins["sni_fun"].Error("it can't stand beside sni_hosts: take one of them.");
        }

        if (role == OptionRoles.Client && defaults == TlsDefaults.Latest && !given.ContainsKey("verify")
            && (given.ContainsKey("cacertfile") || given.ContainsKey("cacerts")))
        {
            return options with { Verify = TlsVerify.Peer };
        }

        if (options is TlsServerOptions { Verify: TlsVerify.None, FailIfNoPeerCertificate: true } && given.ContainsKey("fail_if_no_peer_cert"))
        {
            throw options.Origins["fail_if_no_peer_cert"].Error($"a {RoleName} that verifies nobody (verify_none) can't demand certificates: set verify to verify_peer.");
        }

        if (options is TlsServerOptions { Verify: TlsVerify.Peer, FailIfNoPeerCertificate: false } && !given.ContainsKey("fail_if_no_peer_cert"))
        {
            Warn($"{options.Origins["fail_if_no_peer_cert"]} is not set beside verify_peer, which OTP 25 takes as false: clients without a certificate pass.");
        }

        return options;
    }
}
