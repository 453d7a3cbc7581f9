using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Services;

/// <summary>
/// One call, rpc or spawn while it is under way: a span, and a measurement of its duration. There is none where nobody listens. Of
/// several ends the first counts.
/// </summary>
internal sealed class CallSpan : IDisposable
{
    private readonly Activity? _activity;
    private readonly Histogram<double> _durations;
    private readonly KeyValuePair<string, object?> _node;
    private readonly KeyValuePair<string, object?> _call;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _ended;

    private CallSpan(Activity? activity, Histogram<double> durations, string node, string call)
    {
        _activity = activity;
        _durations = durations;
        _node = new(NodeMeters.NodeTag, node);
        _call = new("erldist.call", call);
    }

    /// <summary>A call, rpc or spawn that this node makes; null where nobody listens.</summary>
    /// <param name="meters">Where its duration goes.</param>
    /// <param name="call"><c>gen_server:call</c>, <c>erpc:call</c>, <c>spawn</c>.</param>
    /// <param name="peer">The other node.</param>
    /// <param name="state">What <paramref name="target"/> needs.</param>
    /// <param name="target">What is called; asked for a span only.</param>
    public static CallSpan? BeginCall<TState>(NodeMeters meters, string call, string peer, TState state, Func<TState, string> target) =>
        Begin(ActivityKind.Client, meters.Calls, meters.NodeName, call, peer, state, target, null);

    /// <summary>One that this node handles; null where nobody listens. The label of the trace token that it came with may name the caller's span.</summary>
    /// <param name="meters">Where its duration goes.</param>
    /// <param name="call">What it is called.</param>
    /// <param name="peer">The caller's node.</param>
    /// <param name="state">What <paramref name="target"/> needs.</param>
    /// <param name="target">What is called; asked for a span only.</param>
    public static CallSpan? BeginServing<TState>(NodeMeters meters, string call, string peer, TState state, Func<TState, string> target) =>
        Begin(ActivityKind.Server, meters.Served, meters.NodeName, call, peer, state, target, TraceToken.Current);

    private static CallSpan? Begin<TState>(
        ActivityKind kind, Histogram<double> durations, string node, string call, string peer, TState state, Func<TState, string> target, TraceToken? token)
    {
        bool traced = Telemetry.Activities.HasListeners();
        if (!traced && !durations.Enabled)
        {
            return null;
        }

        Activity? activity = traced ? Telemetry.Activities.StartActivity(call, kind, token?.ActivityContext ?? default) : null;
        if (activity is not null)
        {
            activity.SetTag("rpc.system", "erlang");
            activity.SetTag(NodeMeters.NodeTag, node);
            activity.SetTag("erldist.peer", peer);
            activity.SetTag("erldist.target", target(state));
            token?.Describe(activity);
        }

        return new CallSpan(activity, durations, node, call);
    }

    /// <summary>It has failed.</summary>
    public void Fail(Exception e) => Fail(CallFailure.CauseOf(e), e.Message);

    /// <summary>It has failed.</summary>
    /// <param name="cause">The cause, of a bounded number.</param>
    /// <param name="text">What happened.</param>
    public void Fail(string cause, string text)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _activity?.SetTag(Telemetry.ErrorType, cause);
            _activity?.SetStatus(ActivityStatusCode.Error, LogText.Line(text, 256));
            _activity?.Stop();
            _durations.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _node, _call, new(Telemetry.ErrorType, cause));
        }
    }

    /// <summary>It is over; unless it has failed, it went well.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _activity?.Stop();
            _durations.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _node, _call);
        }
    }
}
