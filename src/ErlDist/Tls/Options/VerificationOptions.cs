using System.Security.Cryptography.X509Certificates;
using ErlDist.Tls.Expressions;

namespace ErlDist.Tls.Options;

/// <summary>The options about the peer's certificate: who judges it and by what.</summary>
internal static class VerificationOptions
{
    public static OptionEntry[] Entries { get; } =
    [
        new("verify", OptionRoles.Both, "verify_peer or verify_none", OptionUse.Used,
            "whether the peer is verified; absent, a client with authorities verifies and a server doesn't, as in OTP 26 and later")
        {
            Property = nameof(TlsRoleOptions.Verify), Form = OptionForm.Atom, IsLegacy = true, Read = (o, v) => o with { Verify = ReadVerify(v) },
        },
        new("verify_fun", OptionRoles.Both, "{fun M:F/3 or /4,State} or {M,F,State}", OptionUse.Used,
            "a registered .NET function judges; fun inet_tls_dist:verify_client/3 stands for the hosts of net_kernel:allow/1")
        {
            Property = nameof(TlsRoleOptions.VerifyFunction), IsLegacy = true, Read = ReadVerifyFunction,
        },
        new("fail_if_no_peer_cert", OptionRoles.Server, "boolean", OptionUse.Used,
            "whether a client must show a certificate; absent, it must where clients are verified, as in OTP 26 and later")
        {
            Property = nameof(TlsServerOptions.FailIfNoPeerCertificate), Form = OptionForm.Atom, IsLegacy = true,
            Read = (o, v) => o is TlsServerOptions server ? server with { FailIfNoPeerCertificate = v.Flag() } : o,
        },
        new("depth", OptionRoles.Both, "0 to 255", OptionUse.Used, "intermediate certificates that a chain may have; 10")
        {
            Property = nameof(TlsRoleOptions.Depth), IsLegacy = true, Read = (o, v) => o with { Depth = v.Number(0, 255) },
        },
        new("crl_check", OptionRoles.Both, "boolean, peer or best_effort", OptionUse.Used, "which certificates must be on no revocation list")
        {
            Property = nameof(TlsRoleOptions.CrlCheck), Form = OptionForm.Atom, IsLegacy = true, Read = (o, v) => o with { CrlCheck = ReadCrlCheck(v) },
        },
        new("crl_cache", OptionRoles.Both, "{ssl_crl_hash_dir,{internal,[{dir,D}]}} or {ssl_crl_cache,{internal,[{file,F},{http,Milliseconds}]}}",
            OptionUse.Used, "a directory under hash names, files, and what the certificates' distribution points give by HTTP within the time")
        {
            Property = nameof(TlsRoleOptions.CrlDirectory), IsLegacy = true, Read = ReadCrlCache,
        },
        new("partial_chain", OptionRoles.Both, "fun M:F/1", OptionUse.Used, "a registered .NET function names the certificate of the chain to trust")
        {
            Property = nameof(TlsRoleOptions.PartialChain), Read = (o, v) => o with { PartialChain = v.Function<Func<IReadOnlyList<X509Certificate2>, X509Certificate2?>>(1) },
        },
        new("allow_any_ca_purpose", OptionRoles.Both, "boolean (27 on)", OptionUse.Used,
            "true: the extended key usage of authorities doesn't count; false: where they have one, it must fit, as the peer's own must")
        {
            Property = nameof(TlsRoleOptions.AllowAnyCaPurpose), Read = (o, v) => o with { AllowAnyCaPurpose = v.Flag() },
        },
        new("cert_policy_opts", OptionRoles.Both, "[{policy_set,[Oid]},{explicit_policy,boolean}] (27 on)", OptionUse.Used,
            "with explicit_policy, each certificate must have one of the policies; inhibit_policy_mapping and inhibit_any_policy have no effect")
        {
            Property = nameof(TlsRoleOptions.RequiredPolicies), Read = ReadPolicies,
        },
        new("customize_hostname_check", OptionRoles.Client, "[{match_fun,public_key:pkix_verify_hostname_match_fun(https)}] or [{match_fun,fun M:F/2}]",
            OptionUse.Used, "with the function of https a * in a certificate's first label matches; another one is a registered .NET function; fqdn_fun and fail_callback are refused")
        {
            Property = nameof(TlsClientOptions.NameCheck), Read = ReadHostNameCheck,
        },
        new("server_name_indication", OptionRoles.Client, "string, disable, host or node", OptionUse.Used,
            "the name that is sent and that the certificate is checked for: host (absent, as OTP), node = the whole node name, or your own; disable = none is sent or checked")
        {
            Property = nameof(TlsClientOptions.ServerName), Form = OptionForm.Text, Read = ReadServerName,
        },
    ];

    private static TlsVerify ReadVerify(OptionValue value) => value.Term switch
    {
        Atom { Name: "verify_peer" } => TlsVerify.Peer,
        Atom { Name: "verify_none" } => TlsVerify.None,
        _ => throw value.Wrong("verify_peer or verify_none"),
    };

    /// <summary>The function that <c>{Fun,State}</c> or <c>{Mod,Name,State}</c> names.</summary>
    private static TlsRoleOptions ReadVerifyFunction(TlsRoleOptions options, OptionValue value)
    {
        (string module, string name, Term? state) = value.Term switch
        {
            ErlTuple and [ErlExport { Arity: 3 or 4 } fun, var s] => (fun.Module.Name, fun.Function.Name, s),
            ErlTuple and [Atom m, Atom f, var s] => (m.Name, f.Name, (Term?)s),
            _ => throw value.Wrong("{fun Module:Function/3,State} or {Module,Function,State}"),
        };
        if (options is TlsServerOptions server && module == "inet_tls_dist" && name == "verify_client")
        {
            return server with { VerifyAllowedHosts = true };
        }

        Func<TlsVerification, TlsVerdict> function = value.Function<Func<TlsVerification, TlsVerdict>>(module, name);
        return options with { VerifyFunction = v => function(v with { State = state }) };
    }

    private static TlsCrlCheck ReadCrlCheck(OptionValue value) => value.Term switch
    {
        Atom { Name: "true" } => TlsCrlCheck.Chain,
        Atom { Name: "false" } => TlsCrlCheck.Off,
        Atom { Name: "peer" } => TlsCrlCheck.Peer,
        Atom { Name: "best_effort" } => TlsCrlCheck.BestEffort,
        _ => throw value.Wrong("true, false, peer or best_effort"),
    };

    private static TlsRoleOptions ReadCrlCache(TlsRoleOptions options, OptionValue value)
    {
        const string expected = "{ssl_crl_hash_dir,{internal,[{dir,D}]}} or {ssl_crl_cache,{internal,[{file,F},{http,Milliseconds}]}}";
        switch (value.Term)
        {
            case ErlTuple and [Atom { Name: "ssl_crl_hash_dir" }, ErlTuple and [_, ErlList and [ErlTuple and [Atom { Name: "dir" }, var directory]]]]:
                return options with { CrlDirectory = value.With(directory).Text(), CrlFiles = [], CrlFetchTimeout = null };
            case ErlTuple and [Atom { Name: "ssl_crl_cache" }, ErlTuple and [_, ErlList sources]]:
                var files = new List<string>();
                TimeSpan? fetch = null;
                foreach (Term source in sources)
                {
                    switch (source)
                    {
                        case ErlTuple and [Atom { Name: "file" }, var file]:
                            files.Add(value.With(file).Text());
                            break;
                        case ErlTuple and [Atom { Name: "http" }, ErlInteger { Value: > 0 and <= 60_000 and var milliseconds }]:
                            fetch = TimeSpan.FromMilliseconds(milliseconds);
                            break;
                        default:
                            throw value.Wrong(expected);
                    }
                }

                return options with { CrlDirectory = null, CrlFiles = files, CrlFetchTimeout = fetch };
            default:
                throw value.Wrong(expected);
        }
    }

    private static TlsRoleOptions ReadPolicies(TlsRoleOptions options, OptionValue value)
    {
        const string expected = "[{policy_set,[Oid]},{explicit_policy,true}]";
        List<string> policies = [];
        bool isExplicit = false;
        foreach (OptionValue part in value.Elements(expected))
        {
            switch (part.Term)
            {
                case ErlTuple and [Atom { Name: "policy_set" }, ErlList set]:
                    policies = [.. set.Select(oid => ReadOid(part.With(oid)))];
                    break;
                case ErlTuple and [Atom { Name: "explicit_policy" }, var flag]:
                    isExplicit = part.With(flag).Flag();
                    break;
                case ErlTuple and [Atom { Name: "inhibit_policy_mapping" or "inhibit_any_policy" } name, var flag]:
                    if (part.With(flag).Flag())
                    {
                        value.Warn($"has {name.Name}, which has no effect here: .NET's chain building has no such setting");
                    }

                    break;
                default:
                    throw value.Wrong(expected);
            }
        }

        if (isExplicit && policies.Count == 0)
        {
            value.Warn("has explicit_policy without policy_set, which has no effect here: name the policies");
        }

        return options with { RequiredPolicies = isExplicit ? policies : [] };
    }

    private static string ReadOid(OptionValue value) =>
        value.Term is ErlTuple { Count: > 1 } parts && parts.All(p => p is ErlInteger { Value: >= 0 })
            ? string.Join('.', parts)
            : throw value.Wrong("object identifiers such as {2,5,29,32,0}");

    private static TlsRoleOptions ReadServerName(TlsRoleOptions options, OptionValue value)
    {
        TlsServerName name = value.Term switch
        {
            Atom { Name: "host" or "undefined" } => TlsServerName.Host,
            Atom { Name: "node" } => TlsServerName.Node,
            Atom { Name: "disable" } => TlsServerName.Disabled,
            ErlList or ErlBinary => TlsServerName.Of(value.Text()),
            _ => throw value.Wrong("a name, host, node or disable"),
        };
        return options is TlsClientOptions client ? client with { ServerName = name } : options;
    }

    private static TlsRoleOptions ReadHostNameCheck(TlsRoleOptions options, OptionValue value)
    {
        foreach (OptionValue part in value.Elements("a list"))
        {
            options = (options, part.Term) switch
            {
                (TlsClientOptions client, ErlTuple and [Atom { Name: "match_fun" }, var fun]) => ReadMatch(client, value.With(fun)),
                (_, ErlTuple and [Atom { Name: "fqdn_fun" or "fail_callback" } name, _]) => throw RoleOptionReader.Refuse(
                    value.Origin, $"{name.Name} can't be used here; register a function for match_fun, or set server_name_indication"),
                _ => throw value.Wrong("[{match_fun,public_key:pkix_verify_hostname_match_fun(https)}] or [{match_fun,fun Module:Function/2}]"),
            };
        }

        return options;
    }

    private static TlsClientOptions ReadMatch(TlsClientOptions client, OptionValue value)
    {
        if (value.Term.Equals(ExpressionFunctions.HttpsMatch))
        {
            return client with { NameCheck = client.NameCheck | TlsNameCheck.Wildcard };
        }

        if (value.Term is ErlExport { Module.Name: "public_key", Function.Name: "pkix_verify_hostname_match_fun" })
        {
            throw value.Wrong("the call public_key:pkix_verify_hostname_match_fun(https): that function makes the match_fun, it isn't one");
        }

        return client with { NameMatch = value.Function<Func<string, string, bool?>>(2) };
    }
}
