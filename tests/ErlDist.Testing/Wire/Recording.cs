using System.Globalization;
using System.Reflection;
using System.Text;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Testing.Wire;

/// <summary>A frame of a recording, and what it must turn out to be.</summary>
/// <param name="Step">What the sender was asked to do.</param>
/// <param name="Frame">The frame, without its length.</param>
/// <param name="Meaning">The signal and payload as <see cref="Recording.Describe"/> tells them; "" where none is complete.</param>
public sealed record RecordedFrame(string Step, byte[] Frame, string Meaning);

/// <summary>
/// What a real node sent, in a text file: lines <c>key value</c>, then for each frame <c>&lt; hex</c> and <c>= meaning</c>, under
/// <c>&gt; step</c>. A byte that repeats is written once with its count: <c>00*512</c>.
/// </summary>
public sealed record Recording(string Name, string Origin, DistributionFlags Flags, string Local, string Peer, IReadOnlyList<RecordedFrame> Frames)
{
    private const int LeastRun = 16;

    /// <summary>All recordings in this assembly.</summary>
    public static IReadOnlyList<Recording> All { get; } = LoadAll();

    /// <summary>A signal on one line.</summary>
    public static string Describe(Signal signal, Term? payload)
    {
        var text = new StringBuilder(signal.Kind.ToString());
        Append("priority", signal.IsPriority ? "yes" : null);
        Append("from", signal.From);
        Append("to", signal.To);
        Append("name", signal.Name);
        Append("ref", signal.Ref);
        Append("id", signal.Id == 0 ? null : signal.Id);
        Append("flags", signal.SpawnFlags == SpawnFlags.None ? null : signal.SpawnFlags);
        Append("token", signal.Token);
        if (signal.Spawn is { } spawn)
        {
            Append("spawn", $"{spawn.Module}:{spawn.Function}/{spawn.Arity} {spawn.Options} leader {spawn.GroupLeader}");
        }

        Append("payload", payload is null ? null : Shorten(payload.ToString()));
        return text.ToString();

        void Append(string name, object? value)
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
            }
        }
    }

    /// <summary>The recording as a file.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"origin {Origin}\nflags {(ulong)Flags:X}\nlocal {Local}\npeer {Peer}\n");
        string step = "";
        foreach (RecordedFrame frame in Frames)
        {
            if (frame.Step != step)
            {
                step = frame.Step;
                text.Append(CultureInfo.InvariantCulture, $"> {step}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"< {FormatBytes(frame.Frame)}\n");
            if (frame.Meaning.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"= {frame.Meaning}\n");
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Recording[] LoadAll()
    {
        const string Suffix = ".frames";
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.EndsWith(Suffix, StringComparison.Ordinal)
               orderby resource
               select Parse(resource[..^Suffix.Length], new StreamReader(assembly.GetManifestResourceStream(resource)!).ReadToEnd()),
        ];
    }

    private static Recording Parse(string name, string text)
    {
        var values = new Dictionary<string, string>();
        var frames = new List<RecordedFrame>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            (string key, string value) = (line[..space], line[(space + 1)..]);
            switch (key)
            {
                case "<":
                    frames.Add(new RecordedFrame(values.GetValueOrDefault(">", ""), ParseBytes(value), ""));
                    break;
                case "=":
                    frames[^1] = frames[^1] with { Meaning = value };
                    break;
                default:
                    values[key] = value;
                    break;
            }
        }

        var flags = (DistributionFlags)ulong.Parse(values["flags"], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Recording(name, values["origin"], flags, values["local"], values["peer"], frames);
    }

    private static string FormatBytes(byte[] bytes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.Length;)
        {
            int run = 1;
            while (i + run < bytes.Length && bytes[i + run] == bytes[i])
            {
                run++;
            }

            if (run < LeastRun)
            {
                text.Append(CultureInfo.InvariantCulture, $"{bytes[i++]:x2}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $" {bytes[i]:x2}*{run} ");
                i += run;
            }
        }

        return text.ToString().Trim();
    }

    private static byte[] ParseBytes(string text)
    {
        var bytes = new List<byte>();
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int star = part.IndexOf('*', StringComparison.Ordinal);
            bytes.AddRange(star < 0
                ? Convert.FromHexString(part)
                : Enumerable.Repeat(Convert.FromHexString(part[..star])[0], int.Parse(part[(star + 1)..], CultureInfo.InvariantCulture)));
        }

        return [.. bytes];
    }

    private static string Shorten(string text)
    {
        const int Most = 400;
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= Most ? line : $"{line[..Most]}… ({line.Length} characters)";
    }
}
