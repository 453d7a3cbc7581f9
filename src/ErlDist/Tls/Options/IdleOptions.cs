namespace ErlDist.Tls.Options;

/// <summary>The options that have no effect here, each with what happens in its place, and those that are refused, each with the reason.</summary>
internal static class IdleOptions
{
    private const string NoStapling = ".NET asks no OCSP responders about its peers; take crl_check";
    private const string Certificates = "nodes are known by certificates";
    private const string Npn = "NPN is gone from TLS; take ALPN";

    public static OptionEntry[] Entries { get; } =
    [
        Unheard("signature_algs", OptionRoles.Both, "list", "the system's signature algorithms are offered"),
        Unheard("signature_algs_cert", OptionRoles.Both, "list", "the system's signature algorithms are offered"),
        Unheard("eccs", OptionRoles.Both, "list", "the system's curves are offered"),
        Unheard("supported_groups", OptionRoles.Both, "list", "the system's groups are offered"),
        new("honor_cipher_order", OptionRoles.Server, "boolean", OptionUse.Used, "true is all there is: the server's order of cipher suites counts; false has a warning")
        {
            Form = OptionForm.Atom, Read = WarnIfClientsOrder,
        },
        Unheard("honor_ecc_order", OptionRoles.Server, "boolean", "the system chooses the curve"),
        Unheard("dh", OptionRoles.Server, "DER", ".NET's TLS gives OpenSSL no parameters, so a server does no DHE"),
        Unheard("session_tickets", OptionRoles.Both, "atom", "tickets are made and used as reuse_sessions says"),
        Unheard("reuse_session", OptionRoles.Both, "session or fun", "sessions are reused as reuse_sessions says"),
        Unheard("key_update_at", OptionRoles.Both, "bytes", "OpenSSL renews keys by itself"),
        Unheard("renegotiate_at", OptionRoles.Both, "records", "this side doesn't renegotiate"),
        Unheard("max_fragment_length", OptionRoles.Client, "bytes", "records have up to 16 KiB"),
        Unheard("max_handshake_size", OptionRoles.Both, "bytes", "OpenSSL's limits hold: 100 KiB of certificates"),
        Unheard("certificate_authorities", OptionRoles.Both, "boolean", "this side names no authorities to the peer"),
        Unheard("early_data", OptionRoles.Both, "data, enabled or disabled", "no data is sent or taken early"),
        Unheard("keep_secrets", OptionRoles.Both, "boolean, {keylog,Fun} or {keylog_hs,Fun}", ".NET's TLS hands no secrets out; no key log is written"),
        Unheard("log_level", OptionRoles.Both, "atom", "what is logged is decided by the logger: set the level of the category ErlDist.Tls"),
        Unheard("log_alert", OptionRoles.Both, "boolean", "what is logged is decided by the logger: set the level of the category ErlDist.Tls"),
        Unheard("fallback", OptionRoles.Client, "boolean", "this side never falls back to an older version"),
        Unheard("next_protocols_advertised", OptionRoles.Server, "list", Npn),
        Unheard("client_preferred_next_protocols", OptionRoles.Client, "tuple", Npn),
        new("ktls", OptionRoles.Both, "boolean", OptionUse.Unheard, "TLS is done in this process; the wire is the same")
        {
            Form = OptionForm.Atom, IsLegacy = true, Read = WarnIfTrue,
        },
        new("hibernate_after", OptionRoles.Both, "milliseconds or infinity", OptionUse.Needless, "there is no process that could hibernate")
        {
            IsLegacy = true,
            Read = (o, v) => v.Term is Atom { Name: "infinity" or "undefined" } || v.Number(0, int.MaxValue) >= 0 ? o : o,
        },
        Needless("erl_dist", OptionRoles.Both, "boolean", "the distribution is all there is"),
        Needless("middlebox_comp_mode", OptionRoles.Both, "boolean", "OpenSSL is compatible with middleboxes by itself"),
        Needless("receiver_spawn_opts", OptionRoles.Both, "list", "there is no such process"),
        Needless("sender_spawn_opts", OptionRoles.Both, "list", "there is no such process"),
        Needless("cookie", OptionRoles.Server, "boolean", "OpenSSL sends TLS 1.3's cookie by itself; it has nothing to do with the node's cookie"),
        Needless("anti_replay", OptionRoles.Server, "atom or tuple", "no data is taken early, so none can be replayed"),
        Needless("stateless_tickets_seed", OptionRoles.Server, "binary", "OpenSSL makes the keys of tickets by itself"),
        Needless("use_ticket", OptionRoles.Client, "list", "tickets are used as reuse_sessions says"),
        Needless("psk_groups", OptionRoles.Both, "list (29 on)", "no keys are shared beforehand"),
        Needless("padding_check", OptionRoles.Both, "boolean", "TLS 1.0 is not offered"),
        Needless("beast_mitigation", OptionRoles.Both, "atom", "TLS 1.0 is not offered"),
        new("stapling", OptionRoles.Client, "no_staple, staple or map (27 on)", OptionUse.Refused, NoStapling) { Read = RefuseUnless("no_staple") },
        new("ocsp_stapling", OptionRoles.Client, "boolean (to 26)", OptionUse.Refused, NoStapling) { Read = RefuseUnless("false") },
        Refused("ocsp_responder_certs", OptionRoles.Client, "list (to 26)", NoStapling),
        Refused("ocsp_nonce", OptionRoles.Client, "boolean (to 26)", NoStapling),
        Refused("psk_identity", OptionRoles.Both, "string", Certificates),
        Refused("srp_identity", OptionRoles.Both, "{User,Password}", Certificates),
        Refused("user_lookup_fun", OptionRoles.Both, "{Fun,State}", Certificates),
        Refused("use_srtp", OptionRoles.Both, "map", "it is for DTLS; the distribution runs on TLS only"),
        Refused("cb_info", OptionRoles.Both, "tuple", "the carrier (-proto_dist) chooses the transport"),
        Refused("ssl_imp", OptionRoles.Both, "new or old", "there is one TLS here"),
    ];

    private static OptionEntry Unheard(string name, OptionRoles roles, string shape, string instead) =>
        new(name, roles, shape, OptionUse.Unheard, instead) { Read = Warn(instead) };

    private static OptionEntry Needless(string name, OptionRoles roles, string shape, string why) =>
        new(name, roles, shape, OptionUse.Needless, why) { Read = Note(why) };

    private static OptionEntry Refused(string name, OptionRoles roles, string shape, string why) => new(name, roles, shape, OptionUse.Refused, why);

    private static OptionReader Warn(string instead) => (options, value) =>
    {
        value.Warn($"has no effect here: {instead}");
        return options;
    };

    private static OptionReader Note(string why) => (options, value) =>
    {
        value.Context.Note($"{value.Origin} has no effect here: {why}.");
        return options;
    };

    private static TlsRoleOptions WarnIfTrue(TlsRoleOptions options, OptionValue value)
    {
        if (value.Flag())
        {
            value.Warn("has no effect here: TLS is done in this process; the wire is the same");
        }

        return options;
    }

    private static TlsRoleOptions WarnIfClientsOrder(TlsRoleOptions options, OptionValue value)
    {
        if (!value.Flag())
        {
            value.Warn("is false, which has no effect here: the server's order of cipher suites counts");
        }

        return options;
    }

    private static OptionReader RefuseUnless(string off) => (options, value) => value.Term is Atom atom && atom.Name == off
        ? options
        : throw RoleOptionReader.Refuse(value.Origin, NoStapling);
}
