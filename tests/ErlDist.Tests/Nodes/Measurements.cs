using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ErlDist.Tests.Nodes;

/// <summary>What one node measures: all that its meter's instruments say, told apart by the node's name from those of tests beside.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string Tags), double> _values = new();
    private readonly ConcurrentDictionary<(string Instrument, string Tags), int> _counts = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly string? _node;

    /// <param name="node">The node's name; null: all that has none.</param>
    public Measurements(string? node)
    {
        _node = node;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ErlangNode.InstrumentationName)
            {
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments that were published.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>What an instrument says now of one set of tags, written <c>key=value,key=value</c> in order; null where it says nothing.</summary>
    public double? Value(string instrument, string tags = "")
    {
        _listener.RecordObservableInstruments();
        return _values.TryGetValue((instrument, tags), out double value) ? value : null;
    }

    /// <summary>How often a histogram has measured.</summary>
    public int Count(string instrument, string tags = "") => _counts.GetValueOrDefault((instrument, tags));

    /// <summary>Waits until an instrument says it.</summary>
    public async Task WaitAsync(Func<Measurements, bool> condition)
    {
        using var limit = new CancellationTokenSource(NodePair.Bound);
        while (!condition(this))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? node = null;
        var others = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object? tag) in tags)
        {
            if (key == "erldist.node")
            {
                node = (string?)tag;
            }
            else
            {
                others.Add(key, (string)tag!);
            }
        }

        if (node != _node)
        {
            return;
        }

        (string, string) place = (instrument.Name, string.Join(',', others.Select(t => $"{t.Key}={t.Value}")));
        _counts.AddOrUpdate(place, 1, (_, count) => count + 1);
        bool adds = instrument is Counter<long> or Histogram<double>;
        _values.AddOrUpdate(place, value, (_, before) => adds ? before + value : value);
    }
}
