using ErlDist.Terms;

namespace ErlDist.Soak;

/// <summary>Links and monitors in both directions: each end is told once, with its reason or noconnection.</summary>
internal sealed class Watching(ErlangNode node, string beam, Figures figures, Task lost)
{
    private static readonly Atom s_die = Atom.Get("die");
    private long _number;

    /// <summary>A process there that we spawn, link, monitor and end; with <paramref name="unlinked"/> the link goes first.</summary>
    public async Task TheirProcessAsync(bool unlinked)
    {
        Term reason = Term.Tuple(s_die, ++_number);
        await using Mailbox mailbox = node.CreateMailbox();
        mailbox.TrapExit = true;
        Pid process = await node.SpawnAsync(beam, "soak_peer", "victim", ErlList.Empty);
        await mailbox.LinkAsync(process);
        Reference monitor = await mailbox.MonitorAsync(process);
        if (unlinked)
        {
            mailbox.Unlink(process);
        }

        await mailbox.SendAsync(process, Term.Tuple(s_die, reason));
        List<Term> seen = [await NextAsync(mailbox)];
        if (!unlinked)
        {
            seen.Add(await NextAsync(mailbox));
        }

        // A call on the same connection: whatever else was on its way has arrived when it is answered.
        await node.CallAsync("soak_echo", beam, _number, Session.Bound);
        while (mailbox.TryReceive(out Term? more))
        {
            seen.Add(more);
        }

        Term down = seen.Find(m => m is ErlTuple and [Atom { Name: "DOWN" }, ..]) ?? Atom.Undefined;
        Term exit = seen.Find(m => m is ErlTuple and [Atom { Name: "EXIT" }, ..]) ?? Atom.Undefined;
        bool right = down.Equals(Term.Tuple(Atom.Get("DOWN"), monitor, Atom.Get("process"), process, reason))
            && (unlinked ? seen.Count == 1 : seen.Count == 2 && exit.Equals(Term.Tuple(Atom.Get("EXIT"), process, reason)));
        Judge(right, seen);
        figures.Add(unlinked ? "links taken back before the end" : "links and monitors of .NET on the BEAM");
    }

    /// <summary>A process of ours that one there links and monitors.</summary>
    public async Task OurProcessAsync()
    {
        Term reason = Term.Tuple(s_die, ++_number);
        await using Mailbox teller = node.CreateMailbox();
        await using Mailbox watched = node.CreateMailbox();
        Reference linker = await teller.MonitorAsync("soak_linker", beam);
        await teller.SendAsync("soak_linker", beam, Term.Tuple(Atom.Get("watch"), watched.Pid, teller.Pid));
        Term ready = await NextAsync(teller);
        if (ready is ErlTuple and [Atom { Name: "ready" }, Pid])
        {
            // Its link and monitor came on the connection before this answer.
            watched.End(reason);
            Term saw = await NextAsync(teller);
            Judge(saw.Equals(Term.Tuple(Atom.Get("saw"), reason, reason)), [saw]);
            figures.Add("links and monitors of the BEAM on .NET");
        }
        else
        {
            Judge(false, [ready]);
        }

        teller.Demonitor(linker);
    }

    private static async Task<Term> NextAsync(Mailbox mailbox) => await mailbox.ReceiveAsync().AsTask().WaitAsync(Session.Bound);

    /// <summary>Anything else than what was to be seen is right only where the connection is lost.</summary>
    private void Judge(bool right, List<Term> seen)
    {
        if (right)
        {
            return;
        }

        if (!lost.IsCompleted)
        {
            figures.Fail($"{beam}: saw {string.Join(", ", seen)}");
        }

        throw new ProcessExitException(Atom.Get(beam), Atom.Noconnection);
    }
}
