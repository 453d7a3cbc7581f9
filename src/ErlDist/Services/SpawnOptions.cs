using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>The options of a spawn request (erlang:spawn_request/5): those that mean something here, and whether all are ones at all.</summary>
internal static class SpawnOptions
{
    /// <summary>Reads them.</summary>
    /// <returns>Null where one is none: <c>badopt</c>, which <c>spawn_opt/5</c> raises as badarg.</returns>
    public static SpawnFlags? Read(Term options)
    {
        if (options is not ErlList list)
        {
            return null;
        }

        SpawnFlags flags = SpawnFlags.None;
        foreach (Term option in list)
        {
            switch (option)
            {
                case Atom { Name: "link" }:
                    flags |= SpawnFlags.Link;
                    break;
                case Atom { Name: "monitor" }:
                case ErlTuple and [Atom { Name: "monitor" }, ErlList of] when IsOfMonitor(of):
                    flags |= SpawnFlags.Monitor;
                    break;
                case ErlTuple and [Atom { Name: var name }, Term value] when IsKnown(name, value):
                    break; // About heaps and scheduling, of which there are none, or the caller's own affair.
                default:
                    return null;
            }
        }

        return flags;
    }

    private static bool IsKnown(string name, Term value) => name switch
    {
        "priority" => value is Atom { Name: "low" or "normal" or "high" or "max" },
        "message_queue_data" => value is Atom { Name: "on_heap" or "off_heap" or "mixed" },
        "fullsweep_after" or "min_heap_size" or "min_bin_vheap_size" => value is ErlInteger { Value: >= 0 },
        "max_heap_size" => value is ErlInteger { Value: >= 0 } || (value is ErlMap map && map.All(pair => IsOfHeap(pair.Key, pair.Value))),
        "async_dist" => value is Atom { Name: "true" or "false" },
        "scheduler" => value is ErlInteger { Value: >= 0 },
        "reply" => value is Atom { Name: "yes" or "no" or "error_only" or "success_only" },
        "reply_tag" => true,
        _ => false,
    };

    private static bool IsOfHeap(Term key, Term value) => key is Atom { Name: var name } && name switch
    {
        "size" => value is ErlInteger { Value: >= 0 },
        "kill" or "error_logger" or "include_shared_binaries" => value is Atom { Name: "true" or "false" },
        _ => false,
    };

    private static bool IsOfMonitor(ErlList options)
    {
        foreach (Term option in options)
        {
            if (option is not (ErlTuple and [Atom { Name: "tag" }, _]
                or ErlTuple and [Atom { Name: "alias" }, Atom { Name: "explicit_unalias" or "demonitor" or "reply_demonitor" }]))
            {
                return false;
            }
        }

        return true;
    }
}
