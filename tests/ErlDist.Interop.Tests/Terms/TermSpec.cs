using System.Globalization;
using ErlDist.Testing;
using ErlDist.Testing.Terms;

namespace ErlDist.Interop.Tests.Terms;

/// <summary>Terms against binary_to_term, term_to_binary, erl_parse and io_lib of a real node.</summary>
public sealed class TermSpec(TermSpec.Beam beam) : IClassFixture<TermSpec.Beam>
{
    private const int Rounds = 10;
    private const int TermsOfARound = 500;

    [Fact]
    public async Task Thousands_of_our_terms_come_back_from_binary_to_term()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Term[] terms = Terms(round, identifiers: true);
            Term answer = await beam.AskAsync("answer", Term.List([.. terms.Select(t => (Term)t.Encode())]));
            for (int i = 0; i < terms.Length; i++)
            {
                byte[] bytes = ((ErlList)answer)[i] is ErlBinary binary
                    ? binary.Bytes.ToArray()
                    : throw new InvalidOperationException($"binary_to_term refuses {terms[i]} as {Convert.ToHexString(terms[i].Encode())}");
                Assert.Equal(WithoutCreators(terms[i]), WithoutCreators(Term.Decode(bytes)));
                if (OtpRelease.Current.Number >= 26 && IsWrittenInOneWay(terms[i]))
                {
                    Assert.Equal(terms[i].Encode(), bytes);
                }
            }
        }
    }

    [Fact]
    public async Task Thousands_of_its_terms_come_back_from_us()
    {
        for (int round = 0; round < Rounds; round++)
        {
            var theirs = (ErlList)await beam.AskAsync("make", Term.Tuple(round, TermsOfARound));
            Term[] terms = [.. theirs.Select(t => Term.Decode(((ErlBinary)((ErlTuple)t)[0]).Bytes.Span))];
            Term answer = await beam.AskAsync("compare", Term.List([.. terms.Select(t => (Term)t.Encode())]));
            Assert.Equal(Atom.Ok, answer);
            for (int i = 0; i < terms.Length; i++)
            {
                Assert.True(((ErlBinary)((ErlTuple)theirs[i])[1]).TryGetString(out string? text));
                Assert.Equal(terms[i], Term.Parse(text));
                if (PrintsAsWeDo && IsPrintedInOneWay(terms[i]))
                {
                    Assert.Equal(text, terms[i].ToString());
                }
            }
        }
    }

    [Fact]
    public async Task Thousands_of_our_terms_are_read_by_erl_parse()
    {
        for (int round = 0; round < Rounds; round++)
        {
            Term[] terms = Terms(round + 1000, identifiers: false);
            Term answer = await beam.AskAsync("parse", Term.List([.. terms.Select(t => (Term)t.ToString())]));
            Assert.Equal(Term.List([.. terms.Select(t => Term.Tuple(Atom.Ok, t))]), answer);
        }
    }

    [Fact]
    public async Task Terms_are_ordered_and_equal_as_there()
    {
        for (int round = 0; round < Rounds; round++)
        {
            var random = new RandomTerms(round)
            {
                Similar = round % 2 == 0, Records = OtpRelease.Current.Number >= 29, Identifiers = OtpRelease.Current.Number >= 24,
            };
            Term[] terms =
            [
                .. Enumerable.Range(0, TermsOfARound).Select(_ => random.Next(round % 4 == 0 ? 2 : 3))
                    .Where(t => Every(t, inner => inner is not ErlFun)), // What a node makes of a fun's bytes depends on those before.
            ];
            var answer = (ErlTuple)await beam.AskAsync("order", Term.List(terms));
            for (int i = 0; i < terms.Length; i++)
            {
                (Term left, Term right) = (terms[i], terms[(i + 1) % terms.Length]);
                char expected = (char)((ErlInteger)((ErlList)answer[1])[i]).Value;
                char ours = left.EqualsExactly(right) ? ':' : left.EqualsLoosely(right) ? '=' : left < right ? '<' : '>';
                Assert.True(expected == ours, $"{left} {ours} {right}, to the node {expected}");
            }

            var theirs = (ErlList)answer[0];
            Term[] mine = [.. terms.Order()];
            for (int i = 0; i < mine.Length; i++)
            {
                Assert.True(WithoutCreators(mine[i]).EqualsLoosely(WithoutCreators(theirs[i])), $"at {i}: {mine[i]}, there {theirs[i]}");
            }
        }
    }

    /// <summary>OTP has no limit of depth: lists in lists, output built by appending, and as deep as we go.</summary>
    [Fact]
    public async Task Deep_terms_travel_both_ways()
    {
        Term[] deep =
        [
            Enumerable.Range(0, 1500).Aggregate((Term)ErlList.Empty, (inner, _) => Term.List(inner)),
            Enumerable.Range(0, 1100).Aggregate((Term)ErlList.Empty, (inner, i) => Term.List(inner, i % 128)),
            Enumerable.Range(0, TermLimits.Default.MaxDepth).Aggregate((Term)1, (inner, _) => Term.Tuple(inner)),
        ];
        var answer = (ErlList)await beam.AskAsync("answer", Term.List([.. deep.Select(t => (Term)t.Encode())]));
        Assert.Equal(deep.Select(t => (Term)t.Encode()), answer);
        Assert.All(deep.Zip(answer), pair => Assert.True(pair.First == Term.Decode(((ErlBinary)pair.Second).Bytes.Span)));
    }

    /// <summary>They are new in OTP 29.</summary>
    [Fact]
    public async Task Native_records_travel_both_ways()
    {
        if (OtpRelease.Current.Number < 29)
        {
            return;
        }

        var random = new RandomTerms(5) { Records = true };
        Term[] terms = [.. Enumerable.Range(0, TermsOfARound).Select(_ => random.Next()).Where(t => t is ErlNativeRecord)];
        Assert.NotEmpty(terms);
        var answer = (ErlList)await beam.AskAsync("answer", Term.List([.. terms.Select(t => (Term)t.Encode())]));
        var texts = (ErlList)await beam.AskAsync("print", Term.List(terms));
        for (int i = 0; i < terms.Length; i++)
        {
            Assert.Equal(WithoutCreators(terms[i]), WithoutCreators(Term.Decode(((ErlBinary)answer[i]).Bytes.Span)));
            // Names of exported functions are printed as if their UTF-8 were characters.
            if (Every(terms[i], t => t is not (Pid or Port or Reference or ErlFun or ErlExport or ErlMap { Count: > 1 })))
            {
                Assert.Equal(texts[i], new ErlBinary(terms[i].ToString()));
            }
        }
    }

    [Fact]
    public async Task Floats_are_printed_alike()
    {
        if (!PrintsAsWeDo)
        {
            return;
        }

        var random = new RandomTerms(1);
        double[] floats = [.. Enumerable.Range(0, 20_000).Select(_ => random.Double())];
        var texts = (ErlList)await beam.AskAsync("print", Term.List([.. floats.Select(f => (Term)f)]));
        for (int i = 0; i < floats.Length; i++)
        {
            Assert.Equal(texts[i], new ErlBinary(new ErlFloat(floats[i]).ToString()));
        }
    }

    [Fact]
    public async Task Texts_mean_to_erl_parse_what_they_mean_to_us()
    {
        string[] texts = [.. TextTable.Readable.Concat(TextTable.Unreadable).Select(row => row.Item1).Where(IsKnownToIt)];
        var answers = (ErlList)await beam.AskAsync("parse", Term.List([.. texts.Select(t => (Term)t)]));
        for (int i = 0; i < texts.Length; i++)
        {
            Term expected = Term.TryParse(texts[i], out Term? ours) ? Term.Tuple(Atom.Ok, ours) : Atom.Error;
            Assert.True(expected == answers[i], $"{texts[i]} is {expected} to us and {answers[i]} to erl_parse");
        }
    }

    /// <summary>Before OTP 25 large floats were printed in full, as if each digit were known, and -0.0 was read as 0.0.</summary>
    private static bool PrintsAsWeDo => OtpRelease.Current.Number >= 25;

    /// <summary>OTP 23 has no floats of 16 bits, and sigils came with 27.</summary>
    private static bool IsKnownToIt(string text) =>
        (PrintsAsWeDo || text != "-0.0") && (OtpRelease.Current.Number >= 24 || !text.Contains(":16/float", StringComparison.Ordinal))
        && (OtpRelease.Current.Number >= 27 || !(text.Contains('~', StringComparison.Ordinal) || text.StartsWith("\"\"\"", StringComparison.Ordinal)));

    private static Term[] Terms(int seed, bool identifiers)
    {
        var random = new RandomTerms(seed) { Identifiers = identifiers, LargeNumbers = OtpRelease.Current.Number >= 24 };
        return [.. Enumerable.Range(0, TermsOfARound).Select(_ => random.Next())];
    }

    /// <summary>Maps are written in another order, ports since OTP 26 always as V4_PORT_EXT; funs lose their creator.</summary>
    private static bool IsWrittenInOneWay(Term term) => Every(term, t => t is not (ErlMap { Count: > 1 } or Port or ErlFun));

    /// <summary>Maps of more than 32 keys are printed in another order than they are encoded in.</summary>
    private static bool IsPrintedInOneWay(Term term) => Every(term, t => t is not ErlMap { Count: > 32 });

    private static bool Every(Term term, Func<Term, bool> predicate) => predicate(term) && term switch
    {
        ErlMap map => map.All(pair => Every(pair.Key, predicate) && Every(pair.Value, predicate)),
        ErlList list => list.All(t => Every(t, predicate)),
        ErlTuple tuple => tuple.All(t => Every(t, predicate)),
        ErlImproperList list => list.Elements.All(t => Every(t, predicate)) && Every(list.Tail, predicate),
        ErlNativeRecord record => record.All(t => Every(t, predicate)),
        _ => true,
    };

    /// <summary>Releases from 27 on do not keep who made a fun.</summary>
    private static Term WithoutCreators(Term term) => term switch
    {
        ErlFun fun => Term.Tuple(
            fun.Module, fun.Arity ?? -1, fun.Index, fun.OldIndex, fun.OldUnique, new ErlBinary(fun.ModuleMd5),
            Term.List([.. fun.FreeVariables.Select(WithoutCreators)])),
        ErlMap map => new ErlMap([.. map.Select(p => KeyValuePair.Create(WithoutCreators(p.Key), WithoutCreators(p.Value)))]),
        ErlList list => Term.List([.. list.Select(WithoutCreators)]),
        ErlTuple tuple => Term.Tuple([.. tuple.Select(WithoutCreators)]),
        ErlImproperList list => Term.ImproperList([.. list.Elements.Select(WithoutCreators)], WithoutCreators(list.Tail)),
        ErlNativeRecord record => new ErlNativeRecord(
            record.Module, record.Name, [.. record.Keys.Zip(record.Select(WithoutCreators), KeyValuePair.Create)], record.IsExported),
        _ => term,
    };

    /// <summary>A node without distribution that has the module term_interop.</summary>
    public sealed class Beam : IAsyncLifetime
    {
        private BeamNode? _node;

        public async Task InitializeAsync()
        {
            _node = await BeamNode.StartAsync(new BeamNodeOptions { Name = null, Flags = ["+pc", "unicode"] });
            using Stream source = typeof(Beam).Assembly.GetManifestResourceStream("term_interop.erl")!;
            using var reader = new StreamReader(source);
            await _node.LoadModuleAsync(await reader.ReadToEndAsync());
        }

        public async Task DisposeAsync()
        {
            if (_node is not null)
            {
                await _node.DisposeAsync();
            }
        }

        public Task<Term> AskAsync(string function, Term argument)
        {
            string encoded = Convert.ToBase64String(argument.Encode());
            return _node!.EvalTermAsync(
                string.Create(CultureInfo.InvariantCulture, $"term_interop:{function}(binary_to_term(base64:decode(\"{encoded}\")))"),
                TimeSpan.FromMinutes(1));
        }
    }
}
