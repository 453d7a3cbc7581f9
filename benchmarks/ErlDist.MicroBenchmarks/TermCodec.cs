using System.Buffers;
using BenchmarkDotNet.Attributes;
using ErlDist.Terms;

namespace ErlDist.MicroBenchmarks;

/// <summary>Encode and decode of the shapes that the workload terms sends.</summary>
public class TermCodec
{
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly PidCache _pids = new();
    private Term _term = Atom.Get("none");
    private byte[] _encoded = [];

    [Params("message", "list", "map", "record")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _term = Shape switch
        {
            "message" => Term.Tuple(new Pid(Atom.Get("a@localhost"), 77, 0, 4), new byte[64]),
            "list" => Shapes.List(),
            "map" => Shapes.Map(),
            _ => Shapes.Record(),
        };
        _encoded = _term.Encode();
    }

    [Benchmark(Description = "encode a term")]
    public long Encode()
    {
        _output.ResetWrittenCount();
        var writer = new TermWriter(_output);
        writer.WriteTerm(_term);
        writer.Flush();
        return writer.Written;
    }

    [Benchmark(Description = "decode to a term")]
    public Term Decode()
    {
        var reader = new TermReader(_encoded, default, pids: _pids);
        reader.SkipVersion();
        return reader.ReadTerm();
    }

    [Benchmark(Description = "walk over a term")]
    public int Skip()
    {
        var reader = new TermReader(_encoded, default, pids: _pids);
        reader.SkipVersion();
        reader.Skip();
        return reader.Consumed;
    }
}

/// <summary>The shapes that the workload terms sends.</summary>
internal static class Shapes
{
    public static Term List() => Term.List([.. Enumerable.Range(0, 1024).Select(_ => (Term)new byte[128])]);

    public static Term Map() => Term.Map([.. Enumerable.Range(0, 1000).Select(i => ((Term)$"key{i}", (Term)((long)i * i)))]);

    public static Term Record() => Term.Tuple(
        Atom.Get("order"), 4711, "Ada Lovelace", "ada@example.org", 12, 349.5, true, Atom.Get("paid"), Term.List(1, 2, 3), Atom.Get("undefined"));
}
