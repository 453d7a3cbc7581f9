using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Tests.Recorded;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>Bytes that are no PDU: always <see cref="PduException"/>, never anything else, and the peer goes on.</summary>
public sealed class MalformedPduTests
{
    [Theory]
    [InlineData("", "neither a message nor an instruction")]
    [InlineData("0A", "no end")]
    [InlineData("0A05", "says it has 5 bytes")]
    [InlineData("0AFFFFFFFF0F", "says it has 4294967295 bytes")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF", "no end")]
    [InlineData("0801", "wire type 0 where 2 is expected")]
    [InlineData("0000", "no key")]
    [InlineData("1B", "nobody writes")]
    [InlineData("0A021200", "without a recipient")]
    [InlineData("0A0412020A00", "without a recipient")]
    [InlineData("0A0612040A020800", "wire type 0 where 2 is expected")]
    [InlineData("120208FF", "No Instruction")]
    [InlineData("12020809", "doesn't have")]
    [InlineData("1A0100", "neither a message nor an instruction")]
    public void A_malformed_PDU_is_an_error_that_says_where(string hex, string complaint)
    {
        var rig = new PeerRig();
        PduException error = Assert.Throws<PduException>(() => rig.Pdu(Convert.FromHexString(hex)));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        StillWorks(rig);
    }

    [Theory]
    [InlineData(Serializers.System, "Akka.Dispatch.SysMsg.Watch, Akka")]
    [InlineData(Serializers.System, "Akka.Dispatch.SysMsg.DeathWatchNotification, Akka")]
    [InlineData(Serializers.Misc, "ID")]
    [InlineData(Serializers.Misc, "AR")]
    [InlineData(Serializers.Selection, "")]
    public void A_malformed_message_of_Akkas_own_is_one_too(int serializer, string manifest)
    {
        var rig = new PeerRig();
        byte[] pdu = PeerRig.Envelope(PeerRig.Beam + "/user/x", PeerRig.Akka + "/temp/q", serializer, manifest, [0xFF, 0xFF, 0xFF]);
        Assert.Throws<PduException>(() => rig.Pdu(pdu));
        StillWorks(rig);
    }

    [Theory]
    [InlineData(Serializers.Misc, "R")]
    [InlineData(Serializers.System, "Akka.Dispatch.SysMsg.Create, Akka")]
    [InlineData(Serializers.Primitive, "I")]
    [InlineData(Serializers.Etf, "")]
    [InlineData(77, "X")]
    public void What_is_no_error_of_the_form_is_rejected_and_no_more(int serializer, string manifest)
    {
        var rig = new PeerRig();
        rig.Take();
        Assert.True(rig.Pdu(PeerRig.Envelope(PeerRig.Beam + "/user/x", null, serializer, manifest, [1, 2, 3])));
        Assert.StartsWith("rejected", Assert.Single(rig.Take()), StringComparison.Ordinal);
        StillWorks(rig);
    }

    [Fact]
    public void Recorded_PDUs_with_a_byte_changed_or_cut_off_raise_nothing_else()
    {
        var random = new Random(20260730);
        var rig = new PeerRig { ReadsTerms = false };
        int raised = 0, read = 0;
        foreach (byte[] recorded in Recording.Of("1.5.30").Pdus.Where(entry => entry.From == "akka").Select(entry => entry.Pdu))
        {
            for (int i = 0; i < 200; i++)
            {
                byte[] pdu = i % 2 == 0 ? recorded[..random.Next(recorded.Length)] : [.. recorded];
                if (pdu.Length > 0 && i % 2 != 0)
                {
                    pdu[random.Next(pdu.Length)] = (byte)random.Next(256);
                }

                try
                {
                    rig.Pdu(pdu);
                    read++;
                }
                catch (PduException)
                {
                    raised++;
                }
            }

            rig = new PeerRig { ReadsTerms = false };
        }

        Assert.True(raised > 1000 && read > 100, $"{raised} raised, {read} read");
    }

    private static void StillWorks(PeerRig rig)
    {
        rig.Take();
        Assert.True(rig.Tell(PeerRig.Beam + "/user/echo", null, Atom.Ok));
        Assert.Equal(["SendToName <0.500.0> echo: ok"], rig.Take());
    }
}
