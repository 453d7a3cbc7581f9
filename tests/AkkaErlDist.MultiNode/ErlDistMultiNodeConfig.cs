using Akka.Cluster.TestKit;
using Akka.Configuration;
using Akka.Remote.TestKit;

namespace AkkaErlDist.MultiNode;

/// <summary>
/// Cluster members on this transport, over TLS with client certificates. Akka's test kit knows its transport by the path
/// <c>akka.remote.dot-netty.tcp</c> and sets host, port and adapters there, so ours stands at that path.
/// </summary>
public abstract class ErlDistMultiNodeConfig : MultiNodeConfig
{
    /// <summary>The variable in which tests/multinode.sh says where the node's TLS option file is.</summary>
    public const string OptFileVariable = "ERLDIST_MULTINODE_OPTFILE";

    /// <summary>The cookie of members and BEAM nodes.</summary>
    public const string Cookie = "multinode";

    /// <param name="further">What a spec needs besides.</param>
    protected ErlDistMultiNodeConfig(string further = "") =>
        CommonConfig = ConfigurationFactory.ParseString(further)
            .WithFallback(ConfigurationFactory.ParseString($$"""
                akka.remote.dot-netty.tcp {
                  transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
                  transport-protocol = "erl"
                  node-name = "{system}-{port}@{host}"
                  cookie = "{{Cookie}}"
                  akka-peers.cookie = "members of {{Cookie}}"
                  ssl-dist-optfile = "{{OptFile}}"
                  start-epmd = off
                  maximum-frame-size = 1 MiB
                }
                akka.remote.retry-gate-closed-for = 1 s
                akka.cluster.failure-detector.acceptable-heartbeat-pause = 5 s
                """))
            .WithFallback(MultiNodeClusterSpec.ClusterConfig());

    /// <summary>TLS for members and BEAM nodes alike.</summary>
    public static string OptFile { get; } = Environment.GetEnvironmentVariable(OptFileVariable)
        ?? throw new InvalidOperationException($"{OptFileVariable} is not set: run these specs by tests/multinode.sh, which makes certificates and starts EPMD.");
}
