using System.Text;

namespace ErlDist.Fuzz.Layers;

/// <summary>Erlang text, as in option files and on command lines: what is read and written must be read again as the same.</summary>
internal sealed class TextLayer : IFuzzLayer
{
    private static readonly byte[][] s_seeds =
    [
        .. new[]
        {
            "[{server,[{certfile,\"/etc/ssl/node.pem\"},{verify,verify_peer},{depth,2}]},{client,[{verify_fun,{fun inet_tls_dist:verify_client/3,[]}}]}]",
            "{'quoted atom',\"string \\x{1F600} \\n\",<<\"binary\">>,<<1,2,3:4>>,#{a => 1.5e-10,\"b\" => [x|y]},$a,16#FF,-17,2#1010}",
            "fun lists:map/2",
            "%% coding: utf-8\n[1,2 % comment\n,3]",
            "<<\"h\\303\\244\">>",
            "1.0e308",
            "'\\^A\\e\\s'",
            "[[[[[]]]]]",
            "\"\"",
            "{}",
            "123456789012345678901234567890",
            "\"a\" \"b\"",
            "<0.1.2>",
            "#nr:pt{x = 1,'y z' = [#nr:priv{}]}",
            "<<1:16/little-signed-unit:4,\"ab\"/utf16,<<3:2>>/bits,(2):7>>",
            "(((-1)))",
            "<<1:65536>>",
            "36#zz_ZZ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public string Name => "text";

    public byte[][] MakeCase(Random random)
    {
        byte[] seed = s_seeds[random.Next(s_seeds.Length)];
        byte[] changed = random.Next(4) == 0
            ? [.. Enumerable.Repeat((byte)"[{(\"'<#%$\\"[random.Next(10)], 1 << random.Next(14)), .. seed]
            : Mutator.Mutate(random, seed, s_seeds[random.Next(s_seeds.Length)]);
        return [changed];
    }

    public void Run(byte[][] messages)
    {
        string text = Encoding.UTF8.GetString(messages[0]);
        _ = Term.TryParse(text, out _);
        var term = Term.Parse(text);
        string printed = term.ToString();
        if (!Term.TryParse(printed, out Term? again) || !again.Equals(term))
        {
            throw new FuzzFindException($"{printed} is read as {again}");
        }

        OrderLayer.CheckTwins(term, again);
        TermLayer.Check(term);
    }
}
