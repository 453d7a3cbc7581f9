using ErlDist.Epmd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Embedding;

/// <summary>
/// Asks EPMDs for nodes and registers our own (erl_dist_protocol, "Protocol between a node and EPMD"). Holds no connection of
/// its own; can be used by many threads at once.
/// </summary>
public sealed class EpmdClient
{
    private readonly EpmdOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Makes a client.</summary>
    /// <param name="options">The port of EPMD and the time limits; the environment's by default.</param>
    /// <param name="logger">Is told of registrations that are lost and renewed.</param>
    /// <param name="time">The clock for time limits and pauses.</param>
    public EpmdClient(EpmdOptions? options = null, ILogger? logger = null, TimeProvider? time = null)
    {
        _options = options ?? EpmdOptions.FromEnvironment();
        _logger = logger ?? NullLogger.Instance;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// Registers a node with the EPMD of this machine and keeps it registered: when EPMD dies and returns, the node is
    /// registered again, with the creation it got first. Starts our own server where none answers, if the options say so.
    /// </summary>
    /// <returns>The registration; it ends when disposed.</returns>
    /// <exception cref="EpmdException">
    /// <see cref="EpmdError.NameTaken"/>, <see cref="EpmdError.NotRunning"/>, <see cref="EpmdError.Timeout"/>, …
    /// </exception>
    internal async Task<EpmdRegistration> RegisterAsync(EpmdEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var registration = new EpmdRegistration(entry, AliveAsync, _options, _logger, _time);
        try
        {
            await registration.StartAsync(cancellationToken).ConfigureAwait(false);
            return registration;
        }
        catch
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks for one node.</summary>
    /// <param name="name">The part of the node name before the @.</param>
    /// <param name="host">The machine to ask; this one when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What EPMD knows of the node, or null if it is not registered.</returns>
    public async Task<EpmdEntry?> LookupAsync(string name, string? host = null, CancellationToken cancellationToken = default)
    {
        EpmdEntry? entry = null;
        await AskAsync(
            host,
            new EpmdRequest.PortPlease(name),
            answer => EpmdReply.TryDecodePort(answer, out entry),
            cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>Asks for the names and ports of all nodes of a machine; of this one when <paramref name="host"/> is null.</summary>
    public async Task<IReadOnlyList<EpmdName>> NamesAsync(string? host = null, CancellationToken cancellationToken = default) =>
        EpmdReply.ParseNames(await AskTextAsync(host, new EpmdRequest.Names(), cancellationToken).ConfigureAwait(false));

    /// <summary>Asks this machine's EPMD for all it holds, as text for people (<c>epmd -d</c>'s DUMP_REQ).</summary>
    public Task<string> DumpAsync(CancellationToken cancellationToken = default) =>
        AskTextAsync(null, new EpmdRequest.Dump(), cancellationToken);

    /// <summary>Ends this machine's EPMD (<c>epmd -kill</c>).</summary>
    /// <returns>False if it stays because nodes are registered and it was not started with relaxed command checks.</returns>
    public async Task<bool> KillAsync(CancellationToken cancellationToken = default)
    {
        bool killed = false;
        await AskAsync(
            null,
            new EpmdRequest.Kill(),
            answer =>
            {
                killed = answer.SequenceEqual("OK"u8);
                return killed || answer.SequenceEqual("NO"u8);
            },
            cancellationToken).ConfigureAwait(false);
        return killed;
    }

    /// <summary>Strikes a name from this machine's EPMD (<c>epmd -stop NAME</c>), which must take relaxed commands.</summary>
    /// <returns>False if the name was not registered.</returns>
    public async Task<bool> StopAsync(string name, CancellationToken cancellationToken = default)
    {
        bool stopped = false;
        await AskAsync(
            null,
            new EpmdRequest.Stop(name),
            answer =>
            {
                // OTP's daemon says NOEXISTSTOPPED for a name it does not have.
                stopped = answer.SequenceEqual("STOPPED"u8);
                return stopped || answer.StartsWith("NOEXIST"u8);
            },
            cancellationToken).ConfigureAwait(false);
        return stopped;
    }

    private delegate bool AnswerReader(ReadOnlySpan<byte> answer);

    private async Task<string> AskTextAsync(string? host, EpmdRequest request, CancellationToken cancellationToken)
    {
        string? text = "";
        await AskAsync(host, request, answer => EpmdReply.TryDecodeText(answer, out text), cancellationToken).ConfigureAwait(false);
        return text;
    }

    /// <summary>A request whose answer ends with the connection.</summary>
    private Task<bool> AskAsync(string? host, EpmdRequest request, AnswerReader read, CancellationToken cancellationToken) =>
        WithTimeoutAsync(
            host,
            async limit =>
            {
                using EpmdConnection connection = await EpmdConnection.ConnectAsync(host, _options.Port, limit).ConfigureAwait(false);
                await connection.SendAsync(request, limit).ConfigureAwait(false);
                byte[] answer = await connection.ReadToEndAsync(limit).ConfigureAwait(false);
                return read(answer) ? true : throw connection.Malformed();
            },
            cancellationToken);

    /// <summary>ALIVE2_REQ; the connection stays with the caller, because the registration lives as long as it does.</summary>
    private Task<(EpmdConnection Connection, uint Creation)> AliveAsync(EpmdEntry entry, CancellationToken cancellationToken) =>
        WithTimeoutAsync(
            null,
            async limit =>
            {
                EpmdConnection connection = await EpmdConnection.ConnectAsync(null, _options.Port, limit).ConfigureAwait(false);
                try
                {
                    await connection.SendAsync(new EpmdRequest.Alive(entry), limit).ConfigureAwait(false);
                    byte[] head = await connection.ReadExactlyAsync(1, limit).ConfigureAwait(false);
                    int length = EpmdReply.AliveLength(head[0]);
                    if (length == 0)
                    {
                        throw connection.Malformed();
                    }

                    byte[] rest = await connection.ReadExactlyAsync(length - 1, limit).ConfigureAwait(false);
                    uint creation = EpmdReply.DecodeAlive([.. head, .. rest])
                        ?? throw new EpmdException(
                            EpmdError.NameTaken,
                            $"EPMD refuses the name '{entry.Name}': another node on this machine has it. "
                            + "Choose another name or stop that node.");
                    return (connection, creation);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
            cancellationToken);

    private async Task<T> WithTimeoutAsync<T>(string? host, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await action(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EpmdException(
                EpmdError.Timeout,
                $"EPMD at {host ?? "localhost"}:{_options.Port} gave no answer within {_options.RequestTimeout.TotalSeconds} s: "
                + "check the firewall, and that it is EPMD that has the port.",
                e);
        }
    }
}
