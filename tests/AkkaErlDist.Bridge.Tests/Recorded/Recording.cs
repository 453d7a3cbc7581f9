using System.Collections.Concurrent;
using System.Text.Json;

namespace AkkaErlDist.Bridge.Tests.Recorded;

/// <summary>What a real Akka.Remote wrote, see README.md.</summary>
public sealed class Recording
{
    private static readonly ConcurrentDictionary<string, Recording> s_read = new();

    private Recording(IReadOnlyList<(string Step, string From, byte[] Pdu)> pdus) => Pdus = pdus;

    public IReadOnlyList<(string Step, string From, byte[] Pdu)> Pdus { get; }

    /// <summary>The recording of a version of Akka.Remote.</summary>
    public static Recording Of(string version) => s_read.GetOrAdd(version, Read);

    public IEnumerable<byte[]> OfAkka(string step) =>
        Pdus.Where(pdu => pdu.Step == step && pdu.From == "akka").Select(pdu => pdu.Pdu);

    private static Recording Read(string version)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Recorded", $"akka-remote-{version}.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return new Recording([.. document.RootElement.GetProperty("pdus").EnumerateArray().Select(pdu => (
            pdu.GetProperty("step").GetString()!, pdu.GetProperty("from").GetString()!, Convert.FromHexString(pdu.GetProperty("pdu").GetString()!)))]);
    }
}
