using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// The full paths, in UTF-8, of those who send from the BEAM; empty where no path can be made. Those of the last few hundred pids
/// are remembered. Safe for many threads.
/// </summary>
internal sealed class SenderPaths(BeamPeerOptions options)
{
    private const int Slots = 1024;
    private readonly Entry?[] _slots = new Entry?[Slots];
    private readonly string _address = options.Address.ToString();

    public byte[] Of(Pid pid)
    {
        ref Entry? slot = ref _slots[(pid.Id ^ (pid.Serial << 5)) & (Slots - 1)];
        Entry? known = slot;
        if (known is not null && known.Pid.Equals(pid))
        {
            return known.Path;
        }

        if (IsLocal(pid))
        {
            return options.Refs.TryGet(pid, out LocalRef? actor) ? actor.Recipient : [];
        }

        byte[] path = WithAddress(pid.Node, BeamPath.OfPid(pid));
        slot = new Entry(pid, path);
        return path;
    }

    /// <summary>The path of someone who awaits the reply of a call.</summary>
    public byte[] OfCall(Pid caller, ReadOnlySpan<byte> tag) =>
        IsLocal(caller) ? Of(caller) : WithAddress(caller.Node, BeamPath.OfCall(caller, tag));

    private bool IsLocal(Pid pid) => pid.Node.Equals(options.Refs.Anonymous.Node);

    private byte[] WithAddress(Atom node, string path)
    {
        string? address = node.Equals(options.Node) ? _address : AkkaAddress.TryOf(node, options.Address.Protocol)?.ToString();
        return address is null ? [] : Encoding.UTF8.GetBytes(address + path);
    }

    private sealed record Entry(Pid Pid, byte[] Path);
}
