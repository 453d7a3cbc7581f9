namespace ErlDist.Wire;

/// <summary>How the body of a frame begins (erl_dist_protocol, "Protocol between Connected Nodes"; erl_ext_dist, "Distribution Header").</summary>
internal static class FrameTag
{
    /// <summary>A frame without distribution header; its terms have a version byte each.</summary>
    public const byte PassThrough = 112;

    /// <summary>The version byte, of a term or of a distribution header.</summary>
    public const byte Version = 131;

    /// <summary>A whole message.</summary>
    public const byte Header = 68;

    /// <summary>The first fragment of a message.</summary>
    public const byte FirstFragment = 69;

    /// <summary>Any further fragment.</summary>
    public const byte NextFragment = 70;

    /// <summary>Version, tag, sequence and fragment id.</summary>
    public const int FragmentHeaderBytes = 2 + (2 * sizeof(ulong));
}
