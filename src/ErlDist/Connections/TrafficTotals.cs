using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>What went over all connections of a node, those that are gone included, so that no sum ever falls.</summary>
/// <param name="up">The connections that are up.</param>
internal sealed class TrafficTotals(Func<IEnumerable<Connection>> up)
{
    /// <summary>How many peers are told apart; the names of the others, and dynamic ones, are folded into one.</summary>
    private const int MaxPeers = 256;
    private const string Dynamic = "(dynamic)";
    private const string Others = "(others)";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, Bytes> _pastBytes = [];
    private readonly Signals _past = new();

    /// <summary>A connection has carried its last byte: its counts are kept.</summary>
    public void Retire(Connection connection)
    {
        lock (_gate)
        {
            string peer = NameOf(connection);
            _pastBytes[peer] = BytesOf(_pastBytes, peer).With(connection);
            _past.Add(connection);
            connection.IsRetired = true;
        }
    }

    /// <summary>The bytes read and written, by peer.</summary>
    public IReadOnlyDictionary<string, Bytes> ByPeer()
    {
        lock (_gate)
        {
            var sums = new Dictionary<string, Bytes>(_pastBytes);
            foreach (Connection connection in Live())
            {
                string peer = NameOf(connection);
                sums[peer] = BytesOf(sums, peer).With(connection);
            }

            return sums;
        }
    }

    /// <summary>The signals and fragments, both ways.</summary>
    public Signals BySignal()
    {
        lock (_gate)
        {
            var sum = new Signals();
            sum.Add(_past);
            foreach (Connection connection in Live())
            {
                sum.Add(connection);
            }

            return sum;
        }
    }

    /// <summary>A peer's name as the value of a tag.</summary>
    public string TagOf(Connection connection)
    {
        lock (_gate)
        {
            return NameOf(connection);
        }
    }

    private IEnumerable<Connection> Live() => up().Where(connection => !connection.IsRetired);

    private static Bytes BytesOf(Dictionary<string, Bytes> sums, string peer) => sums.GetValueOrDefault(peer);

    private string NameOf(Connection connection)
    {
        if (connection.Handshake.PeerFlags.Has(DistributionFlags.NameMe))
        {
            return Dynamic;
        }

        string name = connection.PeerName.Name;
        return _names.Contains(name) || (_names.Count < MaxPeers && _names.Add(name)) ? name : Others;
    }

    /// <summary>Bytes, without TLS.</summary>
    internal readonly record struct Bytes(long Read, long Written)
    {
        public Bytes With(Connection connection) => new(Read + connection.ReadBytes, Written + connection.Outbound.WrittenBytes);
    }

    /// <summary>Signals by kind, and fragments.</summary>
    internal sealed class Signals
    {
        public long[] Read { get; } = new long[SignalCounts.Kinds];

        public long[] Written { get; } = new long[SignalCounts.Kinds];

        public long FragmentsRead { get; private set; }

        public long FragmentsWritten { get; private set; }

        public void Add(Connection connection)
        {
            connection.Received.AddTo(Read);
            connection.Outbound.Sent.AddTo(Written);
            FragmentsRead += connection.Received.Fragments;
            FragmentsWritten += connection.Outbound.Sent.Fragments;
        }

        public void Add(Signals other)
        {
            for (int kind = 0; kind < Read.Length; kind++)
            {
                Read[kind] += other.Read[kind];
                Written[kind] += other.Written[kind];
            }

            FragmentsRead += other.FragmentsRead;
            FragmentsWritten += other.FragmentsWritten;
        }
    }
}
