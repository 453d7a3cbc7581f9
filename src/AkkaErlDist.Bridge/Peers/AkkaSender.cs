using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>Who sent a message, as the BEAM node sees it.</summary>
internal sealed class AkkaSender
{
    private AkkaSender(string text, Pid pid, LocalRef? actor)
    {
        Text = text;
        Pid = pid;
        Actor = actor;
    }

    /// <summary>The path as Akka wrote it.</summary>
    public string Text { get; }

    /// <summary>The pid to answer to.</summary>
    public Pid Pid { get; }

    /// <summary>The actor, where it is none of a BEAM node.</summary>
    public LocalRef? Actor { get; }

    /// <summary>Whether the pid leads somewhere.</summary>
    public bool IsCurrent => Actor is null || !Actor.IsReleased;

    public static AkkaSender Parse(ReadOnlySpan<byte> utf8, BeamPeerOptions options)
    {
        string text = Encoding.UTF8.GetString(utf8);
        if (TryParseProcess(text, options.NodeOf) is { } target)
        {
            // A forwarded message. A name as sender has no pid: nobody can answer to it.
            return new AkkaSender(text, target.Pid ?? options.Refs.Anonymous, null);
        }

        LocalRef actor = options.Refs.GetOrAdd(text);
        return new AkkaSender(text, actor.Pid, actor);
    }

    /// <summary>Who on a BEAM node a full path means; null for an actor's.</summary>
    public static BeamTarget? TryParseProcess(string text, Func<string, Atom> nodeOf)
    {
        const string BeamPort = ":0";
        string path = AkkaRecipient.PathOf(text);
        string address = text[..^path.Length];
        int system = address.IndexOf("://", StringComparison.Ordinal) + 3;
        return system >= 3 && address.Length <= Atom.MaxCharacters && address.EndsWith(BeamPort, StringComparison.Ordinal)
            ? BeamPath.Parse(path, nodeOf(address[system..^BeamPort.Length]))
            : null;
    }
}
