using System.Globalization;
using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>The values of one flag, taken from the left.</summary>
/// <param name="flag">The flag as it stands on the command line, with its dash; complaints begin with it.</param>
/// <param name="values">Its values.</param>
internal sealed class FlagValues(string flag, IEnumerable<string> values)
{
    private readonly Queue<string> _values = new(values);

    public string Flag => flag;

    public string? Next => _values.TryPeek(out string? next) ? next : null;

    public int Count => _values.Count;

    public IEnumerable<string> Rest()
    {
        while (_values.TryDequeue(out string? value))
        {
            yield return value;
        }
    }

    public bool TryTake(out string value) => _values.TryDequeue(out value!);

    public string Take(string what) => _values.TryDequeue(out string? value) ? value : throw Error($"takes {what}");

    public bool TakeBoolean() => TakeOptionalBoolean() ?? throw Error($"takes true or false, not '{Next}'");

    public bool? TakeOptionalBoolean() => Next is "true" or "false" ? _values.Dequeue() == "true" : null;

    public int TakePort()
    {
        const string What = "a port from 1 to 65535";
        string text = Take(What);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw Error($"takes {What}, not '{text}'");
    }

    public ErlFlagException Error(string complaint) => new(flag, $"{flag} {complaint}.");
}
