using ErlDist.Embedding;
using ErlDist.Flags;

namespace ErlDist.Tests.Flags;

public sealed class ErlFlagsTests
{
    [Fact]
    public void Without_anything_the_defaults_are_those_of_erl()
    {
        ErlFlags flags = Parse("");
        Assert.Null(flags.Name);
        Assert.Null(flags.ProtoDist);
        Assert.True(flags.StartEpmd);
        Assert.True(flags.DistListen);
        Assert.False(flags.Hidden);
        Assert.Empty(flags.Cookies);
        Assert.Empty(flags.Arguments);
    }

    [Fact]
    public void Every_flag_arrives()
    {
        ErlFlags flags = Parse(
            "-name a@h -setcookie c -setcookie b@h d -hidden -proto_dist inet6_tls -ssl_dist_optfile f.conf "
            + "-ssl_dist_opt server_certfile s.pem client_verify verify_none -ssl_dist_opt server_depth 2 -start_epmd false "
            + "-erl_epmd_port 19123 -dist_listen false -kernel net_ticktime 8 inet_dist_listen_min 9100 -kernel inet_dist_listen_max 9105");
        Assert.Equal("a@h", flags.Name);
        Assert.False(flags.ShortName);
        Assert.Equal([new ErlCookieFlag(null, "c"), new ErlCookieFlag("b@h", "d")], flags.Cookies);
        Assert.True(flags.Hidden);
        Assert.Equal("inet6_tls", flags.ProtoDist);
        Assert.Equal("f.conf", flags.SslDistOptFile);
        Assert.Equal(
            "server_certfile s.pem client_verify verify_none | server_depth 2",
            string.Join(" | ", flags.SslDistOpts.Select(o => string.Join(' ', o))));
        Assert.False(flags.StartEpmd);
        Assert.Equal(19123, flags.ErlEpmdPort);
        Assert.False(flags.DistListen);
        Assert.Equal(TimeSpan.FromSeconds(8), flags.NetTickTime);
        Assert.Equal((9100, 9105), (flags.ListenMin, flags.ListenMax));
        Assert.Empty(flags.Arguments);
    }

    [Theory]
    [InlineData("ping a@h -setcookie c")]
    [InlineData("-setcookie c ping a@h")]
    [InlineData("ping -setcookie c a@h")]
    [InlineData("ping -hidden a@h -setcookie c")]
    [InlineData("-hidden ping -setcookie c a@h")]
    [InlineData("-hidden true ping a@h")]
    [InlineData("-proto_dist inet_tls ping a@h")]
    [InlineData("-start_epmd false ping a@h")]
    [InlineData("-kernel net_ticktime 5 ping a@h")]
    [InlineData("-kernel shell_history enabled net_ticktime 5 ping a@h")]
    [InlineData("-noinput -smp auto ping -pa ebin -smp a@h -boot start -env A b +K true -heart")]
    [InlineData("-ssl_dist_opt server_depth 1 client_depth 1 ping a@h")]
    [InlineData("-ssl_dist_opt server_depth 1 -- ping a@h")]
    [InlineData("-setcookie b@h c ping a@h")]
    [InlineData("-setcookie c@d -- ping a@h")]
    [InlineData("-sname x -extra ping a@h")]
    public void Flags_may_stand_anywhere(string line) => Assert.Equal(["ping", "a@h"], Parse(line).Arguments);

    [Fact]
    public void Negative_numbers_and_options_with_two_dashes_are_arguments() =>
        Assert.Equal(["send", "a@h", "n", "-5", "--force"], Parse("send a@h -hidden n -5 --force").Arguments);

    [Fact]
    public void The_environment_adds_flags_but_no_arguments()
    {
        ErlFlags flags = Parse(
            "ping a@h",
            ("ERL_AFLAGS", "x -setcookie c"),
            ("ERL_FLAGS", "+K true -hidden -noinput -kernel shell_history enabled net_ticktime 7"),
            ("ERL_ZFLAGS", "-proto_dist inet_tls -extra z"));
        Assert.Equal(["ping", "a@h"], flags.Arguments);
        Assert.Equal("c", Assert.Single(flags.Cookies).Cookie);
        Assert.Equal("inet_tls", flags.ProtoDist);
        Assert.Equal(TimeSpan.FromSeconds(7), flags.NetTickTime);
        Assert.True(flags.Hidden);
    }

    [Fact]
    public void The_first_of_several_names_counts_and_a_short_one_before_a_long_one()
    {
        Assert.Equal("first@h", Parse("-name second@h", ("ERL_AFLAGS", "-name first@h"), ("ERL_FLAGS", "-name third@h")).Name);
        ErlFlags both = Parse("-name long@h.d -sname short");
        Assert.Equal(("short", true), (both.Name, both.ShortName));
    }

    [Theory]
    [InlineData("-evil x", "-evil")]
    [InlineData("-eval x", "-eval can't be done here")]
    [InlineData("ping -", "-")]
    [InlineData("-name", "-name")]
    [InlineData("-sname -hidden", "-sname")]
    [InlineData("-setcookie", "-setcookie")]
    [InlineData("-proto_dist", "-proto_dist")]
    [InlineData("-proto_dist tls", "'tls'")]
    [InlineData("-start_epmd maybe", "'maybe'")]
    [InlineData("-dist_listen", "-dist_listen")]
    [InlineData("-erl_epmd_port 0", "'0'")]
    [InlineData("-erl_epmd_port x", "'x'")]
    [InlineData("-cookie x", "did you mean -setcookie?")]
    [InlineData("-kernel net_ticktime soon", "soon")]
    [InlineData("-kernel net_ticktime 0", "from 1 to 86400, not 0")]
    [InlineData("-kernel net_ticktime {", "'{' is none")]
    [InlineData("-kernel net_setuptime -1", "above 0")]
    [InlineData("-kernel", "-kernel")]
    [InlineData("-kernel inet_dist_use_interface \"127.0.0.1\"", "{127,0,0,1}")]
    [InlineData("-kernel inet_dist_use_interface {127,0,0,256}", "{127,0,0,1}")]
    [InlineData("-kernel inet_dist_listen_min 65536", "from 0 to 65535")]
    [InlineData("-kernel inet_dist_listen_options [{nodely,true}]", "nodely is no option of a socket; did you mean nodelay")]
    [InlineData("-kernel inet_dist_connect_options [{sndbuf,0}]", "sndbuf")]
    [InlineData("-kernel inet_dist_connect_options nodelay", "a list of options")]
    [InlineData("-kernel dist_auto_connect sometimes", "never, once or true")]
    [InlineData("-kernel connect_all 1", "true or false")]
    [InlineData("-kernel global_groups []", "global_groups")]
    [InlineData("-connect_all", "-connect_all")]
    [InlineData("-env X", "-env")]
    [InlineData("-config /no/such/file", "/no/such/file.config")]
    [InlineData("-kernel net_ticktime", "-kernel net_ticktime")]
    [InlineData("-ssl_dist_opt server_depth", "server_depth")]
    [InlineData("-ssl_dist_optfile a -ssl_dist_optfile b", "-ssl_dist_optfile")]
    [InlineData("-setcookie a -setcookie b", "-setcookie")]
    [InlineData("-setcookie n@h a -setcookie n@h b", "-setcookie")]
    [InlineData("-proto_dist inet_tls -proto_dist inet_tcp", "-proto_dist")]
    [InlineData("-args_file /no/such/file", "/no/such/file")]
    [InlineData("-args_file", "-args_file")]
    public void What_is_wrong_is_named(string line, string named) =>
        Assert.Contains(named, Assert.Throws<ErlFlagException>(() => Parse(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_flag_twice_with_one_meaning_is_fine() =>
        Assert.Equal("inet_tls", Parse("-proto_dist inet_tls", ("ERL_FLAGS", "-proto_dist inet_tls")).ProtoDist);

    [Fact]
    public void A_cookie_is_in_no_text() => Assert.DoesNotContain("secret", Parse("-setcookie secret").Cookies[0].ToString());

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" a\tb\nc ", new[] { "a", "b", "c" })]
    [InlineData("'a b' \"c d\" e\\ f g'h'i\"j\"", new[] { "a b", "c d", "e f", "ghij" })]
    [InlineData("'' \"\" a\"\"b", new[] { "", "", "ab" })]
    [InlineData("'x\\y' \"x\\y\" \\\\ $HOME", new[] { "x\\y", "x\\y", "\\", "$HOME" })]
    [InlineData("\"a'b\" 'a\"b' \\' \\\"", new[] { "a'b", "a\"b", "'", "\"" })]
    [InlineData("'unt erm", new[] { "unt erm" })]
    [InlineData("a\\", new[] { "a" })]
    [InlineData("c # d", new[] { "c", "#", "d" })]
    public void Variables_are_split_as_erl_does(string text, string[] words) => Assert.Equal(words, ErlWords.Split(text));

    [Fact]
    public void Files_have_comments() =>
        Assert.Equal(
            ["-a1", "one", "two three", "q # q", "x", "z#", "#"],
            ErlWords.Split("# c -x\n-a1 one 'two three' # t\n\"q # q\" x#y\nz\\# \\# #", comments: true));

    [Fact]
    public void A_file_that_includes_itself_is_an_error() =>
        Assert.Throws<ErlFlagException>(() => ErlArguments.Parse(["-args_file", "f"], _ => null, _ => "-args_file f"));

    private static ErlFlags Parse(string line, params (string Name, string Value)[] environment) =>
        ErlFlags.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            name => environment.FirstOrDefault(v => v.Name == name).Value);
}
