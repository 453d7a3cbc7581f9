using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using Google.Protobuf;

namespace AkkaErlDist.Bridge.Tests.Recorded;

/// <summary>All that Akka.Remote 1.5.30 wrote, the oldest that is supported.</summary>
public sealed class RecordedPduTests1530() : RecordedPduTests("1.5.30");

/// <summary>All that a newer one wrote.</summary>
public sealed class RecordedPduTests1574() : RecordedPduTests("1.5.74");

public abstract class RecordedPduTests(string version)
{
    private readonly Recording _recording = Recording.Of(version);

    /// <summary>What comes out for all that Akka wrote in a step. Uids of actors are shortened to #U, temporary names to T.</summary>
    [Theory]
    [InlineData("associate outbound and tell etf", "SendToName <0.500.0> echo: {1,2}")]
    [InlineData("tell with sender", "SendToName <0.501.0> echo: 5")]
    [InlineData("ask", "SendToName <0.501.0> echo: 6")]
    [InlineData("tell string", "SendToName <0.500.0> echo: <<\"grüße\"/utf8>>")]
    [InlineData("tell int", "SendToName <0.500.0> echo: -7")]
    [InlineData("tell long", "SendToName <0.500.0> echo: 1099511627776")]
    [InlineData("tell bytes", "SendToName <0.500.0> echo: <<1,2,3>>")]
    [InlineData("tell json object", "SendToName <0.500.0> echo: <<\"json\">>")]
    [InlineData("tell actor ref", "SendToName <0.500.0> echo: <0.501.0>")]
    [InlineData("tell status success", "rejected NotConvertible")]
    [InlineData("tell status failure", "rejected NotConvertible")]
    [InlineData("tell pid ref", "Send <0.501.0> <0.105.0>: 7")]
    [InlineData("selection", "SendToName <0.500.0> echo: 8")]
    [InlineData("selection with pattern", "rejected NotSupported")]
    [InlineData("selection with parent", "SendToName <0.500.0> echo: 9")]
    [InlineData("selection of a ref", "SendToName <0.500.0> 'echo/child': 9")]
    [InlineData("selection percent", "SendToName <0.500.0> 'od d/name': 8")]
    [InlineData("selection pid", "Send <0.500.0> <0.105.0>: 8")]
    [InlineData("poison pill", "SendToName <0.500.0> rex: {'$gen_call',{<0.500.0>,R},{call,erlang,whereis,[echo],user}}")]
    [InlineData("kill", "SendToName <0.500.0> rex: {'$gen_call',{<0.500.0>,R},{call,erlang,whereis,[echo],user}}")]
    [InlineData(
        "resolve one",
        "Monitor <0.500.0> echo R | SendToName <0.500.0> net_kernel: {'$gen_call',{<0.500.0>,R},{is_auth,recorded@localhost}}")]
    [InlineData("terminate the system", "disassociated Shutdown")]
    public void A_step_becomes_these_signals(string step, string expected)
    {
        var rig = new PeerRig();
        rig.Take();
        foreach (byte[] pdu in _recording.OfAkka(step))
        {
            Assert.True(rig.Pdu(pdu));
        }

        Assert.Equal(expected, Text(rig.Take().Where(line => !line.StartsWith("ack ", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_whole_conversation_is_understood()
    {
        var rig = new PeerRig();
        foreach ((_, string from, byte[] pdu) in _recording.Pdus)
        {
            if (from == "akka")
            {
                Assert.True(rig.Pdu(pdu));
            }
        }

        // The refusals are those of what a BEAM node has no notion of.
        Assert.Equal(
            [RejectionReason.NotConvertible, RejectionReason.NotSupported],
            rig.Rejections.Select(rejection => rejection.Reason).Distinct());
        Assert.Equal("disassociated Shutdown", rig.Log[^1]);
    }

    [Fact]
    public void A_watch_is_acknowledged_and_monitors_once()
    {
        var rig = new PeerRig();
        rig.Take();
        foreach (byte[] pdu in _recording.OfAkka("watch"))
        {
            rig.Pdu(pdu);
        }

        string[] lines = [.. rig.Take()];
        Assert.Equal("ack 0 missing ", lines[0]);
        Assert.StartsWith("Monitor <0.500.0> echo", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^to akka.erl://recorded@localhost:4711/system/remote-watcher#\d+ from akka.erl://beam@localhost:0/system/remote-watcher: RWHR 77$", lines[2]);
        Assert.Contains("ack 1 missing ", lines);
        Assert.Single(lines, line => line.StartsWith("Monitor ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_we_write_is_what_akka_has_read()
    {
        // All that stood in for the BEAM in the recording was taken by Akka; our own codec makes the same of it.
        foreach ((_, string from, byte[] pdu) in _recording.Pdus)
        {
            PduReader read = PduReader.Read(pdu);
            if (!read.HasEnvelope)
            {
                continue;
            }

            EnvelopeReader envelope = read.Envelope;
            byte[] written = PduWriter.Envelope(
                envelope.Recipient, envelope.Sender, envelope.Content.Serializer, envelope.Content.Manifest, default, envelope.Content.Bytes);
            ProtocolMessage expected = ProtocolMessage.Parser.ParseFrom(pdu);
            Delivery delivery = Delivery.Parser.ParseFrom(expected.Content);
            delivery.Envelope.Sequence = EnvelopeReader.Unsequenced;
            Assert.Equal(delivery, Delivery.Parser.ParseFrom(ProtocolMessage.Parser.ParseFrom(written).Content));
            Assert.NotNull(from);
        }
    }

    private static string Text(IEnumerable<string> lines) =>
        System.Text.RegularExpressions.Regex.Replace(string.Join(" | ", lines), "#Ref<[^>]*>", "R");
}
