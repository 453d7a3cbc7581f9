using System.Net.Sockets;
using AkkaErlDist.Configuration;
using DotNetty.Transport.Channels;
using ErlDist.Carriers;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace AkkaErlDist.Carriers;

/// <summary>
/// <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> and <c>inet6_tcp</c> on DotNetty channels: its event loops move the
/// bytes. Addresses, ports and TLS follow the rules of the carriers on sockets. TLS lies on the channel, not in its pipeline:
/// DotNetty 0.7.6's TlsHandler loses its place, and with it the connection, when the end of TLS 1.3's handshake and what
/// follows arrive together.
/// </summary>
public sealed class DotNettyCarrier : SocketCarrier, IAsyncDisposable
{
    private readonly DotNettySettings _settings;
    private readonly TlsAuthentication? _tls;
    private readonly MultithreadEventLoopGroup _loops;

    /// <summary>Makes one; reads and checks all files that the options name.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="tls">The TLS options of both roles; null = plain TCP.</param>
    /// <param name="settings">What only DotNetty has.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go.</param>
    /// <exception cref="TlsOptionException">An option or a file is of no use.</exception>
    public DotNettyCarrier(AddressFamily family, TlsOptions? tls, DotNettySettings? settings = null, ILoggerFactory? loggers = null)
        : base(family)
    {
        _settings = settings ?? new DotNettySettings();
        _tls = tls is null ? null : new TlsAuthentication(tls, loggers);
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

    private protected override ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken) =>
        OpenAsync(socket, _tls?.BeginClient(target.Host, target.NodeName, socket.RemoteEndPoint), ConnectSocket, cancellationToken);

    private protected override ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken) =>
        OpenAsync(socket, _tls?.BeginServer(socket.RemoteEndPoint, options.AllowedHosts?.Invoke()), ListenSocket, cancellationToken);

    /// <param name="socket">The connected socket; belongs to the connection from now on.</param>
    /// <param name="handshake">TLS as the options want it; null without TLS.</param>
    /// <param name="settings">What was asked for of its socket, which counts before what DotNetty's section says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    private async ValueTask<ICarrierConnection> OpenAsync(
        Socket socket, TlsHandshake? handshake, SocketSettings settings, CancellationToken cancellationToken)
    {
        Tune(socket, settings);
        handshake?.SocketOptions.Apply(socket);
        var channel = new ConnectedChannel(socket);
        channel.Configuration.WriteBufferHighWaterMark = _settings.WriteBufferHighWaterMark;
        channel.Configuration.WriteBufferLowWaterMark = _settings.WriteBufferLowWaterMark;
        var pipe = new ChannelPipe(channel);
        channel.Pipeline.AddLast(pipe);
        var connection = new DotNettyConnection(pipe);
        try
        {
            await _loops.RegisterAsync(channel).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connection.Abort();
            throw;
        }

        return handshake is null
            ? connection
            : await TlsConnection.OpenAsync(connection, new ChannelStream(pipe), handshake, cancellationToken).ConfigureAwait(false);
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
