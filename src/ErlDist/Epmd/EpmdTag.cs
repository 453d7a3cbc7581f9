namespace ErlDist.Epmd;

/// <summary>The first bytes of EPMD's messages.</summary>
internal static class EpmdTag
{
    public const byte Alive2Request = 120;
    public const byte Alive2Response = 121;
    public const byte Alive2XResponse = 118;
    public const byte PortPlease2Request = 122;
    public const byte Port2Response = 119;
    public const byte NamesRequest = 110;
    public const byte DumpRequest = 100;
    public const byte KillRequest = 107;
    public const byte StopRequest = 115;
}
