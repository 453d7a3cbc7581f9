using Akka.Actor;
using Akka.Dispatch;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Mapping.Generated;

namespace AkkaErlDist;

/// <summary>Services, interfaces declared with [ErlService], from actors and by actors; docs/services.md has it all.</summary>
public static class ErlangServices
{
    /// <summary>A proxy of an interface declared with [ErlService]: its methods are calls and casts of a gen_server.</summary>
    /// <param name="erlang">The actor system's Erlang side.</param>
    /// <param name="name">The registered name.</param>
    /// <param name="node">The node, which is connected to by the first call.</param>
    /// <param name="timeout">How long calls wait that do not say it themselves; null = 5 s, gen_server's own.</param>
    /// <typeparam name="T">The interface. Its parameters and results may hold actor references.</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared, or the Erlang node is not up.</exception>
    public static T Service<T>(this ErlangDistribution erlang, string name, string node, TimeSpan? timeout = null)
        where T : class => ErlServices.Proxy<T>(Channel(erlang, name, node, timeout));

    /// <summary>A proxy of an interface declared with [ErlModule]: its methods are functions of a module on a node.</summary>
    /// <param name="erlang">The actor system's Erlang side.</param>
    /// <param name="node">The node, which is connected to by the first call.</param>
    /// <param name="timeout">How long calls wait that do not say it themselves; null = without end.</param>
    /// <typeparam name="T">The interface.</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared, or the Erlang node is not up.</exception>
    public static T Module<T>(this ErlangDistribution erlang, string node, TimeSpan? timeout = null)
        where T : class => ErlServices.Proxy<T>(Channel(erlang, "", node, timeout));

    /// <summary>
    /// Has an actor answer the calls and casts of a service, one message at a time: <c>Context.ServeErlang&lt;IPricing&gt;(this)</c> in its
    /// constructor. It becomes that; what is no request of the service is answered with a failure.
    /// </summary>
    /// <param name="context">The actor's context.</param>
    /// <param name="service">The implementation, most often the actor itself.</param>
    /// <typeparam name="T">The interface, declared with [ErlService].</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared.</exception>
    public static void ServeErlang<T>(this IActorContext context, T service)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ServiceServer server = ErlServices.Server(service);
        var erlang = ErlangDistribution.Get(context.System);
        context.Become(message =>
        {
            IActorRef sender = context.Sender;
            Term request;
            try
            {
                request = ToTerm(erlang, message switch { GenServerCall call => call.Request, GenServerCast cast => cast.Message, _ => message });
            }
            catch (UndeclaredTypeException)
            {
                return false; // What has no form in Erlang is no request: Terminated, ReceiveTimeout and the like are unhandled, as in any actor.
            }
            catch (TermFormatException e)
            {
                sender.Tell(new Status.Failure(e), context.Self);
                return true;
            }

            bool isCall = message is GenServerCall || ErlangDistribution.AwaitsReply(sender);
            ActorTaskScheduler.RunTask(() => HandleAsync(erlang, server, request, isCall, sender, context.Self));
            return true;
        });
    }

    private static ServiceChannel Channel(ErlangDistribution erlang, string name, string node, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(erlang);
        return new ServiceChannel(erlang.Node, name, node, timeout, () => ActorRefCodec.Enter(erlang));
    }

    private static async Task HandleAsync(ErlangDistribution erlang, ServiceServer server, Term request, bool isCall, IActorRef sender, IActorRef self)
    {
        try
        {
            if (!isCall && await TryCastAsync(erlang, server, request).ConfigureAwait(true))
            {
                return;
            }

            var caller = new ServiceCaller(erlang.Node, ToTerm(erlang, sender) as Pid ?? erlang.PidOf(self), () => ActorRefCodec.Enter(erlang));
            Term reply = await Begin(erlang, () => server.CallAsync(request, caller, CancellationToken.None)).ConfigureAwait(true);
            sender.Tell(reply, self);
        }
        catch (TermFormatException e)
        {
            // The request's fault, not the actor's.
            sender.Tell(new Status.Failure(e), self);
        }
        catch (Exception e)
        {
            sender.Tell(new Status.Failure(e), self);
            throw;
        }
    }

    /// <summary>Nothing in what arrives from a sender that waits for nothing tells a cast; false where it is none.</summary>
    private static async Task<bool> TryCastAsync(ErlangDistribution erlang, ServiceServer server, Term request)
    {
        try
        {
            await Begin(erlang, () => server.CastAsync(request, CancellationToken.None)).ConfigureAwait(true);
            return true;
        }
        catch (TermFormatException)
        {
            return false;
        }
    }

    /// <summary>Reads the request where actor references can be read; what follows may continue elsewhere.</summary>
    private static T Begin<T>(ErlangDistribution erlang, Func<T> work)
    {
        using IDisposable scope = ActorRefCodec.Enter(erlang);
        return work();
    }

    private static Term ToTerm(ErlangDistribution erlang, object message) => message as Term ?? Term.Decode(erlang.Codec.Encode(message));
}
