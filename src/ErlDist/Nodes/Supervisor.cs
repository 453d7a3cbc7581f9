using System.Threading.Channels;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Routing;
using ErlDist.Services;

namespace ErlDist;

/// <summary>
/// Keeps processes of this node running, by the rules of OTP's supervisor (stdlib, supervisor(3)): it is linked to its children, begins
/// them anew in their order, ends them in the reverse one, and gives up when they end too often. It is a process itself, so a supervisor
/// may be another's child.
/// </summary>
public sealed class Supervisor : LocalProcess, IAsyncDisposable
{
    private readonly Channel<(Pid From, Term Reason)> _exits = Channel.CreateUnbounded<(Pid, Term)>();
    private readonly List<Child> _children = [];
    private readonly SupervisorOptions _options;
    private readonly RestartRate _rate;
    private readonly Lock _gate = new();
    private readonly Task _loop;

    /// <summary>Starts the children in their order.</summary>
    /// <param name="node">The node that all live on.</param>
    /// <param name="options">How it restarts.</param>
    /// <param name="children">The children. What starting one throws ends those before it and is thrown on.</param>
    public Supervisor(ErlangNode node, SupervisorOptions options, params IReadOnlyList<ChildSpec> children)
        : base(node)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(children);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Intensity);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Period, TimeSpan.Zero);
        _options = options;
        _rate = new RestartRate(options.Intensity, options.Period, node.Options.TimeProvider);
        _children.AddRange(children.Select(spec => new Child(spec)));
        try
        {
            Start(_children);
        }
        catch
        {
            End(Atom.Shutdown);
            throw;
        }

        _loop = Task.Run(RunAsync);
    }

    /// <summary>The process of a child; null where it has ended and is not restarted.</summary>
    /// <param name="id">The child's id.</param>
    public LocalProcess? this[string id]
    {
        get
        {
            lock (_gate)
            {
                return _children.FirstOrDefault(child => child.Spec.Id == id)?.Process;
            }
        }
    }

    /// <summary>Ends all children, the last one first, and then itself, with reason <c>shutdown</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        End(Atom.Shutdown);
        await _loop.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        Atom origin = message.Origin;
        var term = message.ToTerm();
        switch (term)
        {
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                Reply(caller, tag, origin, Answer(request));
                break;
            case ErlTuple and [Atom { Name: "system" }, ErlTuple and [Pid caller, Term tag], Term request]:
                AnswerSystem(caller, tag, origin, request);
                break;
        }
    }

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        if (!linked && reason.Equals(Atom.Kill))
        {
            End(Atom.Killed);
        }
        else if (linked)
        {
            _exits.Writer.TryWrite((from, reason));
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
        // It monitors nobody.
    }

    /// <inheritdoc/>
    protected override void OnEnded(Term reason)
    {
        _exits.Writer.TryComplete();
        lock (_gate)
        {
            Stop(_children);
        }
    }

    /// <summary>Answers what <c>supervisor</c> asks; children are those of the constructor, so none is added or taken away.</summary>
    private Term Answer(Term request)
    {
        lock (_gate)
        {
            return request switch
            {
                Atom { Name: "which_children" } => Term.List([.. _children.Select(Described)]),
                Atom { Name: "count_children" } => Term.List(
                    Count("specs", _ => true),
                    Count("active", c => c.Process is { HasEnded: false }),
                    Count("supervisors", c => c.Process is Supervisor),
                    Count("workers", c => c.Process is not Supervisor)),
                _ => Term.Tuple(Atom.Error, Atom.Get("not_supported")),
            };
        }
    }

    private static Term Described(Child child) => Term.Tuple(
        child.Spec.Id.Length is > 0 and <= Atom.MaxCharacters ? Atom.Get(child.Spec.Id) : (Term)child.Spec.Id,
        child.Process?.Pid ?? (Term)Atom.Undefined,
        Atom.Get(child.Process is Supervisor ? "supervisor" : "worker"),
        Atom.Get("dynamic"));

    private ErlTuple Count(string kind, Func<Child, bool> counts) => Term.Tuple(Atom.Get(kind), _children.Count(counts));

    private static bool IsAsked(Term reason) => reason.Equals(Atom.Normal) || reason.Equals(Atom.Shutdown)
        || (reason is ErlTuple and [Atom { Name: "shutdown" }, _]);

    private async Task RunAsync()
    {
        await foreach ((Pid from, Term reason) in _exits.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                OnChildExit(from, reason);
            }
#pragma warning disable CA1031 // A child that cannot be started is as one that ended: OTP's supervisor tries again within its rate.
            catch (Exception e)
            {
                Node.Log.ProcessFailed(Pid.ToString(), e);
                End(ExitReason.Of(e));
            }
#pragma warning restore CA1031
        }
    }

    private void OnChildExit(Pid from, Term reason)
    {
        lock (_gate)
        {
            if (HasEnded)
            {
                return;
            }

            int index = _children.FindIndex(c => c.Process?.Pid.Equals(from) == true);
            if (index < 0)
            {
                if (!_children.Any(c => c.Ended.Remove(from)) && !reason.Equals(Atom.Normal))
                {
                    // A link of somebody else's, as a supervisor above has: it ends with it.
                    End(reason);
                }

                return;
            }

            Child child = _children[index];
            child.Process = null;
            if (child.Spec.Restart == ChildRestart.Temporary || (child.Spec.Restart == ChildRestart.Transient && IsAsked(reason)))
            {
                return;
            }

            Node.Log.ChildEnded(child.Spec.Id, reason.ToString());
            if (!_rate.TryCount())
            {
                Node.Log.SupervisorGivesUp(child.Spec.Id, _options.Intensity, _options.Period.TotalSeconds);
                End(Atom.Shutdown);
                return;
            }

            List<Child> anew = _options.Strategy switch
            {
                RestartStrategy.OneForAll => [.. _children],
                RestartStrategy.RestForOne => _children[index..],
                _ => [child],
            };
            Stop(anew);
            Start(anew.Where(c => c == child || c.Spec.Restart != ChildRestart.Temporary));
        }
    }

    private void Start(IEnumerable<Child> children)
    {
        foreach (Child child in children)
        {
            child.Process = child.Spec.Start(Node);

            // On one node a link is made at once.
            ValueTask linked = LinkAsync(child.Process.Pid);
            System.Diagnostics.Debug.Assert(linked.IsCompleted, "a link within a node waits for nothing");
        }
    }

    private static void Stop(List<Child> children)
    {
        foreach (Child child in Enumerable.Reverse(children))
        {
            if (child.Process is { } process)
            {
                child.Process = null;
                child.Ended.Add(process.Pid);
                process.End(Atom.Shutdown);
            }
        }
    }

    private sealed class Child(ChildSpec spec)
    {
        public ChildSpec Spec { get; } = spec;

        public LocalProcess? Process { get; set; }

        /// <summary>Those that the supervisor ended itself, whose exits are no news.</summary>
        public HashSet<Pid> Ended { get; } = [];
    }
}
