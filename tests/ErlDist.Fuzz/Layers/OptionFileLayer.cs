using System.Text;
using ErlDist.Testing.Tls;
using ErlDist.Tls;

namespace ErlDist.Fuzz.Layers;

/// <summary>Option files and the values of single options: whatever they hold is read or refused by a <see cref="TlsOptionException"/>.</summary>
internal sealed class OptionFileLayer : IFuzzLayer
{
    private static readonly byte[][] s_seeds =
    [
        .. new[]
        {
            "[{server,[{certfile,\"/etc/ssl/node.pem\"},{verify,verify_peer},{depth,2},{fail_if_no_peer_cert,true}]},{client,[{cacertfile,\"ca.pem\"}]}].",
            "%% coding: utf-8\n[{server,[{certfile,filename:join([os:getenv(\"HOME\",\"/\"),\"a\" ++ \"b\"])}]}].",
            "[{client,[{customize_hostname_check,[{match_fun,public_key:pkix_verify_hostname_match_fun(https)}]},{versions,['tlsv1.3','tlsv1.2']}]}].",
            "[{server,[{ciphers,ssl:cipher_suites(default,'tlsv1.2',openssl)},{depth,(1+2)*3 rem 4 bsl 1},{dhfile,\"x\"},{ktls,not false}]}].",
            "[{server,[{certs_keys,[#{certfile => \"a\",password => \"\"}]},{sni_hosts,[{\"h\",[{certfile,\"c\"}]}]},{ciphers,[{ecdhe_rsa,aes_128_gcm,aead,sha256}]}]}].",
            "[{server,[{crl_cache,{ssl_crl_cache,{internal,[{http,1000},{file,\"f\"}]}}},{crl_check,peer},{cert,<<1,2>>},{key,{'ECPrivateKey',<<1>>}}]}].",
            "[{server,[{cert_policy_opts,[{policy_set,[{2,5,29,32,0}]},{explicit_policy,true}]},{recbuf,1000},{psk_groups,[]},inet6]}].",
            "begin 1 =:= 1.0 andalso [] -- [a], [{server,lists:append([[],[]])}] end.",
            "[{client,[{server_name_indication,node},{verify_fun,{fun a:b/3,[]}}]}].",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public string Name => "option-file";

    public byte[][] MakeCase(Random random)
    {
        byte[] seed = s_seeds[random.Next(s_seeds.Length)];
        byte[] changed = random.Next(6) == 0
            ? [.. Enumerable.Repeat((byte)"[{(\"'<#-$+b"[random.Next(11)], 1 << random.Next(14)), .. seed]
            : Mutator.Mutate(random, seed, s_seeds[random.Next(s_seeds.Length)]);
        return [changed];
    }

    public void Run(byte[][] messages)
    {
        string text = Encoding.Latin1.GetString(messages[0]);
        Only(() => OptionText.Read(text, "fuzz.conf"));
        Only(() => OptionText.Read(text, "fuzz.conf", defaults: TlsDefaults.Otp25));
        string[] words = text.Split(' ', 3);
        Only(() => OptionText.FromArguments([["server_" + words[0], text[words[0].Length..], "server_versions", words[^1], "client_verify_fun", text]]));
    }

    private static void Only(Action read)
    {
        try
        {
            read();
        }
        catch (TlsOptionException)
        {
            // What is wrong is said so.
        }
    }
}
