namespace ErlDist.Processes;

/// <summary>
/// The links of one process: the link protocol of erl_dist_protocol, "Link Protocol". Not thread-safe: its process locks.
/// </summary>
/// <remarks>
/// An entry is active, or waits for the acknowledgement of an unlink. While it waits, a LINK and an EXIT of the other
/// side are about the link that was removed, so they are ignored.
/// </remarks>
/// <param name="ledger">Is told of which nodes; null: nobody.</param>
internal sealed class LinkTable(IRelationLedger? ledger = null)
{
    private const ulong Active = 0;
    private readonly Dictionary<Pid, ulong> _links = [];
    private ulong _lastUnlinkId;

    /// <summary>How many entries there are.</summary>
    public int Count => _links.Count;

    /// <summary>We link: true when the other side has to be told.</summary>
    public bool Link(Pid other)
    {
        if (_links.TryGetValue(other, out ulong unlinkId) && unlinkId == Active)
        {
            return false;
        }

        if (!Add(other))
        {
            _links[other] = Active;
        }

        return true;
    }

    /// <summary>We unlink: the id to send in UNLINK_ID, or 0 when there is no active link.</summary>
    /// <param name="other">The other process.</param>
    /// <param name="acknowledged">False where the peer knows no UNLINK_ID (before OTP 23.3): the link is gone at once.</param>
    public ulong Unlink(Pid other, bool acknowledged)
    {
        if (!_links.TryGetValue(other, out ulong unlinkId) || unlinkId != Active)
        {
            return 0;
        }

        ulong id = ++_lastUnlinkId;
        if (acknowledged)
        {
            _links[other] = id;
        }
        else
        {
            Remove(other);
        }

        return id;
    }

    /// <summary>The other side linked.</summary>
    public void OnLink(Pid other) => Add(other);

    /// <summary>The other side unlinked; the caller acknowledges whatever we knew.</summary>
    public void OnUnlink(Pid other)
    {
        if (_links.TryGetValue(other, out ulong unlinkId) && unlinkId == Active)
        {
            Remove(other);
        }
    }

    /// <summary>Our unlink was acknowledged; an acknowledgement of an older one changes nothing.</summary>
    public void OnUnlinkAck(Pid other, ulong id)
    {
        if (_links.TryGetValue(other, out ulong unlinkId) && unlinkId == id && id != Active)
        {
            Remove(other);
        }
    }

    /// <summary>The other side ended: true when an active link makes that our concern.</summary>
    public bool OnExit(Pid other) =>
        _links.TryGetValue(other, out ulong unlinkId) && unlinkId == Active && Remove(other);

    /// <summary>Removes and returns the active links to processes of a node whose connection is lost.</summary>
    public List<Pid> TakeNode(Atom node)
    {
        List<Pid> lost = [];
        foreach ((Pid other, ulong unlinkId) in _links)
        {
            if (other.Node.Equals(node))
            {
                Remove(other);
                if (unlinkId == Active)
                {
                    lost.Add(other);
                }
            }
        }

        return lost;
    }

    /// <summary>Removes and returns all active links.</summary>
    public List<Pid> TakeAll()
    {
        List<Pid> linked = [.. _links.Where(l => l.Value == Active).Select(l => l.Key)];
        foreach (Pid other in _links.Keys)
        {
            Remove(other);
        }

        return linked;
    }

    private bool Add(Pid other)
    {
        if (!_links.TryAdd(other, Active))
        {
            return false;
        }

        ledger?.OnAdded(other.Node, ofOthers: true);
        return true;
    }

    private bool Remove(Pid other)
    {
        if (!_links.Remove(other))
        {
            return false;
        }

        ledger?.OnRemoved(other.Node, ofOthers: true);
        return true;
    }
}
