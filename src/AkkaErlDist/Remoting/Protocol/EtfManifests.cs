namespace AkkaErlDist.Remoting.Protocol;

/// <summary>
/// What a message of <see cref="Serializers.Etf"/> between actor systems is.
/// </summary>
internal static class EtfManifests
{
    /// <summary>A message like any other.</summary>
    public const string Message = "";

    /// <summary>To a BEAM process: the term is the request of a gen_server:call. The reply comes as an ordinary message.</summary>
    public const string Call = "call";

    /// <summary>To a BEAM process: the term is that of a gen_server:cast.</summary>
    public const string Cast = "cast";
}
