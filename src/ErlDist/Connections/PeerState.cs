namespace ErlDist.Connections;

/// <summary>How things stand with one peer.</summary>
/// <param name="Link">Whether there is a connection.</param>
/// <param name="Dial">Whether it is being dialled.</param>
internal readonly record struct PeerState(PeerLink Link, PeerDial Dial);
