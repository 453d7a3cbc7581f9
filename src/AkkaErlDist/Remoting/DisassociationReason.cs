namespace AkkaErlDist.Remoting;

/// <summary>Why an association is over.</summary>
internal enum DisassociationReason
{
    /// <summary>The other side left, or the connection is lost.</summary>
    Unknown,

    /// <summary>The actor system shuts down.</summary>
    Shutdown,

    /// <summary>The actor system has quarantined the other side as it is now.</summary>
    Quarantined,
}
