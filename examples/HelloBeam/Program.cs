using System.Diagnostics;
using HelloBeam;

// examples/run.sh starts this as `HelloBeam talk erl DIR` or `HelloBeam talk dotnet DIR`; the latter starts `HelloBeam peer DIR`.
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
switch (args)
{
    case ["talk", "erl" or "dotnet", var certificates]:
        await Conversation.RunAsync(certificates, epmd => StartPeer(args[1], certificates, epmd), limit.Token);
        return 0;
    case ["peer", var certificates]:
        await DotnetPeer.RunAsync(certificates, limit.Token);
        return 0;
    default:
        Console.Error.WriteLine("usage: HelloBeam talk erl|dotnet DIR; DIR is from `erldist certs DIR hello@localhost beam@localhost`");
        return 2;
}

static Process StartPeer(string kind, string certificates, int epmdPort)
{
    string[] erl =
    [
        "erl", "-noinput", "-start_epmd", "false", "-sname", "beam@localhost", "-setcookie", Conversation.Cookie,
        "-proto_dist", "inet_tls", "-ssl_dist_optfile", Path.Combine(certificates, "beam@localhost.conf"),
        "-pa", certificates, "-s", "hello_beam",
    ];
    string[] dotnet = [Environment.ProcessPath!, "peer", certificates];
    string[] command = kind == "erl" ? erl : dotnet;
    var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
    start.Environment["ERL_EPMD_PORT"] = $"{epmdPort}";
    Process peer = Process.Start(start)!;
    peer.OutputDataReceived += (_, line) => Console.Write(line.Data is null ? "" : $"  BEAM | {line.Data}\n");
    peer.BeginOutputReadLine();
    return peer;
}
