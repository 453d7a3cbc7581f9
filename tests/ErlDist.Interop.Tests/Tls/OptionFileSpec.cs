using ErlDist.Interop.Tests.Nodes;
using ErlDist.Tls.Expressions;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>What an option file may compute: a real erl reads the same texts (<c>ssl_dist_sup:consult/1</c>), and has the same values or none.</summary>
public sealed class OptionFileSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Refused = "refused";

    private static readonly string[] s_texts =
    [
        // Terms and operators.
        "[].", "[{server,[]},{client,[]}].", "{a,\"b\",<<\"c\">>,$d,1.5,16#ff}.", "[a|b].", "#{a => 1}.", "1 + 2 * 3 - 4 div 2.", "-(-3).", "- - 3.", "1 < 2.", "a < \"a\".",
        "{1,2} < {1,3}.", "[1.0] == [1].", "[1.0] =:= [1].", "\"a\" ++ \"b\" ++ [].", "[1,2,3] -- [2].", "1 == 2 == 3.", "not true.", "not 1.", "true and 1.", "true andalso 1.",
        "1 bsl 3 bor 1.", "bnot 7.", "1/0.", "7 rem 0.", "1.0e308 * 10.", "begin 1, 2 end.", "begin end.", "1, 2.", "1. 2.", "1", "", ".", "a.b.", "'a b'.", "\"a\" \"b\".",
        "<<1:4,2:4>>.", "<<\"ab\":8>>.", "<<300>>.", "<<1.5/float>>.", "<<\"é\"/utf8>>.", "#{a => 1}#{b => 2}.", "%% nothing\n[].", "[] % after\n.", "$\\n.", "1_000.", "2#101.",

        // Variables.
        "X.", "X = 1.", "_ = 1.", "_X = 1.", "begin X = 1, X end.", "{_} = {1}.", "_.", "{1,_} = {2,3}.", "[_|_] = [1].", "begin {a,X} = {a,1}, X end.", "{{_} = {1}, 2}.", "[] = [].", "[1] = [2].", "#{a => 1}#{a => 2}.", "#{a => 1}#{b => 1, a => 3}.", "1#{a => 2}.", "lists:map(fun(T) -> {_, V} = T, V end, [{a,1}]).", "[X || X <- [1,2], is_atom(X)].", "[X || X <- [1,2], foo].",

        // case and if.
        "case 1 of 1 -> one; _ -> other end.", "case 2 of 1 -> one; _ -> other end.", "case 2 of 1 -> one end.", "case {a,1} of {a,_} -> yes; {b,_} -> no end.",
        "case x of X -> X end.", "case [1,2] of [_|_] -> full; [] -> empty end.", "case [] of [_|_] -> full; [] -> empty end.", "case \"ab\" of \"a\" ++ _ -> yes; _ -> no end.",
        "case #{k => v} of #{k := v} -> yes; _ -> no end.", "case #{} of #{k := _} -> yes; _ -> no end.", "case 5 of _ when 5 > 3, is_integer(5) -> yes; _ -> no end.",
        "case 5 of _ when hd([]) -> yes; _ -> no end.", "case 5 of _ when false; true -> yes; _ -> no end.", "case os:getenv(\"ERLDIST_NO_SUCH\") of false -> []; _ -> [x] end.",
        "case 1 of 1 -> a, b end.", "case 1 of 1 -> end.", "case 1 of end.", "case 1.0 of 1 -> same; _ -> other end.", "case {1,{2,[3]}} of {1,{2,[3]}} -> deep; _ -> no end.",
        "case a of b -> 1 / 0; a -> fine end.", "case a of b -> foo:bar(); a -> fine end.", "[case 1 of 1 -> a end, case 2 of _ -> b end].", "case 1 of (1) -> one end.", "case -1 of -1 -> minus end.",
        "case {1,1} of {_ = 1, 1} -> yes end.", "if true -> 1 end.", "if false -> 1; true -> 2 end.", "if false -> 1 end.", "if 1 < 2, 2 < 3 -> yes; true -> no end.", "if 1 > 2; 2 < 3 -> yes; true -> no end.", "if a -> 1; true -> 2 end.",

        // Funs and comprehensions.
        "lists:map(fun(X) -> X + 1 end, [1,2]).", "lists:filter(fun(a) -> true; (_) -> false end, [a,b,a]).", "lists:map(fun erlang:atom_to_list/1, [a,b]).",
        "lists:foldl(fun(X, S) -> X + S end, 0, [1,2,3]).", "lists:map(fun(X) when X > 1 -> big; (_) -> small end, [1,2]).", "lists:map(fun(X) -> lists:map(fun(Y) -> X * Y end, [1,2]) end, [3,4]).",
        "lists:map(fun(1) -> one end, [1,2]).", "lists:map(fun(X, Y) -> X end, [1]).", "[X || X <- [1,2,3], X > 1].", "[{X,Y} || X <- [1,2], Y <- [a,b]].", "[X || {a,X} <- [{a,1},b,{a,2}]].",
        "[[Y || Y <- X] || X <- [[1],[2,3]]].", "[X || X <- []].", "[X || X <- a].", "[X || X <- [1], 1].", "lists:map(fun F(0) -> 0; F(N) -> F(N - 1) end, [3]).", "[Y || X <- [1,2], Y <- [X * 2]].", "[X || X <- [1,2]] ++ [3].",
        "lists:map(fun({_, V}) -> V end, [{a,1},{b,2}]).", "lists:any(fun(X) -> X =:= 1 end, [2,1]).", "lists:all(fun erlang:is_atom/1, [a]).", "fun lists:map/2.",

        // Functions.
        "lists:member(a,[a]).", "lists:keyfind(b,1,[{a,1},{b,2}]).", "lists:keyfind(c,1,[{a,1}]).", "lists:keydelete(a,1,[{a,1},{b,2}]).", "proplists:get_value(a,[{a,1}]).", "proplists:get_value(b,[b]).",
        "proplists:get_value(c,[],x).", "lists:seq(1,3).", "lists:seq(3,1).", "lists:seq(1,0).", "lists:nth(2,[a,b]).", "lists:nth(3,[a,b]).", "lists:usort([b,a,b]).", "lists:sort([2,1.0,a]).", "maps:get(a,#{a => 1}).",
        "maps:get(b,#{a => 1}).", "maps:get(b,#{a => 1},x).", "string:trim(\" a \").", "string:tokens(\"a,b\",\",\").", "filename:join([\"a\",b,<<\"c\">>]).", "filelib:is_file(\"/no/such\").", "filelib:is_dir(\"/tmp\").", "tuple_to_list({a,b}).", "max(1,2).",
        "element(2,{a,b}).", "element(3,{a,b}).", "no_such_function(1).", "lists:no_such(1).", "os:type().",

        // Cipher suites.
        "ssl:filter_cipher_suites(ssl:cipher_suites(exclusive,'tlsv1.3'),[{cipher, fun(aes_256_gcm) -> true; (_) -> false end}]).",
        "[maps:get(key_exchange, S) || S <- ssl:filter_cipher_suites([#{key_exchange => ecdhe_rsa,cipher => aes_256_gcm,mac => aead,prf => sha384},#{key_exchange => rsa,cipher => aes_256_gcm,mac => aead,prf => sha384}],[{key_exchange, fun(ecdhe_rsa) -> true; (_) -> false end}])].",
        "hd(ssl:append_cipher_suites([hd(ssl:cipher_suites(exclusive,'tlsv1.3'))], ssl:cipher_suites(exclusive,'tlsv1.3'))).",
        "lists:nth(1,ssl:prepend_cipher_suites([#{key_exchange => any,cipher => aes_128_gcm,mac => aead,prf => sha256}], ssl:cipher_suites(exclusive,'tlsv1.3'))).",
        "hd(ssl:prepend_cipher_suites([{cipher, fun(aes_128_gcm) -> true; (_) -> false end}], ssl:cipher_suites(exclusive,'tlsv1.3'))).",
        "ssl:str_to_suite(\"TLS_AES_256_GCM_SHA384\").", "ssl:suite_to_str(#{key_exchange => any,cipher => aes_128_gcm,mac => aead,prf => sha256}).",
        "ssl:suite_to_openssl_str(#{key_exchange => ecdhe_rsa,cipher => aes_256_gcm,mac => aead,prf => sha384}).",
    ];

    [Fact]
    public async Task A_real_erl_reads_alike()
    {
        string texts = string.Join(',', s_texts.Select(text => $"<<{string.Join(',', System.Text.Encoding.UTF8.GetBytes("%% coding: utf-8\n" + text))}>>"));
        string file = Path.Combine(Path.GetTempPath(), $"erldist-options-{Guid.NewGuid():N}.conf");
        Term theirs = await fixture.Beam.EvalTermAsync(
            $"""
            [begin
                ok = file:write_file("{file}", Text),
                try {"{"}ok, ssl_dist_sup:consult("{file}"){"}"} catch _:_ -> {Refused} end
            end || Text <- [{texts}]]
            """,
            TimeSpan.FromSeconds(30));
        File.Delete(file);
        var differences = new List<string>();
        for (int i = 0; i < s_texts.Length; i++)
        {
            Term wanted = ((ErlList)theirs)[i];
            (Term ours, string why) = Evaluate(s_texts[i]);
            if (!ours.Equals(wanted))
            {
                differences.Add($"{s_texts[i]}\n  erl: {wanted}\n  here: {ours} {why}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static (Term Value, string Why) Evaluate(string text)
    {
        try
        {
            return (Term.Tuple(Atom.Ok, ExpressionParser.Evaluate(text)), "");
        }
        catch (Exception e) when (e is TermTextException or EvaluationException)
        {
            return (Atom.Get(Refused), e.Message);
        }
    }
}
