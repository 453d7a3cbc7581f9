using System.ComponentModel;
using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using ErlDist.Nodes.Typed;

namespace ErlDist.Mapping.Generated;

/// <summary>How a generated proxy reaches what it stands for: a registered process, or the modules of a node.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ServiceChannel
{
    private readonly ErlangNode _node;
    private readonly MonitorTarget _process;
    private readonly TimeSpan? _timeout;
    private readonly Func<IDisposable>? _scope;

    /// <summary>Makes one.</summary>
    /// <param name="node">This node.</param>
    /// <param name="name">The registered name; empty for functions.</param>
    /// <param name="peer">The node of the process or the functions.</param>
    /// <param name="timeout">How long calls wait that do not say it themselves; null = 5 s.</param>
    /// <param name="scope">What surrounds encoding and decoding; null = nothing.</param>
    public ServiceChannel(ErlangNode node, string name, string peer, TimeSpan? timeout = null, Func<IDisposable>? scope = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _timeout, _scope) = (node, timeout, scope);
        _process = MonitorTarget.Of(Atom.Get(name), Atom.Get(peer));
    }

    /// <summary><c>gen_server:call</c>.</summary>
    /// <param name="codec">The codec of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="replies">What comes back.</param>
    /// <param name="milliseconds">See <see cref="ErlCallAttribute.TimeoutMilliseconds"/>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    public ValueTask<TReply> CallAsync<TRequest, TReply>(
        TermCodec<TRequest> codec, TRequest request, ErlReplies<TReply> replies, int milliseconds, CancellationToken cancellationToken)
    {
        var call = new ServiceCall<TRequest, TReply>(new TypedMessage<TRequest>(codec, request, _scope), replies, _scope);
        return new(_node.CallAsync<ServiceCall<TRequest, TReply>, TReply>(_process, call, TimeoutOf(milliseconds), cancellationToken));
    }

    /// <summary><c>gen_server:cast</c>.</summary>
    /// <param name="codec">The codec of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    /// <typeparam name="T">The message.</typeparam>
    public ValueTask CastAsync<T>(TermCodec<T> codec, T message, CancellationToken cancellationToken) =>
        _node.CastAsync(_process, new TypedMessage<T>(codec, message, _scope), cancellationToken);

    /// <summary><c>erpc:call</c>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="codec">The codec of the arguments, a tuple.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="replies">What comes back.</param>
    /// <param name="milliseconds">See <see cref="ErlCallAttribute.TimeoutMilliseconds"/>.</param>
    /// <param name="cancellationToken">Gives the call up; the function keeps running.</param>
    /// <typeparam name="TArguments">The arguments.</typeparam>
    /// <typeparam name="TReply">The result.</typeparam>
    public async ValueTask<TReply> RpcAsync<TArguments, TReply>(
        string module, string function, TermCodec<TArguments> codec, TArguments arguments, ErlReplies<TReply> replies, int milliseconds,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replies);
        var tuple = (ErlTuple)Write(codec, arguments);
        Term result = await _node.RpcAsync(_process.Node.Name, module, function, Term.List(tuple.Elements), TimeoutOf(milliseconds), cancellationToken).ConfigureAwait(false);
        return Read(replies, result);
    }

    /// <summary>A call that gives a stream; see docs/services.md for the messages.</summary>
    /// <param name="codec">The codec of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="items">How the items are read.</param>
    /// <param name="milliseconds">How long the call waits that begins the stream; the items themselves may take their time.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="T">The items.</typeparam>
    public async IAsyncEnumerable<T> StreamAsync<TRequest, T>(
        TermCodec<TRequest> codec, TRequest request, ErlReplies<T> items, int milliseconds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var call = new TypedCall<TRequest, Term>(new TypedMessage<TRequest>(codec, request, _scope), TermCodecs.Term);
        Term reply = await _node.CallAsync<TypedCall<TRequest, Term>, Term>(_process, call, TimeoutOf(milliseconds), cancellationToken).ConfigureAwait(false);
        if (reply is not ErlTuple { Elements: [Atom { Name: "stream" }, Pid source] })
        {
            Read(items, reply); // An error is thrown as one; anything else is no stream.
            throw new TermFormatException("{stream, Pid} expected, found another reply", 0);
        }

        var stream = new StreamReceiver(_node, source, items.ToException);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } item)
            {
                yield return Read(items, item);
            }
        }
    }

    private TimeSpan? TimeoutOf(int milliseconds) => milliseconds switch
    {
        0 => _timeout,
        < 0 => Timeout.InfiniteTimeSpan,
        _ => TimeSpan.FromMilliseconds(milliseconds),
    };

    private Term Write<T>(TermCodec<T> codec, T value)
    {
        using IDisposable? scope = _scope?.Invoke();
        return ErlTypes.ToTerm(value, codec);
    }

    private T Read<T>(ErlReplies<T> replies, Term term)
    {
        using IDisposable? scope = _scope?.Invoke();
        return replies.Read(term);
    }
}
