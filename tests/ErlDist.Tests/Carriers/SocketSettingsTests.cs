using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Tests.Carriers;

public sealed class SocketSettingsTests
{
    [Fact]
    public void What_is_given_is_set_and_the_rest_stays()
    {
        using var untouched = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        new SocketSettings
        {
            NoDelay = false,
            KeepAlive = true,
            SendBufferSize = 32_768,
            ReceiveBufferSize = 16_384,
            Linger = TimeSpan.FromSeconds(3),
            TypeOfService = 16,
            Priority = 3,
        }.Apply(socket);
        new SocketSettings().Apply(untouched);

        Assert.False(socket.NoDelay);
        Assert.True(untouched.NoDelay);
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.Equal(0, (int)untouched.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);

        // Linux doubles sizes.
        Assert.InRange(socket.SendBufferSize, 32_768, 65_536);
        Assert.InRange(socket.ReceiveBufferSize, 16_384, 32_768);
        Assert.Equal((true, 3), (socket.LingerState!.Enabled, socket.LingerState.LingerTime));
        Assert.Equal(16, (int)socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService)!);
        if (OperatingSystem.IsLinux())
        {
            byte[] priority = new byte[sizeof(int)];
            socket.GetRawSocketOption(1, 12, priority);
            Assert.Equal(3, BitConverter.ToInt32(priority));
        }
    }
}
