using ErlDist.Connections;

namespace ErlDist.Services;

/// <summary>
/// The functions that every node exports, because tools of OTP, RabbitMQ and others ask each node that they meet: they tell what whoever
/// is connected knows already.
/// </summary>
internal sealed class NodeExports(PeerTable peers, NodeIdentity self, TimeSpan tickTime)
{
    private const string Erlang = "erlang";
    private static readonly Atom s_nofile = Atom.Get("nofile");
    private static readonly Atom s_nonExisting = Atom.Get("non_existing");

    /// <summary>Puts them into a table; a node's owner may put others of the same names over them.</summary>
    public void AddTo(ExportTable exports)
    {
        Add("net_kernel", "get_net_ticktime", 0, _ => (long)Math.Ceiling(tickTime.TotalSeconds));
        Add(Erlang, "node", 0, _ => self.Name);
        Add(Erlang, "nodes", 0, _ => Names(c => !c.Handshake.IsHidden));
        Add(Erlang, "nodes", 1, arguments => Nodes(arguments[0]));
        Add(Erlang, "is_alive", 0, _ => Atom.True);
        Add("code", "ensure_loaded", 1, _ => Term.Tuple(Atom.Error, s_nofile));
        Add("code", "is_loaded", 1, _ => Atom.False);
        Add("code", "which", 1, _ => s_nonExisting);

        // What `erl -remsh` of OTP 26 and later asks before it begins a shell: the answer is the sentence that it prints.
        Add("application", "get_env", 3, arguments => arguments is [Atom { Name: "stdlib" }, Atom { Name: "shell_slogan" }, _]
            ? Term.CharList($"{self.Name.Name} is a .NET node (ErlDist): it runs no Erlang shell. Call what it exports: rpc:call/4, gen_server:call/2.")
            : arguments[2]);
        Add(Erlang, "system_info", 1, arguments => arguments[0] is Atom { Name: "system_version" }
            ? Term.CharList("ErlDist for .NET")
            : throw new RpcException(RpcErrorClass.Error, Atom.Get("badarg")));

        void Add(string module, string function, int arity, Func<ErlList, Term> body) =>
            exports.Add(module, function, arity, (arguments, _) => ValueTask.FromResult(body(arguments)));
    }

    /// <summary><c>erlang:nodes/1</c>, with one kind or a list of them.</summary>
    private ErlList Nodes(Term kinds)
    {
        IEnumerable<Term> asked = kinds is ErlList list ? list.ToArray() : [kinds];
        var names = new HashSet<Term>();
        foreach (Term kind in asked)
        {
            switch (kind)
            {
                case Atom { Name: "this" }:
                    names.Add(self.Name);
                    break;
                case Atom { Name: "visible" }:
                    names.UnionWith(Names(c => !c.Handshake.IsHidden));
                    break;
                case Atom { Name: "hidden" }:
                    names.UnionWith(Names(c => c.Handshake.IsHidden));
                    break;
                case Atom { Name: "connected" }:
                    names.UnionWith(Names(_ => true));
                    break;
                case Atom { Name: "known" }:
                    names.UnionWith(Names(_ => true));
                    names.Add(self.Name);
                    break;
                default:
                    throw new RpcException(RpcErrorClass.Error, Atom.Get("badarg"));
            }
        }

        return Term.List([.. names]);
    }

    private ErlList Names(Func<Connection, bool> which) => Term.List([.. peers.Up.Where(which).Select(c => c.PeerName)]);
}
