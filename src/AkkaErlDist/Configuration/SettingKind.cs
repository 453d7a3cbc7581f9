namespace AkkaErlDist.Configuration;

/// <summary>What a key of the section takes.</summary>
internal enum SettingKind
{
    /// <summary>Text; "" where it says so.</summary>
    Text,

    /// <summary>A host name or an address; IPv6 with brackets or without.</summary>
    Host,

    /// <summary>Text that is shown nowhere.</summary>
    Secret,

    /// <summary>on or off.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A time with its unit.</summary>
    Duration,

    /// <summary>A number of bytes, or of a unit of bytes.</summary>
    ByteSize,

    /// <summary>One of several words.</summary>
    Choice,

    /// <summary>A list of texts.</summary>
    List,

    /// <summary>A section with keys of the user's own, such as node names.</summary>
    Map,

    /// <summary>A section with keys of this list.</summary>
    Section,
}
