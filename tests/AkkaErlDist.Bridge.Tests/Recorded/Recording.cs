using System.Text.Json;

namespace AkkaErlDist.Bridge.Tests.Recorded;

/// <summary>What a real Akka.Remote wrote, see README.md.</summary>
internal static class Recording
{
    private static readonly Lazy<List<(string Step, string From, byte[] Pdu)>> s_pdus = new(Read);

    public static IReadOnlyList<(string Step, string From, byte[] Pdu)> Pdus => s_pdus.Value;

    public static IEnumerable<byte[]> OfAkka(string step) =>
        Pdus.Where(pdu => pdu.Step == step && pdu.From == "akka").Select(pdu => pdu.Pdu);

    private static List<(string Step, string From, byte[] Pdu)> Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", "akka-remote.json")));
        return [.. document.RootElement.GetProperty("pdus").EnumerateArray().Select(pdu => (
            pdu.GetProperty("step").GetString()!, pdu.GetProperty("from").GetString()!, Convert.FromHexString(pdu.GetProperty("pdu").GetString()!)))];
    }
}
