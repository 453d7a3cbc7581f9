using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ErlDist.Tests.Discovery;

/// <summary>A name server on loopback that knows what it is told: A records, and SRV records with the addresses of their targets beside them.</summary>
internal sealed class DnsServer : IDisposable
{
    private const ushort A = 1;
    private const ushort Srv = 33;
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Dictionary<string, List<IPAddress>> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<(string Target, ushort Port)>> _services = new(StringComparer.OrdinalIgnoreCase);

    public DnsServer() => _ = AnswerAsync();

    public IPEndPoint EndPoint => (IPEndPoint)_udp.Client.LocalEndPoint!;

    public void AddAddress(string name, string address) => Add(_addresses, name, IPAddress.Parse(address));

    public void AddService(string name, string target, ushort port) => Add(_services, name, (target, port));

    public void Dispose() => _udp.Dispose();

    private static void Add<T>(Dictionary<string, List<T>> table, string name, T value)
    {
        if (!table.TryGetValue(name, out List<T>? values))
        {
            table.Add(name, values = []);
        }

        values.Add(value);
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                UdpReceiveResult query = await _udp.ReceiveAsync();
                await _udp.SendAsync(Answer(query.Buffer), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var labels = new List<string>();
        int pos = 12;
        while (query[pos] > 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, pos + 1, query[pos]));
            pos += 1 + query[pos];
        }

        string name = string.Join('.', labels);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(pos + 1));
        var answers = new List<byte[]>();
        var additional = new List<byte[]>();
        if (type == A)
        {
            answers.AddRange(_addresses.GetValueOrDefault(name, []).Select(address => Record(name, A, address.GetAddressBytes())));
        }
        else if (type == Srv)
        {
            foreach ((string target, ushort port) in _services.GetValueOrDefault(name, []))
            {
                answers.Add(Record(name, Srv, [0, 1, 0, 1, (byte)(port >> 8), (byte)port, .. Name(target)]));
                additional.AddRange(_addresses.GetValueOrDefault(target, []).Select(address => Record(target, A, address.GetAddressBytes())));
            }
        }

        bool known = _addresses.ContainsKey(name) || _services.ContainsKey(name);
        byte[] head = [query[0], query[1], 0x84, (byte)(known ? 0x80 : 0x83), 0, 1, 0, (byte)answers.Count, 0, 0, 0, (byte)additional.Count];
        return [.. head, .. query[12..(pos + 5)], .. answers.SelectMany(r => r), .. additional.SelectMany(r => r)];
    }

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static byte[] Record(string name, ushort type, byte[] data) =>
        [.. Name(name), 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];
}
