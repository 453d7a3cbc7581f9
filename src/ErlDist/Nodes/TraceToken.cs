using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// The token of sequential tracing (kernel, "seq_trace"): what a process sends while it handles a message that came with one carries it on,
/// with the next serial number and the sender, as on the BEAM.
/// </summary>
internal sealed class TraceToken
{
    private const int Serial = 2;
    private const int Elements = 5;

    private static readonly AsyncLocal<TraceToken?> s_current = new();

    /// <summary>False until the first token of all comes: most nodes never see one, and pay nothing.</summary>
    private static volatile bool s_seen;

    private readonly Term _flags;
    private readonly Term _label;
    private readonly long _last;
    private long _serial;

    private TraceToken(Term flags, Term label, long serial)
    {
        _flags = flags;
        _label = label;
        _last = serial;
        _serial = serial;
    }

    /// <summary>From here on, in this asynchronous flow, a message is handled that came with this token, or without one.</summary>
    public static void Enter(Term? token)
    {
        if (token is ErlTuple { Count: Elements } parts && parts[Serial] is ErlInteger serial)
        {
            s_seen = true;
            s_current.Value = new TraceToken(parts[0], parts[1], serial.Value);
        }
        else if (s_seen)
        {
            s_current.Value = null;
        }
    }

    /// <summary>The signal with the token of what is being handled; as it is where there is none.</summary>
    public static Signal On(in Signal signal)
    {
        if (!s_seen || signal.Token is not null || signal.From is not { } from || s_current.Value is not { } current)
        {
            return signal;
        }

        long serial = Interlocked.Increment(ref current._serial);
        return signal with { Token = Term.Tuple(current._flags, current._label, serial, from, current._last) };
    }
}
