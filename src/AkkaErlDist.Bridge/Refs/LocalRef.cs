using System.Text;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Refs;

/// <summary>One actor that BEAM nodes know by a pid. Safe for many threads.</summary>
public sealed class LocalRef
{
    private const string TemporaryPrefix = "/temp/";
    private const string UserPrefix = "/user/";
    private volatile bool _released;
    private long _lastUse;
    private volatile bool _trapsExits;

    internal LocalRef(Pid pid, string path, string address)
    {
        Pid = pid;
        Path = path;
        IsForeign = path[0] != '/';
        Recipient = Encoding.UTF8.GetBytes(IsForeign ? path : address + path);
    }

    /// <summary>The pid by which all BEAM nodes know the actor.</summary>
    public Pid Pid { get; }

    /// <summary>The actor's path with its <c>#uid</c>: <c>/user/a#42</c>. With an address only where the actor lives elsewhere.</summary>
    public string Path { get; }

    /// <summary>Whether it is of an Ask: it takes one message, and then it is released.</summary>
    public bool IsTemporary => Path.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    /// <summary>Whether the actor lives in another system, which nothing can be passed on to from here.</summary>
    public bool IsForeign { get; }

    /// <summary>Whether the pid is no longer in use.</summary>
    public bool IsReleased => _released;

    /// <summary>
    /// <c>process_flag(trap_exit, …)</c>: with true the actor gets exit signals as messages <c>{'EXIT', From, Reason}</c>, with
    /// false it is stopped by those whose reason isn't <c>normal</c>, as a process is.
    /// </summary>
    public bool TrapsExits
    {
        get => _trapsExits;
        set => _trapsExits = value;
    }

    /// <summary>Whether BEAM processes may tell the actor to stop.</summary>
    internal bool IsUser => Path.StartsWith(UserPrefix, StringComparison.Ordinal);

    /// <summary>The path in UTF-8 with an address, as a recipient is written.</summary>
    internal byte[] Recipient { get; }

    /// <summary>When it was made or found old, see <see cref="LocalRefs.Expire"/>; <see cref="TimeSpan.MinValue"/>: not known yet.</summary>
    internal TimeSpan Since { get; set; } = TimeSpan.MinValue;

    /// <summary>When it was used, see <see cref="RefTable.Touch"/>.</summary>
    internal long LastUse
    {
        get => Volatile.Read(ref _lastUse);
        set
        {
            if (Volatile.Read(ref _lastUse) != value)
            {
                Volatile.Write(ref _lastUse, value);
            }
        }
    }

    internal void MarkReleased() => _released = true;
}
