namespace ErlDist;

/// <summary><c>-kernel dist_auto_connect</c>: when a message to a node that is not connected may set up a connection.</summary>
public enum AutoConnect
{
    /// <summary>Whenever it is needed: <c>true</c>, the default.</summary>
    Always,

    /// <summary>Once: after a lost connection only <see cref="ErlangNode.ConnectAsync(string, CancellationToken)"/> connects to that node again.</summary>
    Once,

    /// <summary>Never: only <see cref="ErlangNode.ConnectAsync(string, CancellationToken)"/> connects.</summary>
    Never,
}
