using ErlDist.Terms;

namespace ErlDist.Benchmarks.Peers;

/// <summary>The process <c>bench</c> of an ErlangNode: makes partners for a driver, in place of the last ones of their kind.</summary>
/// <remarks>Where it gives back, a sink disposes of each message; else it leaves it to the garbage collector.</remarks>
internal sealed class ErlDistPartners : IAsyncDisposable
{
    private static readonly Atom s_ok = Atom.Get("ok");
    private static readonly Atom s_received = Atom.Get("received");
    private readonly ErlangNode _node;
    private readonly Mailbox _mailbox;
    private readonly bool _givesBack;
    private readonly Dictionary<Atom, List<Mailbox>> _partners = [];

    public ErlDistPartners(ErlangNode node, bool givesBack)
    {
        _givesBack = givesBack;
        _node = node;
        _mailbox = node.CreateMailbox("bench");
        _ = Task.Run(ServeAsync);
    }

    public async ValueTask DisposeAsync() => await _mailbox.DisposeAsync();

    private async Task ServeAsync()
    {
        await foreach (Term message in _mailbox.ReadAllAsync())
        {
            (Atom kind, Pid from, int count) = message switch
            {
                ErlTuple and [Atom k, Pid f, ErlInteger n] => (k, f, (int)n.Value),
                ErlTuple and [Atom k, Pid f] => (k, f, 1),
                _ => throw new ArgumentException($"{message} asks for no partners"),
            };
            foreach (Mailbox old in _partners.GetValueOrDefault(kind, []))
            {
                await old.DisposeAsync();
            }

            List<Mailbox> partners = [.. Enumerable.Range(0, count).Select(_ => _node.CreateMailbox())];
            _partners[kind] = partners;
            foreach (Mailbox partner in partners)
            {
                _ = Task.Run(() => kind.Name switch
                {
                    "echo" => EchoAsync(partner),
                    "sink" => SinkAsync(partner),
                    _ => AcknowledgeAsync(partner),
                });
            }

            await _mailbox.SendAsync(from, Term.Tuple(kind, Term.List([.. partners.Select(p => p.Pid)])));
        }
    }

    private static async Task EchoAsync(Mailbox mailbox)
    {
        await foreach (Term message in mailbox.ReadAllAsync())
        {
            if (message is ErlTuple and [Pid from, var content])
            {
                await mailbox.SendAsync(from, content);
            }
        }
    }

    private static async Task AcknowledgeAsync(Mailbox mailbox)
    {
        await foreach (Term message in mailbox.ReadAllAsync())
        {
            if (message is ErlTuple and [Pid from, _])
            {
                await mailbox.SendAsync(from, s_ok);
            }
        }
    }

    private async Task SinkAsync(Mailbox mailbox)
    {
        await foreach (Term message in mailbox.ReadAllAsync())
        {
            if (message is not (ErlTuple and [Atom { Name: "expect" }, ErlInteger count, Pid from]))
            {
                continue;
            }

            for (long left = count.Value; left > 0; left--)
            {
                if (_givesBack)
                {
                    (await mailbox.ReceiveOwnedAsync()).Dispose();
                }
                else
                {
                    await mailbox.ReceiveAsync();
                }
            }

            await mailbox.SendAsync(from, Term.Tuple(s_received, count.Value));
        }
    }
}
