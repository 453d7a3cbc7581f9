using System.Runtime.CompilerServices;
using System.Text;
using ErlDist.Tls;
using ErlDist.Tls.Options;

namespace ErlDist.Tests.Tls;

/// <summary>The table of options: all names of OTP 25 to 29 are in it, and docs/tls.md has it as it is.</summary>
public sealed class OptionTableTests
{
    // ?RULES of ssl_internal.hrl in OTP 25, ssl_config:ssl_options/0 in OTP 29.1, and what ssl:handle_options expands.
    private const string Otp25 =
        "alpn_advertised_protocols alpn_preferred_protocols anti_replay beast_mitigation cacertfile cacerts cert certs_keys certfile"
        + " certificate_authorities ciphers client_renegotiation cookie crl_cache crl_check customize_hostname_check depth dh dhfile early_data eccs"
        + " erl_dist fail_if_no_peer_cert fallback handshake hibernate_after honor_cipher_order honor_ecc_order keep_secrets key keyfile key_update_at"
        + " log_level max_handshake_size middlebox_comp_mode max_fragment_length next_protocols_advertised ocsp_stapling ocsp_responder_certs ocsp_nonce"
        + " padding_check partial_chain password protocol psk_identity receiver_spawn_opts renegotiate_at reuse_session reuse_sessions secure_renegotiate"
        + " sender_spawn_opts server_name_indication session_tickets signature_algs signature_algs_cert sni_fun sni_hosts srp_identity supported_groups"
        + " use_ticket user_lookup_fun verify verify_fun versions";

    private const string Otp29 = " ktls stapling psk_groups stateless_tickets_seed use_srtp cert_policy_opts allow_any_ca_purpose";
    private const string Others = " log_alert client_preferred_next_protocols cb_info";
    private const string Sockets = " recbuf sndbuf keepalive priority nodelay reuseaddr ip inet inet6 packet active binary list mode deliver raw";

    [Fact]
    public void All_names_are_known()
    {
        string[] missing = [.. (Otp25 + Otp29 + Others + Sockets).Split(' ').Where(n => OptionTable.Find(n) is null)];
        Assert.Empty(missing);
    }

    [Fact]
    public void Each_does_something_or_says_why_not()
    {
        foreach (OptionEntry entry in OptionTable.Entries)
        {
            Assert.False(string.IsNullOrWhiteSpace(entry.Text), entry.Name);
            Assert.True(entry.Use == OptionUse.Refused || entry.Read is not null, entry.Name);
            Assert.True(entry.Property is null || typeof(TlsServerOptions).GetProperty(entry.Property) is not null
                || typeof(TlsClientOptions).GetProperty(entry.Property) is not null, entry.Name);
        }
    }

    [Fact]
    public void The_documentation_has_the_table()
    {
        string path = Path.GetFullPath(Path.Combine(Here(), "../../../docs/tls.md"));
        string[] lines = File.ReadAllLines(path);
        int first = Array.IndexOf(lines, "<!-- options -->") + 1;
        int end = Array.IndexOf(lines, "<!-- /options -->");
        string expected = Table();
        if (Environment.GetEnvironmentVariable("ERLDIST_WRITE_DOCS") == "1")
        {
            File.WriteAllLines(path, [.. lines[..first], .. expected.TrimEnd().Split('\n'), .. lines[end..]]);
            return;
        }

        Assert.True(first > 0 && end > first, "docs/tls.md has lost the marks around its table");
        Assert.True(
            expected.TrimEnd() == string.Join('\n', lines[first..end]),
            "docs/tls.md differs from OptionTable: run this test with ERLDIST_WRITE_DOCS=1");
    }

    private static string Table()
    {
        var table = new StringBuilder("| option | role | value | `-ssl_dist_opt` | in code | here |\n|---|---|---|---|---|---|\n");
        foreach (OptionEntry entry in OptionTable.Entries)
        {
            string role = entry.Roles switch { OptionRoles.Both => "both", OptionRoles.Server => "server", _ => "client" };
            string use = entry.Use switch
            {
                OptionUse.Used => "",
                OptionUse.Needless => "no effect: ",
                OptionUse.Unheard => "no effect, with a warning: ",
                _ => "error: ",
            };
            string shape = entry.Shape.Length == 0 ? "" : $"`{entry.Shape}`";
            string property = entry.Property is null ? "" : $"`{entry.Property}`";
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{entry.Name}` | {role} | {shape} | {(entry.IsLegacy ? "yes" : "")} | {property} | {use}{entry.Text} |\n");
        }

        return table.ToString();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
