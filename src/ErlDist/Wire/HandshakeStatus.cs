namespace ErlDist.Wire;

/// <summary>The status codes of the handshake (erl_dist_protocol, step 3 and 3B).</summary>
internal enum HandshakeStatus
{
    /// <summary>Go on.</summary>
    Ok,

    /// <summary>Go on; the accepting end drops its own attempt to reach the other.</summary>
    OkSimultaneous,

    /// <summary>Stop; the accepting end's own attempt to reach the other is the one that counts.</summary>
    Nok,

    /// <summary>Stop; the node is not let in.</summary>
    NotAllowed,

    /// <summary>There is a connection already; the dialling end says whether this one replaces it.</summary>
    Alive,

    /// <summary>Go on, under the name that comes with it.</summary>
    Named,

    /// <summary>The dialling end's answer to <see cref="Alive"/>: continue, the old connection is dead.</summary>
    True,

    /// <summary>The dialling end's answer to <see cref="Alive"/>: stop.</summary>
    False,
}
