using System.Net.Security;
using System.Runtime.CompilerServices;
using ErlDist.Testing.Tls;
using ErlDist.Tls.Expressions;
using ErlDist.Tls.Options;

namespace ErlDist.Tests.Tls;

/// <summary>What erl_eval computes in an option file; the values are those of OTP 29's erl.</summary>
public sealed class ExpressionTests
{
    private const string Begin = "<!-- functions -->\n", End = "<!-- /functions -->";

    [Theory]
    [InlineData("1+2*3", "7")]
    [InlineData("(1+2)*3 - -4", "13")]
    [InlineData("7 div 2 + 7 rem -2 bsl 3", "32")]
    [InlineData("-7 div 2", "-3")]
    [InlineData("bnot 5 band 12 bor 1 bxor 2", "11")]
    [InlineData("7/2", "3.5")]
    [InlineData("1.5 + 1", "2.5")]
    [InlineData("1 =:= 1.0", "false")]
    [InlineData("1 == 1.0", "true")]
    [InlineData("1 /= 2 andalso 2 =< 2", "true")]
    [InlineData("true orelse foo:bar()", "true")]
    [InlineData("false andalso 1 + a", "false")]
    [InlineData("not false and true xor true", "false")]
    [InlineData("\"a\" ++ \"b\" ++ \"c\"", "\"abc\"")]
    [InlineData("[1,2,3,1] -- [1] -- [1]", "[1,2,3,1]")]
    [InlineData("[a|[b]]", "[a,b]")]
    [InlineData("#{a => 1+1, \"b\" ++ \"c\" => {x,[$a+1]}}", "#{a => 2,\"bc\" => {x,\"b\"}}")]
    [InlineData("<<\"a\",(1+1):16,$b/integer>>", "<<97,0,2,98>>")]
    [InlineData("begin 1, 2 end", "2")]
    [InlineData("filename:join(\"/etc/\",\"ssl//x\")", "\"/etc/ssl/x\"")]
    [InlineData("filename:join([\"a\",b,<<\"c\">>])", "<<\"a/b/c\">>")]
    [InlineData("filename:join(\"a\",\"/b/\")", "\"/b\"")]
    [InlineData("filename:absname(\"/a/b\")", "\"/a/b\"")]
    [InlineData("filename:absname(\"b\",\"/a\")", "\"/a/b\"")]
    [InlineData("filename:dirname(\"/a/b\")", "\"/a\"")]
    [InlineData("filename:basename(\"/a/b.pem\")", "\"b.pem\"")]
    [InlineData("os:getenv(\"ERLDIST_NO_SUCH\")", "false")]
    [InlineData("os:getenv(\"ERLDIST_NO_SUCH\",\"x\") ++ \"y\"", "\"xy\"")]
    [InlineData("list_to_atom(\"a\" ++ integer_to_list(1))", "a1")]
    [InlineData("lists:append([[1],[2]]) ++ lists:reverse([4,3])", "[1,2,3,4]")]
    [InlineData("lists:concat([a,1,\"b\"])", "\"a1b\"")]
    [InlineData("fun lists:map/2", "fun lists:map/2")]
    [InlineData("lists:all(fun is_atom/1, [a])", "true")]
    [InlineData("length(ssl:cipher_suites(default,'tlsv1.3'))", "21")]
    [InlineData("length(ssl:cipher_suites(exclusive,'tlsv1.2'))", "19")]
    [InlineData("hd(ssl:cipher_suites(default,'tlsv1.2',openssl))", "\"ECDHE-ECDSA-AES256-GCM-SHA384\"")]
    [InlineData("case os:getenv(\"ERLDIST_NO_SUCH\") of false -> none; _ -> some end", "none")]
    [InlineData("if 1 > 2 -> a; true -> b end", "b")]
    [InlineData("[{X,Y} || X <- [1,2,3], X > 1, {a,Y} <- [{a,1},b,{a,2}]]", "[{2,1},{2,2},{3,1},{3,2}]")]
    [InlineData("lists:filter(fun(a) -> true; (_) -> false end, [a,b])", "[a]")]
    [InlineData("length(ssl:filter_cipher_suites(ssl:cipher_suites(default,'tlsv1.3'),[{key_exchange,fun(any) -> true; (_) -> false end}]))", "4")]
    [InlineData("hd(ssl:cipher_suites(default,'tlsv1.3',rfc))", "\"TLS_AES_256_GCM_SHA384\"")]
    public void Is_computed(string expression, string value) => Assert.Equal(Term.Parse(value), ExpressionParser.Evaluate(expression + "."));

    [Theory]
    [InlineData("1 + a", "badarith")]
    [InlineData("1 div 0", "badarith")]
    [InlineData("1 bsl 100000", "system_limit")]
    [InlineData("a ++ \"b\"", "badarg")]
    [InlineData("not 1", "badarg")]
    [InlineData("hd([])", "badarg")]
    [InlineData("os:cmd(\"ls\")", "undef")]
    [InlineData("file:read_file(\"x\")", "undef")]
    [InlineData("public_key:pkix_verify_hostname_match_fun(ldap)", "badarg")]
    [InlineData("X", "unbound_var")]
    public void Fails_for_erls_reason(string expression, string reason) => Assert.Contains(
        reason, Assert.Throws<EvaluationException>(() => ExpressionParser.Evaluate(expression + ".")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1 == 2 == 3.")]
    [InlineData("1 +.")]
    [InlineData("lists:reverse([1].")]
    [InlineData("lists:.")]
    [InlineData("1. 2.")]
    [InlineData("1, 2.")]
    [InlineData("begin 1.")]
    [InlineData("case 1 of 2 -> 2 end.")]
    [InlineData("case x of X -> X end.")]
    [InlineData("begin X = 1, X end.")]
    [InlineData("lists:map(fun(X) -> X; (X, Y) -> Y end, []).")]
    [InlineData("lists:map(fun F(X) -> F(X) end, [1]).")]
    [InlineData("try 1 catch _:_ -> 2 end.")]
    [InlineData("fun() -> ok end.")]
    [InlineData("[{verify_fun, {fun(_, _, S) -> {valid, S} end, []}}].")]
    public void Is_no_expression(string text) => Assert.ThrowsAny<Exception>(() => ExpressionParser.Evaluate(text));

    [Fact]
    public void The_documentation_has_the_functions()
    {
        string path = Path.GetFullPath(Path.Combine(Here(), "../../../docs/tls.md"));
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int first = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        string expected = "| module | functions |\n|---|---|\n" + string.Concat(ExpressionFunctions.Names.Select(name => name.Split(':')).GroupBy(name => name[0]).OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => $"| `{m.Key}` | {string.Join(", ", m.Select(name => $"`{name[1]}`").Order(StringComparer.Ordinal))} |\n"));
        if (Environment.GetEnvironmentVariable("ERLDIST_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..first] + expected + text[end..]);
            return;
        }

        Assert.True(expected == text[first..end], "docs/tls.md differs from ExpressionFunctions: run this test with ERLDIST_WRITE_DOCS=1");
    }

    [Fact]
    public void Authorities_of_the_machine_are_certificates()
    {
        ErlList? list = null;
        try
        {
            list = (ErlList)ExpressionParser.Evaluate("public_key:cacerts_get().");
        }
        catch (EvaluationException e)
        {
            Assert.Contains("no_cacerts_found", e.Message, StringComparison.Ordinal);
        }

        Assert.True(list is null || OptionText.Read("[{client,[{cacerts,public_key:cacerts_get()}]}].", "x.conf").Client.CaCertificates.Count == list.Count);
    }

    [Fact]
    public void Cipher_suites_as_maps_are_the_same_suites()
    {
        IReadOnlyList<TlsCipherSuite> suites = OptionText.Read("[{server,[{ciphers,ssl:cipher_suites(all,'tlsv1.3')}]}].", "x.conf").Server.CipherSuites!;
        Assert.Equal(TlsCipherSuite.TLS_AES_256_GCM_SHA384, suites[0]);
        foreach (TlsCipherSuite suite in suites)
        {
            Assert.Equal(suite, CipherNames.Find(CipherNames.ToMap(suite)));
            Assert.Equal(suite, CipherNames.Find(CipherNames.OpenSsl(suite)));
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
