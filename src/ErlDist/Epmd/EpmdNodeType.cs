namespace ErlDist.Embedding;

/// <summary>Whether a node shows itself to others (the <c>NodeType</c> byte of ALIVE2_REQ).</summary>
public enum EpmdNodeType : byte
{
    /// <summary>A node that takes part in global name registration and shows in <c>nodes()</c>.</summary>
    Normal = 77,

    /// <summary>A hidden node, as C nodes and erl with <c>-hidden</c> are.</summary>
    Hidden = 72,
}
