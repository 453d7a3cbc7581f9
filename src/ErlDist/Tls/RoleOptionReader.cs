using System.Security.Authentication;
using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>Reads the options of one role, with the defaults of OTP 25.</summary>
internal sealed class RoleOptionReader(TlsRoleOptions role, string source, TlsVerifyFunctions functions, List<string> warnings)
{
    private readonly string _role = role is TlsServerOptions ? "server" : "client";

    public TlsRoleOptions Read(ErlList options)
    {
        TlsRoleOptions result = Defaults(options.Count > 0);
        var seen = new HashSet<string>();
        foreach (Term option in options)
        {
            OptionValue value = option switch
            {
                Atom name => new OptionValue(name.Name, Atom.True, _role, source),
                ErlTuple and [Atom name, var term] => new OptionValue(name.Name, term, _role, source),
                _ => throw new TlsOptionException($"{source}: the {_role} has {OptionValue.Shorten(option)} where {{Option,Value}} is due."),
            };

            // As in OTP's property lists, the first of several counts.
            if (seen.Add(value.Name))
            {
                result = Apply(result, value);
            }
        }

        if (_role == "client" && result is { Verify: TlsVerify.None })
        {
            Warn(seen.Contains("verify")
                ? "verifies no server (verify_none): anyone can pose as a peer"
                : "has no verify, which OTP 25 takes as verify_none and OTP 26 as verify_peer: anyone can pose as a peer; set {verify,verify_peer} and cacertfile");
        }

        if (_role == "server" && result is TlsServerOptions { Verify: TlsVerify.Peer } && !seen.Contains("fail_if_no_peer_cert"))
        {
            Warn("has verify_peer without fail_if_no_peer_cert, which OTP 25 takes as false: clients without a certificate pass");
        }

        return result;
    }

    private TlsRoleOptions Defaults(bool hasOptions)
    {
        // inet_tls_dist adds {versions,['tlsv1.2']} where there are options without versions.
        SslProtocols versions = hasOptions ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13;
        return role switch
        {
            TlsServerOptions server => server with { Verify = TlsVerify.None, Versions = versions, FailIfNoPeerCertificate = false },
            TlsClientOptions client => client with { Verify = TlsVerify.None, Versions = versions, NameCheck = TlsNameCheck.ServerName },
            _ => role,
        };
    }

    private TlsRoleOptions Apply(TlsRoleOptions options, OptionValue value)
    {
        if (OptionTable.SocketOptions.Contains(value.Name))
        {
            throw new TlsOptionException(
                $"{source}: the {_role} has the socket option {value.Name}, which the distribution sets itself: remove it.") { Option = value.Name };
        }

        if (OptionTable.Unsupported.TryGetValue(value.Name, out string? why))
        {
            throw new TlsOptionException($"{source}: the option {value.Name} of the {_role} can't be used here: {why}.") { Option = value.Name };
        }

        if (OptionTable.WithoutEffect.TryGetValue(value.Name, out string? instead))
        {
            if (instead.Length > 0)
            {
                Warn($"has {value.Name}, which has no effect here: {instead}");
            }

            return options;
        }

        return OptionTable.Readers.TryGetValue(value.Name, out OptionTable.Reader? read)
            ? read(options, value, this)
            : throw new TlsOptionException(
                $"{source}: the {_role} has {value.Name} = {OptionValue.Shorten(value.Term)}, and there is no such option{OptionNames.Hint(value.Name, OptionTable.Known)}.")
            {
                Option = value.Name,
            };
    }

    /// <summary>The function that <c>{Fun,State}</c> or <c>{Mod,Name,State}</c> names.</summary>
    public TlsRoleOptions ReadVerifyFunction(TlsRoleOptions options, OptionValue value)
    {
        (string module, string name, Term? state) = value.Term switch
        {
            ErlTuple and [ErlExport fun, var s] => (fun.Module.Name, fun.Function.Name, s),
            ErlTuple and [Atom m, Atom f, var s] => (m.Name, f.Name, (Term?)s),
            _ => throw value.Wrong("{fun Module:Function/3,State} or {Module,Function,State}"),
        };
        if (options is TlsServerOptions server && module == "inet_tls_dist" && name == "verify_client")
        {
            return server with { VerifyAllowedHosts = true };
        }

        TlsVerifyFunction function = functions.Find(module, name) ?? throw value.Wrong(
            $"a function that exists here: register a .NET function as {module}:{name} (TlsVerifyFunctions.Add)");
        return options with { VerifyFunction = v => function(v with { State = state }) };
    }

    public void Warn(string what) => warnings.Add($"{source}: the {_role} {what}.");
}
