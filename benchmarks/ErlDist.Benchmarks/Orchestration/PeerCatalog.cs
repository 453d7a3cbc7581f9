namespace ErlDist.Benchmarks.Orchestration;

/// <summary>The kinds of peers, as functions that say how one is started.</summary>
/// <param name="workspace">What all peers share.</param>
/// <param name="ownPeers">The built ErlDist.Benchmarks that has our own peers: this one, or another revision's.</param>
/// <param name="akkaPeers">The built AkkaErlDist.Benchmarks, or null where the NuGet feed has no Akka.</param>
internal sealed class PeerCatalog(Workspace workspace, string ownPeers, string? akkaPeers)
{
    public enum Carrier
    {
        PlainTcp,
        Tls,

        /// <summary>TLS, with the larger receive buffer that OTP releases before 29 want for large messages.</summary>
        TlsBuffered,
    }

    /// <summary>Where the Akka peers are built, or null where the NuGet feed has no Akka.</summary>
    public bool HasAkka => akkaPeers is not null;

    public Func<PeerLaunch> Otp(OtpInstallation installation, Carrier carrier) => () =>
    {
        List<string> arguments =
        [
            "-noshell", "-sname", workspace.NextName("otp") + "@localhost", "-setcookie", Workspace.Cookie,
            "-start_epmd", "false", "-pa", workspace.Path,
        ];
        if (carrier != Carrier.PlainTcp)
        {
            arguments.AddRange(["-proto_dist", "inet_tls", "-ssl_dist_optfile", workspace.File("tls.conf")]);
        }

        if (carrier == Carrier.TlsBuffered)
        {
            arguments.AddRange(["-kernel", "inet_dist_listen_options", "[{buffer,262144}]"]);
        }

        return Erl(installation, [.. arguments, "-s", "bench", "start"]);
    };

    /// <summary>OTP's ssl alone, which raw SslStream speaks with.</summary>
    public Func<PeerLaunch> OtpSsl(OtpInstallation installation) =>
        () => Erl(installation, ["-noshell", "-pa", workspace.Path, "-s", "bench_ssl", "start", workspace.Path]);

    public Func<PeerLaunch> JInterface(string jar) => () => new PeerLaunch(
        "java", ["-cp", $"{jar}:{workspace.PeersDirectory}", "JInterfacePeer", workspace.NextName("java") + "@localhost", Workspace.Cookie])
    {
        Environment = ErlangEnvironment,
    };

    public Func<PeerLaunch> Ei(string program) => () => new PeerLaunch(program, [workspace.NextName("ei"), Workspace.Cookie])
    {
        Environment = ErlangEnvironment,
    };

    /// <summary>A peer of this program: <c>ssl</c>, <c>ssl-keep</c>, <c>dialer</c>, <c>erldist</c>, <c>erldist-owned</c>.</summary>
    public Func<PeerLaunch> Own(string kind) => () => new PeerLaunch(
        DotnetHost, [ownPeers, "peer", kind, workspace.NextName(kind), workspace.Path])
    {
        Environment = ErlangEnvironment,
    };

    /// <summary>The same with .NET's runtime set as docs/tuning.md says; these it reads when it starts.</summary>
    public Func<PeerLaunch> OwnTuned(string kind) => () => Own(kind)() with
    {
        Environment = new Dictionary<string, string>(ErlangEnvironment)
        {
            ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
            ["DOTNET_GCLOHThreshold"] = "400000", // Hexadecimal: 4 MiB.
        },
    };

    /// <summary>A peer of AkkaErlDist.Benchmarks: <c>dot-netty</c>, <c>in-memory</c>, <c>erl-dist</c>, <c>erl-dist-sockets</c>.</summary>
    public Func<PeerLaunch> Akka(string kind) => () => new PeerLaunch(
        DotnetHost, [akkaPeers!, kind, workspace.NextName("akka"), workspace.Path])
    {
        Environment = ErlangEnvironment,
    };

    private PeerLaunch Erl(OtpInstallation installation, IReadOnlyList<string> arguments)
    {
        (string File, IReadOnlyList<string> Arguments) command = installation.Command("erl", arguments);
        return new PeerLaunch(command.File, command.Arguments) { Environment = ErlangEnvironment };
    }

    private static string DotnetHost => Environment.ProcessPath ?? "dotnet";

    private Dictionary<string, string> ErlangEnvironment => new()
    {
        ["ERL_EPMD_PORT"] = $"{workspace.EpmdPort}",
        ["HOME"] = workspace.Path,
    };
}
