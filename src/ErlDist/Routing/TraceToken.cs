using System.Diagnostics;

namespace ErlDist.Embedding;

/// <summary>
/// The token of sequential tracing (kernel, "seq_trace"): what a process sends while it handles a message that came with one carries it on,
/// with the next serial number and the sender, as on the BEAM. With <see cref="ErlangNodeOptions.TraceContext"/> its label is also the
/// context of a .NET <see cref="Activity"/>.
/// </summary>
public sealed class TraceToken
{
    private const int Elements = 5;

    /// <summary>What is kept of a peer's choice is bounded: a token with a longer label is not carried on.</summary>
    private const int MaxLabelBytes = 1024;

    /// <summary>The last serial number that is a small integer on the BEAM.</summary>
    private const long MaxSerial = 1L << 59;

    /// <summary><c>send</c>, <c>'receive'</c>, <c>print</c> and <c>strict_monotonic_timestamp</c>: what a system tracer on a BEAM node sees of a trace that began here.</summary>
    private const int RecordedFlags = 0b10111;

    private static readonly AsyncLocal<TraceToken?> s_current = new();

    /// <summary>False until the first token of all comes: most nodes never see one, and pay nothing.</summary>
    private static volatile bool s_seen;

    private readonly Term _flags;
    private readonly bool _traceContext;
    private long _last;
    private long _serial;

    private TraceToken(Term flags, Term label, long serial, bool traceContext)
    {
        _flags = flags;
        Label = label;
        _last = serial;
        _serial = serial;
        _traceContext = traceContext;
        ActivityContext = traceContext ? ContextOf(label) : default;
    }

    /// <summary>The token of what this asynchronous flow handles: in a handler of a <see cref="GenServer"/>, an exported function and what they await.</summary>
    public static TraceToken? Current => s_seen ? s_current.Value : null;

    /// <summary><c>seq_trace:get_token(label)</c>: any term.</summary>
    public Term Label { get; }

    /// <summary>
    /// The span that the message was sent in, as the parent of spans of one's own; <c>default</c> where the label says nothing of one, or
    /// <see cref="ErlangNodeOptions.TraceContext"/> is off.
    /// </summary>
    public ActivityContext ActivityContext { get; }

    private bool NamesSpan => ActivityContext != default;

    /// <summary>
    /// Begins a span for what a message with this token has done, in the trace that the label names; null where nobody listens, or
    /// <see cref="ErlangNodeOptions.TraceContext"/> is off.
    /// </summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Consumer for what is not answered.</param>
    /// <param name="target">Who does it.</param>
    public Activity? StartActivity(string name, ActivityKind kind, string target)
    {
        Activity? span = _traceContext ? Telemetry.Activities.StartActivity(name, kind, ActivityContext) : null;
        span?.SetTag("erldist.target", target);
        Describe(span);
        return span;
    }

    /// <summary>The token that is passed on with what is sent because of a span: its label names that span, if it named one before.</summary>
    public TraceToken Within(Activity? span) =>
        NamesSpan && span?.Id is { } id ? new TraceToken(_flags, id, Interlocked.Read(ref _serial), traceContext: true) : this;

    /// <summary>A message, an exit signal or a spawn with this token and the next serial number; as it is where it has one already.</summary>
    public Signal On(in Signal signal)
    {
        if (!Carries(signal))
        {
            return signal;
        }

        long serial = Interlocked.Increment(ref _serial);
        return signal with { Token = Token(_flags, LabelNow(), serial, signal.From!, Interlocked.Read(ref _last)) };
    }

    /// <summary>The token that came with a message; null where none did.</summary>
    internal static TraceToken? Read(Term? token, bool traceContext)
    {
        if (token is not (ErlTuple { Count: Elements } and [Term flags, Term label, ErlInteger { Value: >= 0 and < MaxSerial } serial, _, _])
            || label.Encode().Length > MaxLabelBytes)
        {
            return null;
        }

        s_seen = true;
        return new TraceToken(flags, label, serial.Value, traceContext);
    }

    /// <summary>From here on to the end of the scope, in this asynchronous flow, a message is handled that came with this token, or without one.</summary>
    internal static Scope Enter(TraceToken? token) => new(token);

    /// <summary>As <see cref="Enter"/>, to the end of the asynchronous method that calls it.</summary>
    internal static void Begin(TraceToken? token)
    {
        if (s_seen)
        {
            s_current.Value = token;
        }
    }

    /// <summary>
    /// The signal with the token of what is being handled, or with one of the <see cref="Activity"/> that is current; as it is where there is
    /// neither, and where it has one already.
    /// </summary>
    internal static Signal On(in Signal signal, bool traceContext)
    {
        if (s_seen && signal.Token is null && s_current.Value is { } current)
        {
            return current.On(signal);
        }

        return traceContext && Carries(signal) && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity
            ? signal with { Token = Token(activity.Recorded ? RecordedFlags : 0, id, 1, signal.From!, 0) }
            : signal;
    }

    /// <summary>A label that names no span is told as a tag of the span that it is a trace of.</summary>
    internal void Describe(Activity? span)
    {
        if (_traceContext && !NamesSpan)
        {
            span?.SetTag("seq_trace.label", Label.ToShortString());
        }
    }

    /// <summary>A reply has come: what is sent next comes after it.</summary>
    internal void Advance(Term? reply)
    {
        if (reply is ErlTuple { Count: Elements } and [_, Term label, ErlInteger { Value: < MaxSerial } serial, _, _]
            && serial.Value > Interlocked.Read(ref _serial) && label.Equals(Label))
        {
            Interlocked.Exchange(ref _serial, serial.Value);
            Interlocked.Exchange(ref _last, serial.Value);
        }
    }

    /// <summary>A label that names a span names the one that sends, as at every hop of a W3C trace; another one stays.</summary>
    private Term LabelNow() =>
        NamesSpan && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } span && span.TraceId == ActivityContext.TraceId ? id : Label;

    private static ActivityContext ContextOf(Term label)
    {
        string? text = null;
        _ = label is ErlBinary binary ? binary.TryGetString(out text) : label is ErlList list && list.TryGetString(out text);
        return ActivityContext.TryParse(text, null, isRemote: true, out ActivityContext context) ? context : default;
    }

    private static bool Carries(in Signal signal) =>
        signal is { Token: null, From: not null, Kind: SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias or SignalKind.Exit or SignalKind.Exit2
            or SignalKind.SpawnRequest or SignalKind.SpawnReply };

    private static ErlTuple Token(Term flags, Term label, long serial, Pid from, long last) => Term.Tuple(flags, label, serial, from, last);

    /// <summary>See <see cref="Enter"/>.</summary>
    internal readonly ref struct Scope
    {
        private readonly TraceToken? _before;
        private readonly bool _changed;

        public Scope(TraceToken? token)
        {
            if (!s_seen)
            {
                return;
            }

            _before = s_current.Value;
            _changed = !ReferenceEquals(_before, token);
            if (_changed)
            {
                s_current.Value = token;
            }
        }

        public void Dispose()
        {
            if (_changed)
            {
                s_current.Value = _before;
            }
        }
    }
}
