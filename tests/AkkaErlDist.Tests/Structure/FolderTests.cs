using ErlDist.Testing.Structure;

namespace AkkaErlDist.Tests.Structure;

/// <summary>The arrows between the folders of AkkaErlDist (docs/architecture.md). "." is what Akka and users begin with: transport, extension, serializer.</summary>
public sealed class FolderTests
{
    private const string Remoting = "Akka.Remote";

    private static readonly FolderRules s_rules = new(
        (".", "Nodes Remoting Actors Serialization Configuration Addresses Messages Logging Akka.Remote"),
        ("Nodes", "Carriers Configuration Addresses Logging"),
        ("Remoting", "Actors Serialization Configuration Addresses Logging Akka.Remote"),
        ("Actors", "Serialization Addresses Messages Logging"),
        ("Serialization", "Configuration Messages"),
        ("Carriers", "Configuration"),
        ("Configuration", "Addresses Akka.Remote"),
        ("Addresses", ""),
        ("Messages", ""),
        ("Logging", ""),
        (Remoting, ""));

    private readonly FolderGraph _graph = FolderGraph.Read(typeof(ErlDistTransport).Assembly.Location, "AkkaErlDist");

    [Fact]
    public void Folders_use_what_lies_below_them_and_actors_nothing_of_remoting() => s_rules.Check(_graph, Remoting);

    [Fact]
    public void A_type_is_in_the_file_of_its_name() => new FileRules().Check(_graph);
}
