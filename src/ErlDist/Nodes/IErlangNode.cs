using System.Net;
using ErlDist.Embedding;

namespace ErlDist;

/// <summary>
/// What most code needs of an <see cref="ErlangNode"/>: to call, send, connect and register. A program that takes this in place of the node
/// can be tested with a fake. Its members are described there.
/// </summary>
public interface IErlangNode
{
    /// <inheritdoc cref="ErlangNode.NodeUp"/>
    event EventHandler<NodeEventArgs>? NodeUp;

    /// <inheritdoc cref="ErlangNode.NodeDown"/>
    event EventHandler<NodeEventArgs>? NodeDown;

    /// <inheritdoc cref="ErlangNode.Name"/>
    string Name { get; }

    /// <inheritdoc cref="ErlangNode.ConnectedNodes"/>
    IReadOnlyList<string> ConnectedNodes { get; }

    /// <inheritdoc cref="ErlangNode.IsConnected"/>
    bool IsConnected(string node);

    /// <inheritdoc cref="ErlangNode.ConnectAsync(string, CancellationToken)"/>
    Task ConnectAsync(string node, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.ConnectAsync(string, DnsEndPoint?, CancellationToken)"/>
    Task ConnectAsync(string node, DnsEndPoint? endPoint, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.DisconnectAsync"/>
    Task<bool> DisconnectAsync(string node, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.PingAsync"/>
    Task PingAsync(string node, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CallAsync(string, string, Term, TimeSpan?, CancellationToken)"/>
    Task<Term> CallAsync(string name, string node, Term request, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CallAsync(Pid, Term, TimeSpan?, CancellationToken)"/>
    Task<Term> CallAsync(Pid process, Term request, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CallAsync{TRequest, TReply}(string, string, TRequest, TimeSpan?, CancellationToken)"/>
    Task<TReply> CallAsync<TRequest, TReply>(
        string name, string node, TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CallAsync{TRequest, TReply}(Pid, TRequest, TimeSpan?, CancellationToken)"/>
    Task<TReply> CallAsync<TRequest, TReply>(Pid process, TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CastAsync(string, string, Term, CancellationToken)"/>
    ValueTask CastAsync(string name, string node, Term message, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.CastAsync{T}(string, string, T, CancellationToken)"/>
    ValueTask CastAsync<T>(string name, string node, T message, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.SendAsync(string, string, Term, CancellationToken)"/>
    ValueTask SendAsync(string name, string node, Term message, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.SendAsync{T}(string, string, T, CancellationToken)"/>
    ValueTask SendAsync<T>(string name, string node, T message, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.RpcAsync"/>
    Task<Term> RpcAsync(
        string node, string module, string function, ErlList arguments, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.SpawnAsync"/>
    Task<Pid> SpawnAsync(string node, string module, string function, ErlList arguments, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ErlangNode.Service{T}"/>
    T Service<T>(string name, string node, TimeSpan? timeout = null)
        where T : class;

    /// <inheritdoc cref="ErlangNode.Module{T}"/>
    T Module<T>(string node, TimeSpan? timeout = null)
        where T : class;

    /// <inheritdoc cref="ErlangNode.Register"/>
    T Register<T>(string name, T process)
        where T : LocalProcess;

    /// <inheritdoc cref="ErlangNode.Unregister"/>
    bool Unregister(string name);

    /// <inheritdoc cref="ErlangNode.Export(string, string, int, Func{ErlList, CancellationToken, ValueTask{Term}})"/>
    void Export(string module, string function, int arity, Func<ErlList, CancellationToken, ValueTask<Term>> body);
}
