namespace ErlDist.Connections;

/// <summary>Why a connection is wanted.</summary>
internal enum DialCause
{
    /// <summary>Code of this node named the peer.</summary>
    Asked,

    /// <summary>A message of a peer, or the reply to one: whoever sent it chose the name.</summary>
    Message,
}
