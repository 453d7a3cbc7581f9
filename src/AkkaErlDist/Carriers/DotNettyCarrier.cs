using System.Net.Sockets;
using AkkaErlDist.Configuration;
using DotNetty.Transport.Channels;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace AkkaErlDist.Carriers;

/// <summary>
/// <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> and <c>inet6_tcp</c> on DotNetty channels: its event loops move the
/// bytes. Addresses, ports and TLS follow the rules of the carriers on sockets. TLS lies on the channel, not in its pipeline:
/// DotNetty 0.7.6's TlsHandler loses its place, and with it the connection, when the end of TLS 1.3's handshake and what
/// follows arrive together.
/// </summary>
internal sealed class DotNettyCarrier : SocketCarrier, IAsyncDisposable
{
    private readonly DotNettySettings _settings;
    private readonly CarrierTls? _tls;
    private readonly MultithreadEventLoopGroup _loops;

    /// <summary>Makes one; reads and checks all files that the options name.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="tls">The TLS options of both roles; null = plain TCP.</param>
    /// <param name="settings">What only DotNetty has.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go.</param>
    /// <exception cref="TlsOptionException">An option or a file is unusable.</exception>
    public DotNettyCarrier(AddressFamily family, TlsOptions? tls, DotNettySettings? settings = null, ILoggerFactory? loggers = null)
        : base(family)
    {
        _settings = settings ?? new DotNettySettings();
        _tls = tls is null ? null : new CarrierTls(tls, loggers);
        _loops = new MultithreadEventLoopGroup(_settings.IoThreads > 0 ? _settings.IoThreads : Math.Max(1, Environment.ProcessorCount / 2));
    }

    /// <inheritdoc/>
    public override string Name => (Family, IsSecure) switch
    {
        (AddressFamily.InterNetwork, true) => "inet_tls",
        (AddressFamily.InterNetwork, false) => "inet_tcp",
        (_, true) => "inet6_tls",
        (_, false) => "inet6_tcp",
    };

    /// <inheritdoc/>
    public override bool IsSecure => _tls is not null;

    /// <inheritdoc/>
    public override ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken)
    {
        _tls?.RequireServerCertificate();
        return base.ListenAsync(options with { Backlog = ListenSocket.Backlog ?? _settings.Backlog }, cancellationToken);
    }

    /// <summary>Ends the event loops; connections that are still open break.</summary>
    public async ValueTask DisposeAsync() =>
        await _loops.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(2)).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<ICarrierConnection> OpenConnectedAsync(Socket socket, ConnectTarget target, CancellationToken cancellationToken)
    {
        DotNettyConnection plain = await OpenAsync(socket, ConnectSocket, cancellationToken).ConfigureAwait(false);
        return _tls is null ? plain : await _tls.ConnectAsync(plain, target, socket, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<ICarrierConnection> OpenAcceptedAsync(Socket socket, ListenOptions options, CancellationToken cancellationToken)
    {
        DotNettyConnection plain = await OpenAsync(socket, ListenSocket, cancellationToken).ConfigureAwait(false);
        return _tls is null ? plain : await _tls.AcceptAsync(plain, options, socket, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A plain connection on a channel of the event loops.</summary>
    /// <param name="socket">The connected socket; belongs to the connection from now on.</param>
    /// <param name="settings">What was asked for of its socket, which counts before what DotNetty's section says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    private async ValueTask<DotNettyConnection> OpenAsync(Socket socket, SocketSettings settings, CancellationToken cancellationToken)
    {
        Tune(socket, settings);
        var channel = new ConnectedChannel(socket);
        channel.Configuration.WriteBufferHighWaterMark = _settings.WriteBufferHighWaterMark;
        channel.Configuration.WriteBufferLowWaterMark = _settings.WriteBufferLowWaterMark;
        var pipe = new ChannelPipe(channel);
        channel.Pipeline.AddLast(pipe);
        var connection = new DotNettyConnection(pipe, isPlain: !IsSecure);
        try
        {
            await _loops.RegisterAsync(channel).WaitAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private void Tune(Socket socket, SocketSettings settings)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, settings.KeepAlive ?? _settings.TcpKeepAlive);
        if (settings.SendBufferSize is null && _settings.SendBufferSize is { } send)
        {
            socket.SendBufferSize = send;
        }

        if (settings.ReceiveBufferSize is null && _settings.ReceiveBufferSize is { } receive)
        {
            socket.ReceiveBufferSize = receive;
        }
    }
}
