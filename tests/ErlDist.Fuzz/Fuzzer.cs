using System.Diagnostics;
using System.Text;

namespace ErlDist.Fuzz;

/// <summary>What a run came to.</summary>
/// <param name="Cases">How many cases were run.</param>
/// <param name="Messages">How many messages they had.</param>
/// <param name="Refused">How many cases were refused by one of our own exceptions.</param>
/// <param name="Finds">What must not have happened.</param>
/// <param name="SlowestCase">The longest that a case took.</param>
/// <param name="LargestCase">The most that a case allocated, in bytes.</param>
public sealed record FuzzReport(
    long Cases, long Messages, long Refused, IReadOnlyList<FuzzFind> Finds, TimeSpan SlowestCase, long LargestCase);

/// <summary>A case that went wrong; its messages can become a row of a table of tests.</summary>
public sealed record FuzzFind(string Layer, int Seed, long Number, string What, byte[][] Messages)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder($"{Layer}, seed {Seed}, case {Number}: {What}");
        foreach (byte[] message in Messages)
        {
            text.AppendLine().Append("    ").Append(Convert.ToHexStringLower(message.AsSpan(0, Math.Min(message.Length, 4096))));
        }

        return text.ToString();
    }
}

/// <summary>Runs cases and watches what they take.</summary>
/// <param name="options">What to run.</param>
/// <param name="layers">What of; null = all of this project.</param>
public sealed class Fuzzer(FuzzOptions options, IEnumerable<IFuzzLayer>? layers = null)
{
    private const int MaxFinds = 20;

    private readonly IFuzzLayer[] _layers =
    [
        .. from layer in layers ?? FuzzLayers.All()
           where options.Layer is null || options.Layer == layer.Name
           select layer,
    ];

    private readonly List<FuzzFind> _finds = [];
    private readonly HashSet<string> _kinds = [];
    private FuzzFind? _running;
    private long _started;
    private long _cases;
    private long _messages;
    private long _refused;
    private TimeSpan _slowest;
    private long _largest;

    /// <summary>How far it is.</summary>
    public FuzzReport Report => new(_cases, _messages, _refused, [.. _finds], _slowest, _largest);

    /// <summary>Runs the cases that were asked for.</summary>
    /// <param name="onHang">Called from another thread for a case that does not end; there is no other way to stop it.</param>
    public FuzzReport Run(Action<FuzzFind> onHang, CancellationToken cancellation)
    {
        if (_layers.Length == 0)
        {
            throw new ArgumentException($"There is no layer '{options.Layer}'.");
        }

        using var watch = new Timer(_ => Watch(onHang), null, options.MaxTime, options.MaxTime);
        for (long number = 0; number != options.Cases && _finds.Count < MaxFinds && !cancellation.IsCancellationRequested; number++)
        {
            RunCase(_layers[number % _layers.Length], number);
        }

        return Report;
    }

    private void RunCase(IFuzzLayer layer, long number)
    {
        byte[][] messages = layer.MakeCase(new Random(HashCode(options.Seed, number)));
        var find = new FuzzFind(layer.Name, options.Seed, number, "", messages);
        _started = Stopwatch.GetTimestamp();
        Volatile.Write(ref _running, find);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? what = Try(layer, messages);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Volatile.Write(ref _running, null);
        TimeSpan taken = Stopwatch.GetElapsedTime(_started);
        if (what is null && allocated > options.MaxBytes + (options.MaxBytesPerByte * messages.Sum(m => (long)m.Length)))
        {
            what = $"{allocated} bytes allocated";
        }

        if (what is null && taken > options.MaxTime)
        {
            what = $"{taken} taken";
        }

        // One find of a kind is enough: the rest of its kind would hide the others.
        if (what is not null && _kinds.Add(layer.Name + FirstLines(what)))
        {
            _finds.Add(find with { What = what });
        }

        _cases++;
        _messages += messages.Length;
        _largest = Math.Max(_largest, allocated);
        _slowest = taken > _slowest ? taken : _slowest;
    }

    private string? Try(IFuzzLayer layer, byte[][] messages)
    {
        try
        {
            layer.Run(messages);
            return null;
        }
        catch (ErlangException)
        {
            _refused++;
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.ToString();
        }
    }

    private void Watch(Action<FuzzFind> onHang)
    {
        if (Volatile.Read(ref _running) is { } find && Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > 5 * options.MaxTime)
        {
            onHang(find with { What = "it doesn't end" });
        }
    }

    // An exception and where it was thrown; of a number only that there is one.
    private static string FirstLines(string what) =>
        string.Join('\n', what.Split('\n').Take(3).Select(line => string.Concat(line.Where(c => !char.IsDigit(c)))));

    // The same in every process, unlike System.HashCode.
    private static int HashCode(int seed, long number)
    {
        ulong mixed = ((ulong)number + ((ulong)(uint)seed << 40)) * 0x9E3779B97F4A7C15;
        return (int)(mixed ^ (mixed >> 32));
    }
}
