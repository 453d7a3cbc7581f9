namespace ErlDist.Terms;

/// <summary>
/// The pids that a connection has seen lately, so that reading one again allocates nothing. Of fixed size; not safe
/// for two threads at once.
/// </summary>
internal sealed class PidCache
{
    private const int Size = 1024;

    private Pid?[]? _pids;

    internal Pid Get(Atom node, uint id, uint serial, uint creation)
    {
        _pids ??= new Pid?[Size];
        ref Pid? entry = ref _pids[(id + (serial * 31) + (uint)node.GetHashCode()) & (Size - 1)];
        if (entry is { } pid && pid.Id == id && pid.Serial == serial && pid.Creation == creation && pid.Node.Equals(node))
        {
            return pid;
        }

        return entry = new Pid(node, id, serial, creation);
    }
}
