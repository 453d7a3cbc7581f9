using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>The options of OTP's ssl application by name: what each becomes here.</summary>
internal static class OptionTable
{
    public delegate TlsRoleOptions Reader(TlsRoleOptions options, OptionValue value, RoleOptionReader context);

    /// <summary>Options that are used.</summary>
    public static FrozenDictionary<string, Reader> Readers { get; } = new Dictionary<string, Reader>
    {
        ["certfile"] = (o, v, _) => o with { CertificateFile = v.Text() },
        ["keyfile"] = (o, v, _) => o with { KeyFile = v.Text() },
        ["password"] = (o, v, _) => o with { Password = v.Text() },
        ["cacertfile"] = (o, v, _) => o with { CaCertificateFile = v.Text() },
        ["cacerts"] = (o, v, _) => o with { CaCertificates = [.. DerList(v).Select(der => LoadCertificate(v, der))] },
        ["cert"] = ReadCertificate,
        ["key"] = ReadKey,
        ["verify"] = (o, v, _) => o with { Verify = ReadVerify(v) },
        ["verify_fun"] = (o, v, c) => c.ReadVerifyFunction(o, v),
        ["fail_if_no_peer_cert"] = (o, v, c) => ReadFailIfNoPeerCertificate(o, v.Flag(), c),
        ["crl_check"] = (o, v, _) => o with { CrlCheck = ReadCrlCheck(v) },
        ["crl_cache"] = ReadCrlCache,
        ["depth"] = (o, v, _) => o with { Depth = v.Number(0, 255) },
        ["ciphers"] = (o, v, _) => o with { CipherSuites = ReadCiphers(v) },
        ["versions"] = (o, v, c) => o with { Versions = ReadVersions(v, c) },
        ["server_name_indication"] = ReadServerName,
        ["customize_hostname_check"] = ReadHostNameCheck,
        ["reuse_sessions"] = (o, v, _) => o with { ReuseSessions = v.Term is Atom { Name: "save" } || v.Flag() },
        ["session_tickets"] = (o, v, _) => ReadSessionTickets(o, v),
        ["secure_renegotiate"] = ReadSecureRenegotiate,
        ["client_renegotiation"] = (o, v, _) => o with { AllowRenegotiation = v.Flag() },
        ["alpn_advertised_protocols"] = (o, v, _) => o with { ApplicationProtocols = ReadProtocols(v) },
        ["alpn_preferred_protocols"] = (o, v, _) => o with { ApplicationProtocols = ReadProtocols(v) },
        ["hibernate_after"] = (o, v, _) => v.Term is Atom { Name: "infinity" or "undefined" } ? o : Ignore(o, v.Number(0, int.MaxValue)),
        ["dhfile"] = (o, v, c) => Ignored(o, v.Text(), c, "has dhfile, which has no effect here: OpenSSL chooses the parameters of DHE by itself"),
        ["honor_cipher_order"] = (o, v, _) => Ignore(o, v.Flag()),
        ["ktls"] = (o, v, c) => v.Flag() ? Ignored(o, true, c, "has ktls, which has no effect here: TLS is done in this process; the wire is the same") : o,
        ["keep_secrets"] = (o, v, _) => Ignore(o, v.Flag()),
        ["log_level"] = (o, v, _) => v.Term is Atom ? o : throw v.Wrong("a level such as notice or debug"),
        ["protocol"] = (o, v, _) => v.Term is Atom { Name: "tls" } ? o : throw v.Wrong("tls; the distribution runs on TLS only"),
        ["handshake"] = (o, v, _) => v.Term is Atom { Name: "full" } ? o : throw v.Wrong("full"),
    }.ToFrozenDictionary();

    /// <summary>Options that have no effect; the text says why, and is empty where nobody would miss it.</summary>
    public static FrozenDictionary<string, string> WithoutEffect { get; } = new Dictionary<string, string>
    {
        ["erl_dist"] = "",
        ["max_handshake_size"] = "",
        ["middlebox_comp_mode"] = "",
        ["receiver_spawn_opts"] = "",
        ["sender_spawn_opts"] = "",
        ["cookie"] = "",
        ["certificate_authorities"] = "",
        ["anti_replay"] = "",
        ["use_ticket"] = "",
        ["padding_check"] = "",
        ["beast_mitigation"] = "",
        ["fallback"] = "",
        ["dh"] = "OpenSSL chooses the parameters of DHE by itself",
        ["early_data"] = "no data is sent early",
        ["eccs"] = "the system's curves are offered",
        ["supported_groups"] = "the system's curves are offered",
        ["signature_algs"] = "the system's signature algorithms are offered",
        ["signature_algs_cert"] = "the system's signature algorithms are offered",
        ["honor_ecc_order"] = "the system chooses the curve",
        ["key_update_at"] = "OpenSSL renews keys by itself",
        ["renegotiate_at"] = "this side doesn't renegotiate",
        ["max_fragment_length"] = "records have up to 16 KiB",
        ["reuse_session"] = "sessions are reused by reuse_sessions only",
        ["next_protocols_advertised"] = "NPN is gone from TLS",
        ["client_preferred_next_protocols"] = "NPN is gone from TLS",
    }.ToFrozenDictionary();

    /// <summary>Options whose meaning can't be had here and would be missed.</summary>
    public static FrozenDictionary<string, string> Unsupported { get; } = new Dictionary<string, string>
    {
        ["ocsp_stapling"] = ".NET has no OCSP check of its own peers; take crl_check",
        ["stapling"] = ".NET has no OCSP check of its own peers; take crl_check",
        ["ocsp_responder_certs"] = ".NET has no OCSP check of its own peers; take crl_check",
        ["ocsp_nonce"] = ".NET has no OCSP check of its own peers; take crl_check",
        ["partial_chain"] = "trust ends at a root; list it in cacertfile",
        ["certs_keys"] = "one certificate a role; take certfile and keyfile",
        ["sni_hosts"] = "one certificate a role",
        ["sni_fun"] = "one certificate a role",
        ["psk_identity"] = "nodes are known by certificates",
        ["srp_identity"] = "nodes are known by certificates",
        ["user_lookup_fun"] = "nodes are known by certificates",
        ["cb_info"] = "the carrier chooses the transport",
    }.ToFrozenDictionary();

    /// <summary>What a socket takes and TLS options must leave alone (chapter 4.3).</summary>
    public static FrozenSet<string> SocketOptions { get; } = new[]
    {
        "packet", "packet_size", "active", "binary", "list", "mode", "deliver", "nodelay", "header", "delay_send", "buffer", "recbuf",
        "sndbuf", "raw", "ip", "ifaddr", "port", "fd", "inet", "inet6", "local", "backlog", "reuseaddr", "reuseport", "keepalive",
        "linger", "priority", "tos", "tclass", "send_timeout", "send_timeout_close", "exit_on_close", "show_econnreset", "ipv6_v6only",
        "high_watermark", "low_watermark", "high_msgq_watermark", "low_msgq_watermark", "line_delimiter", "bind_to_device", "netns",
    }.ToFrozenSet();

    /// <summary>All names, to find the one that was meant.</summary>
    public static IEnumerable<string> Known => Readers.Keys.Concat(WithoutEffect.Keys).Concat(Unsupported.Keys);

    private static TlsRoleOptions Ignore<T>(TlsRoleOptions options, T checkedValue)
    {
        _ = checkedValue;
        return options;
    }

    private static TlsRoleOptions Ignored<T>(TlsRoleOptions options, T checkedValue, RoleOptionReader context, string warning)
    {
        context.Warn(warning);
        return Ignore(options, checkedValue);
    }

    private static TlsVerify ReadVerify(OptionValue value) => value.Term switch
    {
        Atom { Name: "verify_peer" } => TlsVerify.Peer,
        Atom { Name: "verify_none" } => TlsVerify.None,
        _ => throw value.Wrong("verify_peer or verify_none"),
    };

    private static TlsCrlCheck ReadCrlCheck(OptionValue value) => value.Term switch
    {
        Atom { Name: "true" } => TlsCrlCheck.Chain,
        Atom { Name: "false" } => TlsCrlCheck.Off,
        Atom { Name: "peer" } => TlsCrlCheck.Peer,
        Atom { Name: "best_effort" } => TlsCrlCheck.BestEffort,
        _ => throw value.Wrong("true, false, peer or best_effort"),
    };

    private static TlsRoleOptions ReadFailIfNoPeerCertificate(TlsRoleOptions options, bool fail, RoleOptionReader context)
    {
        if (options is TlsServerOptions server)
        {
            return server with { FailIfNoPeerCertificate = fail };
        }

        context.Warn("has fail_if_no_peer_cert, which is for the server only; OTP 26 refuses it here");
        return options;
    }

    private static TlsRoleOptions ReadCrlCache(TlsRoleOptions options, OptionValue value, RoleOptionReader context)
    {
        switch (value.Term)
        {
            case ErlTuple and [Atom { Name: "ssl_crl_hash_dir" }, ErlTuple and [_, ErlList and [ErlTuple and [Atom { Name: "dir" }, var directory]]]]:
                return options with { CrlDirectory = (value with { Term = directory }).Text() };
            case ErlTuple and [Atom { Name: "ssl_crl_cache" }, ErlTuple and [_, ErlList sources]]:
                var files = new List<string>();
                foreach (Term source in sources)
                {
                    switch (source)
                    {
                        case ErlTuple and [Atom { Name: "file" }, var file]:
                            files.Add((value with { Term = file }).Text());
                            break;
                        case ErlTuple and [Atom { Name: "http" }, ErlInteger]:
                            context.Warn("has crl_cache with http: no lists are fetched; keep them in a directory (ssl_crl_hash_dir)");
                            break;
                        default:
                            throw value.Wrong("{ssl_crl_cache,{internal,[{file,F}]}}");
                    }
                }

                return options with { CrlFiles = files };
            default:
                throw value.Wrong("{ssl_crl_hash_dir,{internal,[{dir,D}]}} or {ssl_crl_cache,{internal,[{file,F}]}}");
        }
    }

    private static SslProtocols ReadVersions(OptionValue value, RoleOptionReader context)
    {
        SslProtocols versions = SslProtocols.None;
        foreach (Term version in value.Term as ErlList ?? throw value.Wrong("a list of 'tlsv1.3' and 'tlsv1.2'"))
        {
            switch (version)
            {
                case Atom { Name: "tlsv1.3" }:
                    versions |= SslProtocols.Tls13;
                    break;
                case Atom { Name: "tlsv1.2" }:
                    versions |= SslProtocols.Tls12;
                    break;
                case Atom { Name: "tlsv1.1" or "tlsv1" } old:
                    context.Warn($"has the version {old.Name}, which is not safe and not offered");
                    break;
                default:
                    throw value.Wrong("a list of 'tlsv1.3' and 'tlsv1.2'");
            }
        }

        return versions != SslProtocols.None ? versions : throw value.Wrong("a list with 'tlsv1.3' or 'tlsv1.2'");
    }

    private static List<TlsCipherSuite> ReadCiphers(OptionValue value)
    {
        const string expected = "OpenSSL's names, \"A:B\" or [\"A\",\"B\"]";
        IEnumerable<string> names = value.Term is ErlList { Count: > 0 } list && list[0] is not ErlInteger
            ? list.Select(n => (value with { Term = n }).Text())
            : value.Text().Split(':');
        return [.. names.Select(n => CipherNames.Find(n) ?? throw value.Wrong($"{expected}, and '{n}' is none"))];
    }

    private static TlsRoleOptions ReadServerName(TlsRoleOptions options, OptionValue value, RoleOptionReader context)
    {
        TlsServerName name = value.Term switch
        {
            Atom { Name: "host" or "undefined" } => TlsServerName.Host,
            Atom { Name: "node" } => TlsServerName.Node,
            Atom { Name: "disable" } => TlsServerName.Disabled,
            ErlList or ErlBinary => TlsServerName.Of(value.Text()),
            _ => throw value.Wrong("a name, host, node or disable"),
        };
        if (options is TlsClientOptions client)
        {
            return client with { ServerName = name };
        }

        context.Warn("has server_name_indication, which is for the client only");
        return options;
    }

    private static TlsRoleOptions ReadHostNameCheck(TlsRoleOptions options, OptionValue value, RoleOptionReader context)
    {
        if (value.Term is not ErlList list)
        {
            throw value.Wrong("a list");
        }

        if (list.Count == 0 || options is not TlsClientOptions client)
        {
            return options;
        }

        if (list is not [ErlTuple and [Atom { Name: "match_fun" }, ErlExport or ErlFun]])
        {
            throw value.Wrong("[{match_fun,Fun}], which is taken for public_key:pkix_verify_hostname_match_fun(https)");
        }

        context.Warn("has a match_fun, which is taken for the one of https: a * in a certificate's first label matches");
        return client with { NameCheck = client.NameCheck | TlsNameCheck.Wildcard };
    }

    private static TlsRoleOptions ReadSessionTickets(TlsRoleOptions options, OptionValue value) => value.Term switch
    {
        Atom { Name: "disabled" or "stateful" or "stateless" or "stateful_with_cert" or "stateless_with_cert" or "auto" or "manual" } => options,
        _ => throw value.Wrong("disabled, stateful, stateless, auto or manual"),
    };

    private static TlsRoleOptions ReadSecureRenegotiate(TlsRoleOptions options, OptionValue value, RoleOptionReader context) => value.Flag()
        ? options
        : Ignored(options, false, context, "has secure_renegotiate false, which has no effect here: peers without RFC 5746 are refused");

    private static List<string> ReadProtocols(OptionValue value) =>
        [.. (value.Term as ErlList ?? throw value.Wrong("a list of binaries")).Select(p => (value with { Term = p }).Text())];

    private static IEnumerable<ReadOnlyMemory<byte>> DerList(OptionValue value) =>
        (value.Term as ErlList ?? throw value.Wrong("a list of DER binaries"))
        .Select(c => c is ErlBinary binary ? binary.Bytes : throw value.Wrong("a list of DER binaries"));

    private static X509Certificate2 LoadCertificate(OptionValue value, ReadOnlyMemory<byte> der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der.Span);
        }
        catch (CryptographicException)
        {
            throw value.Wrong("certificates in DER");
        }
    }

    private static TlsRoleOptions ReadCertificate(TlsRoleOptions options, OptionValue value, RoleOptionReader context)
    {
        X509Certificate2[] chain = value.Term is ErlBinary single
            ? [LoadCertificate(value, single.Bytes)]
            : [.. DerList(value).Select(der => LoadCertificate(value, der))];
        if (chain.Length == 0)
        {
            throw value.Wrong("a certificate in DER, or a list of them");
        }

        // The key may have come first.
        X509Certificate2 own = options.Key is { } key ? TlsCredentials.Join(chain[0], key) : chain[0];
        return options with { Certificate = own, CertificateChain = chain[1..] };
    }

    private static TlsRoleOptions ReadKey(TlsRoleOptions options, OptionValue value, RoleOptionReader context)
    {
        const string expected = "{'PrivateKeyInfo',DER}, {'RSAPrivateKey',DER} or {'ECPrivateKey',DER}";
        if (value.Term is not (ErlTuple and [Atom kind, ErlBinary der]))
        {
            throw value.Wrong(expected);
        }

        try
        {
            byte[] bytes = der.Bytes.ToArray();
            AsymmetricAlgorithm key = kind.Name switch
            {
                "PrivateKeyInfo" => PrivateKeyFile.ImportPkcs8(bytes),
                "RSAPrivateKey" or "rsa" => PrivateKeyFile.ImportRsa(bytes),
                "ECPrivateKey" => PrivateKeyFile.ImportEc(bytes),
                _ => throw value.Wrong(expected),
            };
            return options with
            {
                Key = key,
                Certificate = options.Certificate is { } certificate ? TlsCredentials.Join(certificate, key) : null,
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw value.Wrong(expected);
        }
    }
}
