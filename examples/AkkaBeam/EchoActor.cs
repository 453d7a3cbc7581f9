using Akka.Actor;
using AkkaErlDist;
using ErlDist;
using ErlDist.Terms;

namespace AkkaBeam;

/// <summary><c>{From, Msg}</c> → <c>From ! Msg</c>, of a pid or an alias; as a gen_server, replies the request.</summary>
internal sealed class EchoActor : ReceiveActor
{
    private Mailbox? _mailbox;

    public EchoActor() => ReceiveAny(message =>
    {
        if (ErlangDistribution.AwaitsReply(Sender))
        {
            Sender.Tell(message);
        }
        else if (message is ErlTuple and [Pid from, Term content])
        {
            ErlangDistribution.Get(Context.System).ActorFor(from).Tell(content);
        }
        else if (message is ErlTuple and [Reference alias, Term answer])
        {
            // An alias is no process, so it is no reference of Akka's: a process of the node sends to it.
            _mailbox ??= ErlangDistribution.Get(Context.System).Node.CreateMailbox();
            _ = SendAsync(_mailbox, alias, answer);
        }
    });

    protected override void PostStop() => _mailbox?.End(Atom.Normal);

    private static async Task SendAsync(Mailbox from, Reference alias, Term content)
    {
        try
        {
            await from.SendAsync(alias, content);
        }
        catch (NodeConnectionException)
        {
            // Its node has left, so it leads nowhere.
        }
    }
}
