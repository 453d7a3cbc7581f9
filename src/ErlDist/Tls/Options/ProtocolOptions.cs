using System.Security.Authentication;

namespace ErlDist.Tls.Options;

/// <summary>The options about the protocol itself: versions, cipher suites, names of protocols, sessions; and the certificates by name.</summary>
internal static class ProtocolOptions
{
    public static OptionEntry[] Entries { get; } =
    [
        new("versions", OptionRoles.Both, "list of 'tlsv1.3' and 'tlsv1.2'", OptionUse.Used,
            "the versions to offer; absent, both, as OTP 29. Older ones are not safe: not offered, with a warning")
        {
            Property = nameof(TlsRoleOptions.Versions), Form = OptionForm.Atoms, IsLegacy = true, Read = (o, v) => o with { Versions = ReadVersions(v) },
        },
        new("ciphers", OptionRoles.Both, "names of OpenSSL or the standards (\"A:B\" or a list), maps, tuples, bytes", OptionUse.Used,
            "the cipher suites to offer; [] = the system's. A role none of whose suites can work is refused at start")
        {
            Property = nameof(TlsRoleOptions.CipherSuites), Form = OptionForm.Text, IsLegacy = true, Read = ReadCiphers,
        },
        new("alpn_advertised_protocols", OptionRoles.Client, "list of binaries", OptionUse.Used, "the protocols to name by ALPN; OTP's distribution names none")
        {
            Property = nameof(TlsRoleOptions.ApplicationProtocols), Read = (o, v) => o with { ApplicationProtocols = ReadProtocols(v) },
        },
        new("alpn_preferred_protocols", OptionRoles.Server, "list of binaries", OptionUse.Used, "the protocols to take by ALPN")
        {
            Property = nameof(TlsRoleOptions.ApplicationProtocols), Read = (o, v) => o with { ApplicationProtocols = ReadProtocols(v) },
        },
        new("reuse_sessions", OptionRoles.Both, "boolean or save", OptionUse.Used,
            "whether a second connection may skip the certificates (TLS 1.2 sessions, TLS 1.3 tickets); the peer's is judged anew all the same, so a server that verifies clients takes up none")
        {
            Property = nameof(TlsRoleOptions.ReuseSessions), Form = OptionForm.Atom, IsLegacy = true,
            Read = (o, v) => o with { ReuseSessions = v.Term is Atom { Name: "save" } || v.Flag() },
        },
        new("client_renegotiation", OptionRoles.Server, "boolean", OptionUse.Used, "whether a client may renegotiate TLS 1.2")
        {
            Property = nameof(TlsRoleOptions.AllowRenegotiation), Read = (o, v) => o with { AllowRenegotiation = v.Flag() },
        },
        new("dhfile", OptionRoles.Server, "file", OptionUse.Unheard,
            "the file must exist. .NET's TLS gives OpenSSL no parameters, so a server does no DHE: its DHE cipher suites are not offered")
        {
            Property = nameof(TlsServerOptions.DhFile), Form = OptionForm.Text, IsLegacy = true,
            Read = (o, v) => o is TlsServerOptions server ? server with { DhFile = v.Text() } : o,
        },
        new("sni_hosts", OptionRoles.Server, "[{Host,[Option]}]", OptionUse.Used,
            "options for clients that ask for a host, over those of the role: certificates, authorities, verification, versions, ciphers")
        {
            Property = nameof(TlsServerOptions.HostOptions), Read = ReadHosts,
        },
        new("sni_fun", OptionRoles.Server, "fun M:F/1", OptionUse.Used, "a registered .NET function gives the options for a host; not together with sni_hosts")
        {
            Property = nameof(TlsServerOptions.HostFunction),
            Read = (o, v) => o is TlsServerOptions server ? server with { HostFunction = v.Function<Func<string, TlsServerOptions?>>(1) } : o,
        },
        new("secure_renegotiate", OptionRoles.Both, "boolean", OptionUse.Used,
            "true is all there is: peers without RFC 5746 are refused. false is an error in OTP 26 and later; here a warning says so")
        {
            Form = OptionForm.Atom, IsLegacy = true, Read = ReadSecureRenegotiate,
        },
        new("protocol", OptionRoles.Both, "tls", OptionUse.Used, "the distribution runs on TLS only")
        {
            Form = OptionForm.Atom, Read = (o, v) => v.Term is Atom { Name: "tls" } ? o : throw v.Wrong("tls; the distribution runs on TLS only"),
        },
        new("handshake", OptionRoles.Both, "full", OptionUse.Used, "hello is for programs that go on by themselves")
        {
            Form = OptionForm.Atom, Read = (o, v) => v.Term is Atom { Name: "full" } ? o : throw v.Wrong("full"),
        },
    ];

    private static SslProtocols ReadVersions(OptionValue value)
    {
        const string expected = "a list of 'tlsv1.3' and 'tlsv1.2'";
        SslProtocols versions = SslProtocols.None;
        foreach (OptionValue version in value.Elements(expected))
        {
            switch (version.Term)
            {
                case Atom { Name: "tlsv1.3" }:
                    versions |= SslProtocols.Tls13;
                    break;
                case Atom { Name: "tlsv1.2" }:
                    versions |= SslProtocols.Tls12;
                    break;
                case Atom { Name: "tlsv1.1" or "tlsv1" } old:
                    value.Warn($"has {old.Name}, which is not safe and not offered");
                    break;
                default:
                    throw value.Wrong(expected);
            }
        }

        return versions != SslProtocols.None ? versions : throw value.Wrong("a list with 'tlsv1.3' or 'tlsv1.2'");
    }

    private static TlsRoleOptions ReadCiphers(TlsRoleOptions options, OptionValue value)
    {
        OptionValue[] suites = value.Term switch
        {
            ErlList { Count: 0 } => [],
            ErlList list when list[0] is not ErlInteger => [.. list.Select(value.With)],
            _ => [.. value.Text().Split(':').Select(n => value.With(Term.CharList(n)))],
        };
        return options with
        {
            CipherSuites = suites.Length == 0 ? null : [.. suites.Select(s => CipherNames.Find(s.Term) ?? throw value.Wrong(
                $"cipher suites by OpenSSL's names (\"A:B\" or [\"A\",\"B\"]) or as ssl:cipher_suites/2 has them, and '{OptionValue.Shorten(s.Term)}' is none"))],
        };
    }

    private static List<string> ReadProtocols(OptionValue value) => [.. value.Elements("a list of binaries").Select(p => p.Text())];

    private static TlsRoleOptions ReadHosts(TlsRoleOptions options, OptionValue value)
    {
        var hosts = new Dictionary<string, TlsServerOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (OptionValue host in value.Elements("[{Host,[Option]}]"))
        {
            if (host.Term is not (ErlTuple and [ErlList { Count: > 0 } name, ErlList own]))
            {
                throw value.Wrong("[{Host,[Option]}]");
            }

            hosts[value.With(name).Text()] = value.Context.ReadHost(own);
        }

        return options is TlsServerOptions server ? server with { HostOptions = hosts } : options;
    }

    private static TlsRoleOptions ReadSecureRenegotiate(TlsRoleOptions options, OptionValue value)
    {
        if (!value.Flag())
        {
            value.Warn("is false, which has no effect here: peers without RFC 5746 are refused (OTP 26 and later take no false)");
        }

        return options;
    }
}
