using System.Reflection;
using System.Runtime.InteropServices;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// What operators and their tools ask a node, read only: <c>erlang:processes/0</c>, <c>process_info/1,2</c>, <c>system_info/1</c>,
/// <c>statistics/1</c>, <c>memory/0</c>, <c>observer_backend:sys_info/0</c> and what they stand beside. A figure that has no meaning here is 0 or not there.
/// </summary>
internal sealed class Inspection(ProcessServices local, PeerTable peers, ExportTable exports, TimeProvider time, int processLimit)
{
    private const string Erlang = "erlang";
    private const string ObserverBackend = "observer_backend";
    private static readonly Atom s_badarg = Atom.Get("badarg");
    private static readonly Atom s_runtime = Atom.Get("dotnet");
    private static readonly string s_version =
        typeof(Inspection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>The items of <c>process_info/1</c>; those of <c>process_info/2</c> are more.</summary>
    private static readonly string[] s_items =
    [
        "registered_name", "current_function", "initial_call", "status", "message_queue_len", "links", "dictionary", "trap_exit",
        "priority", "total_heap_size", "heap_size", "stack_size", "reductions",
    ];

    private readonly ProcessTable _processes = local.Processes;
    private readonly long _started = time.GetTimestamp();

    /// <summary>Puts the functions into a table.</summary>
    public void Export()
    {
        Add(Erlang, "registered", 0, _ => Term.List([.. _processes.Names]));
        Add(Erlang, "whereis", 1, a => a is [Atom name] ? _processes.Find(name)?.Pid ?? (Term)Atom.Undefined : throw Badarg());
        Add(Erlang, "processes", 0, _ => Term.List([.. _processes.All.Select(p => p.Pid)]));
        Add(Erlang, "is_process_alive", 1, a => a is [Pid pid] ? (_processes.Find(pid) is null ? Atom.False : Atom.True) : throw Badarg());
        Add(Erlang, "process_info", 1, a => Info(a[0], Term.List([.. s_items.Select(i => Atom.Get(i))])));
        Add(Erlang, "process_info", 2, a => Info(a[0], a[1]));
        Add(Erlang, "system_info", 1, a => SystemInfo(a[0]));
        Add(Erlang, "statistics", 1, a => Statistics(a[0]));
        Add(Erlang, "memory", 0, _ => Memory());
        Add(Erlang, "memory", 1, a => Memory().ToArray().OfType<ErlTuple>().FirstOrDefault(m => m[0].Equals(a[0]))?[1] ?? throw Badarg());
        Add(Erlang, "function_exported", 3, a => a is [Atom m, Atom f, ErlInteger n]
            ? exports.Has(m, f, (int)Math.Clamp(n.Value, 0, byte.MaxValue)) ? Atom.True : Atom.False
            : throw Badarg());
        Add("application", "which_applications", 0, _ => Term.List(
            Term.Tuple(Atom.Get("erldist"), Term.CharList("The Erlang distribution for .NET"), Term.CharList(s_version))));
        Add(ObserverBackend, "vsn", 0, _ => Term.Tuple(Atom.Ok, Term.CharList(s_version)));
        Add(ObserverBackend, "sys_info", 0, _ => SysInfo());
        exports.AddProcess(ObserverBackend, "procs_info", 1, (arguments, origin) => new Collected(local, this, arguments[0], origin));

        void Add(string module, string function, int arity, Func<ErlList, Term> body) =>
            exports.Add(module, function, arity, (arguments, _) => ValueTask.FromResult(body(arguments)));
    }

    private static RpcException Badarg() => new(RpcErrorClass.Error, s_badarg);

    private static ErlTuple Mfa(NodeProcess process, string function, int arity) =>
        Term.Tuple(Atom.Get(process.GetType().Name), Atom.Get(function), arity);

    private Term Info(Term of, Term items)
    {
        if (of is not Pid pid)
        {
            throw Badarg();
        }

        if (_processes.Find(pid) is not { } process)
        {
            return pid.Node.Equals(_processes.NodeName) ? Atom.Undefined : throw Badarg();
        }

        return items is ErlList list
            ? Term.List([.. list.ToArray().Select(item => (Term)Term.Tuple(item, Item(process, item)))])
            : Item(process, items) is var value && items is Atom { Name: "registered_name" } && value.Equals(ErlList.Empty)
                ? value // As erlang:process_info(Pid, registered_name) has it.
                : Term.Tuple(items, value);
    }

    private static Term Item(NodeProcess process, Term item) => (item as Atom)?.Name switch
    {
        "registered_name" => process.Registration ?? (Term)ErlList.Empty,
        "current_function" => Mfa(process, "receive", 0),
        "initial_call" => Mfa(process, "init", 1),
        "status" => Atom.Get("waiting"),
        "message_queue_len" => process.WaitingMessages,
        "trap_exit" => process.TrapsExitSignals ? Atom.True : Atom.False,
        "priority" => Atom.Get("normal"),
        "dictionary" => Term.List(Term.Tuple(Atom.Get("$initial_call"), Mfa(process, "init", 1))),
        "links" or "monitors" or "monitored_by" or "messages" or "suspending" or "current_stacktrace" or "current_location" => ErlList.Empty,
        "memory" or "total_heap_size" or "heap_size" or "stack_size" or "reductions" => 0,
        "group_leader" or "parent" => process.Pid,
        _ => throw Badarg(),
    };

    private Term SystemInfo(Term item) => item switch
    {
        Atom { Name: "system_version" } => Term.CharList($"ErlDist {s_version} on {RuntimeInformation.FrameworkDescription}\n"),
        Atom { Name: "otp_release" } => Term.CharList(RuntimeInformation.FrameworkDescription),
        Atom { Name: "version" } => Term.CharList(s_version),
        Atom { Name: "machine" } => Term.CharList(".NET"),
        Atom { Name: "system_architecture" } => Term.CharList(RuntimeInformation.RuntimeIdentifier),
        Atom { Name: "process_count" } => _processes.All.Count,
        Atom { Name: "process_limit" } => processLimit,
        Atom { Name: "port_count" } => peers.Up.Count(),
        Atom { Name: "port_limit" } => ushort.MaxValue,
        Atom { Name: "atom_count" or "ets_count" or "thread_pool_size" or "dirty_cpu_schedulers" or "dirty_io_schedulers" } => 0,
        Atom { Name: "atom_limit" or "ets_limit" } => 1_048_576,
        Atom { Name: "dist_buf_busy_limit" } => 1_048_576,
        Atom { Name: "schedulers" or "schedulers_online" or "logical_processors" or "logical_processors_online" or "logical_processors_available" } =>
            Environment.ProcessorCount,
        Atom { Name: "smp_support" or "threads" or "kernel_poll" } => Atom.True,
        Atom { Name: "multi_scheduling" } => Atom.Get("enabled"),
        Atom { Name: "wordsize" } or ErlTuple and [Atom { Name: "wordsize" }, _] => IntPtr.Size,
        Atom { Name: "creation" } => _processes.Creation,
        _ => throw Badarg(),
    };

    private Term Statistics(Term item)
    {
        long uptime = (long)time.GetElapsedTime(_started).TotalMilliseconds;
        return (item as Atom)?.Name switch
        {
            "wall_clock" => Term.Tuple(uptime, 0),
            "runtime" => Term.Tuple((long)Environment.CpuUsage.TotalTime.TotalMilliseconds, 0),
            "run_queue" or "total_run_queue_lengths" or "total_active_tasks" => ThreadPool.PendingWorkItemCount,
            "io" => Term.Tuple(
                Term.Tuple(Atom.Get("input"), peers.Up.Sum(c => c.ReadBytes)), Term.Tuple(Atom.Get("output"), peers.Up.Sum(c => c.Outbound.WrittenBytes))),
            "garbage_collection" => Term.Tuple(GC.CollectionCount(0), 0, 0),
            "reductions" or "exact_reductions" or "context_switches" => Term.Tuple(0, 0),
            "scheduler_wall_time" => Atom.Undefined,
            _ => throw Badarg(),
        };
    }

    private static ErlList Memory()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: false);
        long total = Math.Max(Environment.WorkingSet, heap);
        return Term.List(
            Bytes("total", total), Bytes("processes", heap), Bytes("processes_used", heap), Bytes("system", total - heap),
            Bytes("atom", 0), Bytes("atom_used", 0), Bytes("binary", 0), Bytes("code", 0), Bytes("ets", 0));

        static ErlTuple Bytes(string name, long count) => Term.Tuple(Atom.Get(name), count);
    }

    /// <summary>The first page of observer.</summary>
    private ErlList SysInfo()
    {
        string[] items =
        [
            "logical_processors", "logical_processors_online", "logical_processors_available", "schedulers", "schedulers_online",
            "otp_release", "version", "system_architecture", "kernel_poll", "smp_support", "threads", "thread_pool_size",
            "atom_limit", "atom_count", "process_limit", "process_count", "port_limit", "port_count", "ets_limit", "ets_count", "dist_buf_busy_limit",
        ];
        var io = (ErlTuple)Statistics(Atom.Get("io"));
        return Term.List(
        [
            Named("uptime", ((ErlTuple)Statistics(Atom.Get("wall_clock")))[0]),
            Named("run_queue", Statistics(Atom.Get("run_queue"))),
            Named("io_input", ((ErlTuple)io[0])[1]),
            Named("io_output", ((ErlTuple)io[1])[1]),
            .. items.Select(item => Named(item, SystemInfo(Atom.Get(item)))),
            Named("schedulers_available", Environment.ProcessorCount),
            Named("wordsize_internal", IntPtr.Size),
            Named("wordsize_external", IntPtr.Size),
            Named("alloc_info", ErlList.Empty),
            .. Memory(),
        ]);

        static Term Named(string name, Term value) => Term.Tuple(Atom.Get(name), value);
    }

    /// <summary>The records <c>#etop_proc_info{}</c> of observer's second page.</summary>
    private ErlList ProcessRecords() => Term.List(
    [
        .. _processes.All.Select(p => (Term)Term.Tuple(
            Atom.Get("etop_proc_info"), p.Pid, 0, 0, p.Registration ?? (Term)Mfa(p, "init", 1), 0, Mfa(p, "receive", 0), Item(p, Atom.Get("message_queue_len")))),
    ]);

    /// <summary><c>observer_backend:procs_info/1</c>, spawned by observer: it sends what it has to a process of the node that spawned it.</summary>
    private sealed class Collected : ServiceProcess
    {
        public Collected(ProcessServices local, Inspection inspection, Term collector, Atom origin)
            : base(local)
        {
            if (collector is Pid to)
            {
                Send(to, origin, Term.Tuple(Atom.Get("procs_info"), Pid, inspection.ProcessRecords()));
            }

            End(Atom.Normal);
        }

        /// <inheritdoc/>
        protected internal override void OnMessage(in IncomingMessage message)
        {
        }
    }
}
