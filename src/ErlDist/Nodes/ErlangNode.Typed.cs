using ErlDist.Embedding;
using ErlDist.Mapping;
using ErlDist.Mapping.Generated;
using ErlDist.Nodes;
using ErlDist.Nodes.Typed;

namespace ErlDist;

public sealed partial class ErlangNode
{
    /// <summary><c>gen_server:call({Name, Node}, Request)</c> with declared types.</summary>
    /// <param name="name">The registered name.</param>
    /// <param name="node">The node.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long to wait for the reply; null = 5 s, gen_server's own.</param>
    /// <param name="cancellationToken">Gives the call up; a late reply is dropped.</param>
    /// <typeparam name="TRequest">The request's type, declared or of the table in docs/types.md.</typeparam>
    /// <typeparam name="TReply">The reply's type, likewise.</typeparam>
    /// <exception cref="ProcessExitException">No such process (<c>noproc</c>), it ended, or the connection broke (<c>noconnection</c>).</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    /// <exception cref="TermFormatException">The request has no form in Erlang, or the reply is not of that type; the message names the member.</exception>
    public Task<TReply> CallAsync<TRequest, TReply>(
        string name, string node, TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CallTypedAsync<TRequest, TReply>(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), request, timeout, cancellationToken);

    /// <summary><c>gen_server:call(Pid, Request)</c> with declared types; see the other overload.</summary>
    public Task<TReply> CallAsync<TRequest, TReply>(
        Pid process, TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        return CallTypedAsync<TRequest, TReply>(MonitorTarget.Of(process), request, timeout, cancellationToken);
    }

    /// <summary><c>gen_server:cast({Name, Node}, Message)</c> with a declared type.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="TermFormatException">The message has no form in Erlang; the exception names the member.</exception>
    public ValueTask CastAsync<T>(string name, string node, T message, CancellationToken cancellationToken = default) =>
        CastAsync(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), new TypedMessage<T>(message), cancellationToken);

    /// <summary><c>{Name, Node} ! Message</c> with a declared type.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="TermFormatException">The message has no form in Erlang; the exception names the member.</exception>
    public ValueTask SendAsync<T>(string name, string node, T message, CancellationToken cancellationToken = default) =>
        SendAsync(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), new TypedMessage<T>(message), cancellationToken);

    /// <summary>
    /// A gen_server in one function: it answers calls under a name until the node stops or it is disposed of. What the function throws
    /// fails that call with <c>{Exception, Message}</c> as the reason and is logged, and the server lives on;
    /// <see cref="ProcessExitException"/> ends it with that reason, and by default it is restarted.
    /// </summary>
    /// <param name="name">The name to register.</param>
    /// <param name="handleCall">The function.</param>
    /// <param name="options">Restarts, concurrency and the bound of the queue.</param>
    /// <exception cref="InvalidOperationException">The name is taken, or the node has no name yet.</exception>
    public ServedProcess Serve(string name, Func<Term, CancellationToken, ValueTask<Term>> handleCall, ServeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handleCall);
        return ServeProcess(name, new ServedFunction(handleCall), options);
    }

    /// <summary>
    /// A gen_server in one function of declared types. A request of another type fails that one call: the caller sees the exit reason
    /// <c>{not_convertible, Text}</c>, the text naming the member.
    /// </summary>
    /// <param name="name">The name to register.</param>
    /// <param name="handleCall">The function.</param>
    /// <param name="options">Restarts, concurrency and the bound of the queue.</param>
    /// <typeparam name="TRequest">The request's type, declared or of the table in docs/types.md.</typeparam>
    /// <typeparam name="TReply">The reply's type, likewise.</typeparam>
    /// <exception cref="InvalidOperationException">The name is taken, or the node has no name yet.</exception>
    public ServedProcess Serve<TRequest, TReply>(
        string name, Func<TRequest, CancellationToken, ValueTask<TReply>> handleCall, ServeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handleCall);
        return ServeProcess(
            name,
            new ServedFunction(async (request, cancellation) =>
                ErlTypes.ToTerm(await handleCall(ErlTypes.FromTerm<TRequest>(request), cancellation).ConfigureAwait(false))),
            options);
    }

    /// <summary>Serves an interface declared with [ErlService] as a gen_server.</summary>
    /// <param name="name">The name to register.</param>
    /// <param name="service">The implementation; with <see cref="ServeOptions.Concurrency"/> above 1 it is called by several threads at once.</param>
    /// <param name="options">Restarts, concurrency and the bound of the queue.</param>
    /// <typeparam name="T">The interface.</typeparam>
    /// <exception cref="InvalidOperationException">The name is taken, the node has no name yet, or the interface is not declared.</exception>
    public ServedProcess Serve<T>(string name, T service, ServeOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(service);
        return ServeProcess(name, new ServedService(ErlServices.Server(service)), options);
    }

    /// <summary>A proxy of an interface declared with [ErlService]: its methods are calls and casts of a gen_server.</summary>
    /// <param name="name">The registered name.</param>
    /// <param name="node">The node, which is connected to by the first call.</param>
    /// <param name="timeout">How long calls wait that do not say it themselves; null = 5 s, gen_server's own.</param>
    /// <typeparam name="T">The interface.</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared.</exception>
    public T Service<T>(string name, string node, TimeSpan? timeout = null)
        where T : class => ErlServices.Proxy<T>(new ServiceChannel(this, name, node, timeout));

    /// <summary>A proxy of an interface declared with [ErlModule]: its methods are <c>erpc:call/4</c> of the module's functions.</summary>
    /// <param name="node">The node, which is connected to by the first call.</param>
    /// <param name="timeout">How long calls wait that do not say it themselves; null = 5 s, as for calls.</param>
    /// <typeparam name="T">The interface.</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared.</exception>
    public T Module<T>(string node, TimeSpan? timeout = null)
        where T : class => ErlServices.Proxy<T>(new ServiceChannel(this, "", node, timeout));

    /// <summary>Makes the methods of a class or interface declared with [ErlModule] callable by rpc and erpc from every node with the cookie.</summary>
    /// <param name="module">The implementation.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="InvalidOperationException">The type is not declared.</exception>
    public void Export<T>(T module)
        where T : class => ErlServices.Export(this, module);

    private Task<TReply> CallTypedAsync<TRequest, TReply>(MonitorTarget process, TRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var call = new TypedCall<TRequest, TReply>(new TypedMessage<TRequest>(request), ErlTypes.Codec<TReply>());
        return CallAsync<TypedCall<TRequest, TReply>, TReply>(process, call, timeout, cancellationToken);
    }

    private ServedProcess ServeProcess(string name, IServed served, ServeOptions? options)
    {
        ServeOptions chosen = options ?? ServeOptions.Default;
        return new ServedProcess(this, name, chosen, owner => new ServingProcess(this, served, chosen, owner));
    }

    private sealed class ServedFunction(Func<Term, CancellationToken, ValueTask<Term>> handleCall) : IServed
    {
        public ValueTask<Term> CallAsync(Term request, Pid caller, ServingProcess process, CancellationToken cancellationToken) => handleCall(request, cancellationToken);

        public ValueTask CastAsync(Term message, CancellationToken cancellationToken) =>
            throw new TermFormatException("a function takes calls only, found a cast", 0);
    }
}
