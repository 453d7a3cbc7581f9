using AkkaErlDist.Remoting.Protocol;

namespace AkkaErlDist.Tests.Remoting;

/// <summary>Bytes that are no PDU: always <see cref="PduException"/>, never anything else.</summary>
public sealed class PduReaderTests
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
    [InlineData("1A0100", "neither a message nor an instruction")]
    public void A_malformed_PDU_is_an_error_that_says_where(string hex, string complaint)
    {
        PduException error = Assert.Throws<PduException>(() => PduReader.Read(Convert.FromHexString(hex)).HasEnvelope);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }
}
