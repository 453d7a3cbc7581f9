using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ErlDist.Carriers;

/// <summary>
/// Host names to addresses. .NET holds a thread of its pool for each look-up, and a silent name server holds that for long: here a
/// few threads of their own look up, the newest name first, all who want the same name wait for one, and what took long to fail is
/// remembered for a moment.
/// </summary>
/// <param name="resolve">Looks one up, and blocks.</param>
internal sealed class HostLookup(Func<string, AddressFamily, IPAddress[]> resolve)
{
    private const int MaxThreads = 8;
    private const int MaxWaiting = 256;
    private const int MaxFailures = 1024;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<Lookup> _newestFirst = [];
    private readonly Dictionary<(string Host, AddressFamily Family), Lookup> _underWay = [];
    private readonly Dictionary<(string Host, AddressFamily Family), (SocketException Failure, long At)> _failed = [];
    private int _threads;

    /// <summary>The system's resolver.</summary>
    public static HostLookup Shared { get; } = new((host, family) => Dns.GetHostAddresses(host, family));

    /// <summary>The addresses of a host.</summary>
    /// <param name="host">A name, or an address, which is its own.</param>
    /// <param name="family">One family, or <see cref="AddressFamily.Unspecified"/> for both.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SocketException">There is none, or too many others are being looked up.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        // RFC 6761: localhost is loopback, whatever the hosts file says.
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return family switch
            {
                AddressFamily.InterNetwork => [IPAddress.Loopback],
                AddressFamily.InterNetworkV6 => [IPAddress.IPv6Loopback],
                _ => [IPAddress.Loopback, IPAddress.IPv6Loopback],
            };
        }

        Lookup lookup = Join((host.ToLowerInvariant(), family));
        try
        {
            return await lookup.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref lookup.Waiters);
        }
    }

    private Lookup Join((string Host, AddressFamily Family) key)
    {
        Lookup? crowdedOut = null;
        lock (_gate)
        {
            if (_failed.TryGetValue(key, out (SocketException Failure, long At) failed))
            {
                if (Stopwatch.GetElapsedTime(failed.At) < s_memory)
                {
                    throw new SocketException((int)failed.Failure.SocketErrorCode);
                }

                _failed.Remove(key);
            }

            if (_underWay.TryGetValue(key, out Lookup? lookup))
            {
                Interlocked.Increment(ref lookup.Waiters);
                return lookup;
            }

            lookup = new Lookup(key) { Waiters = 1 };
            _underWay.Add(key, lookup);
            _newestFirst.AddFirst(lookup);
            if (_newestFirst.Count > MaxWaiting)
            {
                crowdedOut = _newestFirst.Last!.Value;
                _newestFirst.RemoveLast();
                _underWay.Remove(crowdedOut.Key);
            }

            if (_threads < MaxThreads)
            {
                _threads++;
                new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "erldist look-up" }.Start();
            }

            crowdedOut?.Result.TrySetException(new SocketException((int)SocketError.TryAgain));
            return lookup;
        }
    }

    private void Run()
    {
        while (Next() is { } lookup)
        {
            long start = Stopwatch.GetTimestamp();
            IPAddress[]? found = null;
            SocketException? failure = null;
            try
            {
                found = resolve(lookup.Key.Host, lookup.Key.Family);
            }
            catch (SocketException e)
            {
                failure = e;
            }
#pragma warning disable CA1031 // A name that no resolver takes is a host that is not found.
            catch (Exception)
            {
                failure = new SocketException((int)SocketError.HostNotFound);
            }
#pragma warning restore CA1031

            lock (_gate)
            {
                _underWay.Remove(lookup.Key);
                if (failure is not null && Stopwatch.GetElapsedTime(start) >= s_long)
                {
                    if (_failed.Count >= MaxFailures)
                    {
                        _failed.Clear();
                    }

                    _failed[lookup.Key] = (failure, Stopwatch.GetTimestamp());
                }
            }

            if (failure is null)
            {
                lookup.Result.TrySetResult(found!);
            }
            else
            {
                lookup.Result.TrySetException(failure);
                _ = lookup.Result.Task.Exception; // Those who waited may have gone.
            }
        }
    }

    private Lookup? Next()
    {
        lock (_gate)
        {
            while (_newestFirst.First is { } newest)
            {
                _newestFirst.RemoveFirst();
                if (Volatile.Read(ref newest.Value.Waiters) > 0)
                {
                    return newest.Value;
                }

                _underWay.Remove(newest.Value.Key);
            }

            _threads--;
            return null;
        }
    }

    private sealed class Lookup((string Host, AddressFamily Family) key)
    {
        public int Waiters;

        public (string Host, AddressFamily Family) Key => key;

        public TaskCompletionSource<IPAddress[]> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
