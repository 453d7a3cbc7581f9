using System.Net;
using ErlDist.Embedding;
using ErlDist.Nodes;

namespace ErlDist.Tests.Flags;

/// <summary>The files of a release, and kernel parameters from wherever they come.</summary>
public sealed class ReleaseFlagsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("release-flags-").FullName;

    [Fact]
    public void A_releases_own_vm_args_serves()
    {
        string file = Write("vm.args", """
            ## Name of the node
            -name shop@host.example
            -setcookie 'secret cookie'
            -heart
            +K true +A 30
            +P 1048576
            -env ERL_MAX_PORTS 4096
            -env ERL_EPMD_PORT 14369
            -smp auto
            -mode embedded
            -boot_var RELEASE_LIB ../lib
            -pa one two three
            -kernel inet_dist_listen_min 9100 inet_dist_listen_max 9105 shell_history enabled
            -sasl sasl_error_logger false
            -elixir ansi_enabled true
            -noshell -noinput
            -user Elixir.IEx.CLI
            -shop port 8080
            -extra --no-halt
            """);

        ErlFlags flags = Parse(["serve", "-args_file", file]);

        Assert.Equal(("shop@host.example", false), (flags.Name, flags.ShortName));
        Assert.Equal("secret cookie", Assert.Single(flags.Cookies).Cookie);
        Assert.Equal((9100, 9105), (flags.ListenMin, flags.ListenMax));
        Assert.Equal(["serve"], flags.Arguments);
        Assert.Equal("4096", flags.Variables["ERL_MAX_PORTS"]);
        Assert.Equal(14369, flags.ToEpmdOptions(_ => null).Port);
        Assert.Empty(flags.Warnings);
        Assert.Equal(
            ["-heart", "-smp", "-mode", "-boot_var", "-pa", "-sasl", "-elixir", "-noshell", "-noinput", "-user", "-shop", "-kernel shell_history", "+K true", "+A 30", "+P 1048576"],
            flags.PassedOver);
    }

    [Theory]
    [InlineData("-kernel inet_dist_use_interface {127,0,0,1}")]
    [InlineData("-kernel inet_dist_listen_options [{ip,{127,0,0,1}}] net_ticktime 8 net_tickintensity 8")]
    public void The_environment_counts_as_the_command_line(string words)
    {
        ErlFlags environment = Parse([], ("ERL_FLAGS", words)), line = Parse(words.Split(' '));

        Assert.Equal(line.UseInterface, environment.UseInterface);
        Assert.Equal(line.ListenSocket, environment.ListenSocket);
        Assert.Equal((line.NetTickTime, line.NetTickIntensity), (environment.NetTickTime, environment.NetTickIntensity));
        Assert.Equal(IPAddress.Loopback, line.UseInterface ?? line.ListenSocket.Address);
    }

    [Fact]
    public void Every_parameter_of_kernel_arrives()
    {
        var options = ErlangNodeOptions.FromFlags(Parse([
            "-setcookie", "c", "-connect_all", "false",
            "-kernel", "net_ticktime", "8", "net_tickintensity", "5", "net_setuptime", "0.5", "dist_auto_connect", "once",
            "prevent_overlapping_partitions", "false", "inet_dist_use_interface", "{0,0,0,0,0,0,0,1}", "dist_nodelay", "false",
            "inet_dist_listen_options", "[{sndbuf,65536},{recbuf,32768},{keepalive,true},{backlog,5},{tos,16},{priority,3},{linger,{true,2}},{buffer,1024},{reuseaddr,true}]",
            "inet_dist_connect_options", "[{nodelay,true},{ip,{127,0,0,2}}]",
        ]));

        Assert.Equal(TimeSpan.FromSeconds(8), options.NetTickTime);
        Assert.Equal(5, options.NetTickIntensity);
        Assert.Equal(TimeSpan.FromSeconds(0.5), options.NetSetupTime);
        Assert.Equal(AutoConnect.Once, options.AutoConnect);
        Assert.False(options.ConnectAll);
        Assert.False(options.PreventOverlappingPartitions);
        Assert.Equal(IPAddress.IPv6Loopback, options.ListenAddress);
        Assert.Equal(
            new SocketSettings
            {
                NoDelay = false,
                SendBufferSize = 65_536,
                ReceiveBufferSize = 32_768,
                KeepAlive = true,
                Backlog = 5,
                TypeOfService = 16,
                Priority = 3,
                Linger = TimeSpan.FromSeconds(2),
            },
            options.ListenSocket);
        Assert.Equal(new SocketSettings { NoDelay = true, Address = IPAddress.Parse("127.0.0.2") }, options.ConnectSocket);
    }

    /// <summary>Seen with erl: of one flag the first value counts, of several the last, and any flag before a file.</summary>
    [Fact]
    public void The_precedence_is_that_of_erl()
    {
        string sys = Write("sys.config", """
            %% comment
            [{kernel, [{net_ticktime, 33}, {net_setuptime, 5}, {logger, [{handler, default, logger_std_h, #{}}]}]},
             {sasl, [{sasl_error_logger, false}]},
             "other"].
            """);
        Write("other.config", "[{kernel, [{net_setuptime, 9}, {connect_all, false}]}].");
        string last = Write("b.config", "[{kernel, [{net_ticktime, 44}]}].");

        Assert.Equal(10, Parse("-kernel net_ticktime 10 net_ticktime 20".Split(' ')).NetTickTime?.TotalSeconds);
        Assert.Equal(20, Parse("-kernel net_ticktime 10 -kernel net_ticktime 20".Split(' ')).NetTickTime?.TotalSeconds);
        Assert.Equal(7, Parse(["-kernel", "net_ticktime", "10"], ("ERL_FLAGS", "-kernel net_ticktime 7")).NetTickTime?.TotalSeconds);
        Assert.Equal(10, Parse(["-kernel", "net_ticktime", "10"], ("ERL_AFLAGS", "-kernel net_ticktime 7")).NetTickTime?.TotalSeconds);
        ErlFlags files = Parse(["-config", sys, last, "ping"]);
        Assert.Equal((44, 9, false), ((int)files.NetTickTime!.Value.TotalSeconds, (int)files.NetSetupTime!.Value.TotalSeconds, files.ConnectAll));
        Assert.Equal(["ping"], files.Arguments);
        Assert.Equal(10, Parse(["-config", sys[..^7], "-kernel", "net_ticktime", "10"]).NetTickTime?.TotalSeconds);
    }

    [Theory]
    [InlineData("-nocookie", "-nocookie has no effect here")]
    [InlineData("-epmd_module my_epmd", "-epmd_module has no effect here")]
    [InlineData("-setcooki x", "did you mean -setcookie?")]
    [InlineData("-ssl_dist_optfil f", "did you mean -ssl_dist_optfile?")]
    [InlineData("-setcookie a b c", "with 3 values has no effect")]
    [InlineData("-kernel net_tiktime 5", "did you mean net_ticktime?")]
    [InlineData("-kernel net_tickintensity 1", "counts as 4")]
    [InlineData("-kernel inetrc '\"x\"'", "inetrc has no effect here")]
    [InlineData("-kernel inet_dist_listen_options [{ipv6_v6only,true}]", "ipv6_v6only has no effect here")]
    [InlineData("-ssl protocol_version 'tlsv1.3'", "-ssl has no effect here")]
    [InlineData("-crypto fips_mode true", "-crypto has no effect here")]
    public void What_matters_and_has_no_effect_is_a_warning(string words, string warning) =>
        Assert.Contains(warning, Assert.Single(Parse([], ("ERL_FLAGS", words)).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("-epmd_module my_epmd ping", "-epmd_module has no effect here")]
    [InlineData("-epmd_module erl_epmd ping", null)]
    public void What_a_flag_that_is_passed_over_takes_is_no_argument_of_the_command(string line, string? warning)
    {
        ErlFlags flags = Parse(line.Split(' '));
        Assert.Equal(["ping"], flags.Arguments);
        Assert.Equal(warning is null ? 0 : 1, flags.Warnings.Count(w => w.StartsWith(warning ?? "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{kernel,[]}.", "must hold a list")]
    [InlineData("[kernel].", "holds kernel where")]
    [InlineData("[{kernel,[net_ticktime]}].", "has net_ticktime in the section of kernel")]
    [InlineData("[\n{kernel,[}]", "line 2")]
    [InlineData("[{kernel,[{net_ticktime,soon}]}].", "kernel net_ticktime of")]
    [InlineData("[\"bad\"].", "include each other without end")]
    public void A_file_that_is_none_is_an_error_that_names_it(string content, string complaint)
    {
        string message = Assert.Throws<ErlFlagException>(() => Parse(["-config", Write("bad.config", content)])).Message;

        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.Contains("bad.config", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 9100)]
    [InlineData("-erl_epmd_port 9200", 9200)]
    public void ERL_DIST_PORT_is_the_port_of_every_node(string? words, int port) =>
        Assert.Equal(port, Parse(words?.Split(' ') ?? [], ("ERL_DIST_PORT", "9100")).ErlEpmdPort);

    [Fact]
    public void A_port_that_is_none_is_an_error_that_names_the_variable() =>
        Assert.StartsWith("ERL_DIST_PORT takes a port", Assert.Throws<ErlFlagException>(() => Parse([], ("ERL_DIST_PORT", "x"))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static ErlFlags Parse(string[] line, params (string Name, string Value)[] environment) =>
        ErlFlags.Parse(line, name => environment.FirstOrDefault(v => v.Name == name).Value);
}
