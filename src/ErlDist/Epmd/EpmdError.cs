namespace ErlDist.Embedding;

/// <summary>Why EPMD gave no answer, or not the one asked for.</summary>
public enum EpmdError
{
    /// <summary>Nothing listens on the EPMD port of that host.</summary>
    NotRunning,

    /// <summary>The host name has no address.</summary>
    HostNotFound,

    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>Another node has the name.</summary>
    NameTaken,

    /// <summary>The port of our own server is taken.</summary>
    AddressInUse,

    /// <summary>An address of our own server cannot be listened on.</summary>
    AddressNotAvailable,

    /// <summary>EPMD closed the connection where an answer was due: it does not allow the request.</summary>
    Refused,

    /// <summary>What answered does not speak EPMD's protocol.</summary>
    Malformed,

    /// <summary>A name, port or address that EPMD cannot take.</summary>
    InvalidArgument,
}
