using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Akka.Actor;
using AkkaErlDist.Serialization;
using ErlDist;

namespace AkkaErlDist.Tests.Serialization;

public class EtfCodecTests
{
    private static readonly Pid SomePid = new(Atom.Get("beam@host"), 7, 0, 1);
    private readonly EtfCodec _codec = new(new OnePid(), BinaryAs.Text);

    /// <summary>Akka's own serializer makes objects by their public constructor.</summary>
    [Fact]
    public async Task A_message_of_another_form_may_hold_an_atom()
    {
        using var system = ActorSystem.Create("json");
        var message = new Named(Atom.Get("some atom"));
        Akka.Serialization.Serializer serializer = system.Serialization.FindSerializerFor(message);
        Assert.Equal(message, serializer.FromBinary<Named>(serializer.ToBinary(message)));
        await system.Terminate();
    }

    public static TheoryData<object, string> Sent => new()
    {
        { (byte)200, "200" },
        { (short)-2, "-2" },
        { ulong.MaxValue, "18446744073709551615" },
        { long.MinValue, "-9223372036854775808" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { (Int128)5, "5" },
        { 1.5f, "1.5" },
        { -0.25, "-0.25" },
        { true, "true" },
        { Atom.Get("some atom"), "'some atom'" },
        { "hej", "<<\"hej\">>" },
        { new byte[] { 1, 255 }, "<<1,255>>" },
        { new ReadOnlyMemory<byte>([1, 255]), "<<1,255>>" },
        { new ArraySegment<byte>([0, 1, 255, 9], 1, 2), "<<1,255>>" },
        { (1, "a", false), "{1,<<\"a\">>,false}" },
        { Tuple.Create(1, new List<double> { 2.5 }), "{1,[2.5]}" },
        { new List<object?> { 1, null, "x" }, "[1,undefined,<<\"x\">>]" },
        { ImmutableList<int>.Empty, "[]" },
        { new HashSet<int> { 300 }, "[300]" },
        { new Dictionary<string, object> { ["a"] = new List<int> { 1000 } }, "#{<<\"a\">> => [1000]}" },
        { new[] { (Term)Atom.Ok, 2000 }, "[ok,2000]" },
    };

    public static TheoryData<string, object> Received => new()
    {
        { "7", 7L },
        { "-9223372036854775809", BigInteger.Parse("-9223372036854775809", CultureInfo.InvariantCulture) },
        { "2.5", 2.5 },
        { "true", true },
        { "false", false },
        { "ok", Atom.Ok },
        { "<<\"hej\">>", "hej" },
        { "<<255>>", new byte[] { 255 } },
        { "{<<\"a\">>,1}", Term.Tuple("a", 1) },
        { "[1,2]", Term.List(1, 2) },
        { "[]", ErlList.Empty },
    };

    [Theory]
    [MemberData(nameof(Sent))]
    public void A_natural_value_is_sent_as_the_term_that_it_is(object value, string term)
    {
        Assert.Equal(Term.Parse(term), Term.Decode(_codec.Encode(value)));
    }

    [Theory]
    [MemberData(nameof(Received))]
    public void A_scalar_is_received_as_a_natural_value_and_anything_else_as_a_term(string term, object value)
    {
        Assert.Equal(value, _codec.Decode(Term.Parse(term).Encode()));
    }

    [Fact]
    public void Binaries_can_all_be_bytes()
    {
        var codec = new EtfCodec(new OnePid(), BinaryAs.Bytes);

        Assert.Equal("hej"u8.ToArray(), codec.Decode(Term.Parse("<<\"hej\">>").Encode()));
    }

    [Fact]
    public void Actors_and_pids_become_one_another()
    {
        Assert.Equal(Term.List(SomePid), Term.Decode(_codec.Encode(new[] { ActorRefs.Nobody })));
        Assert.Same(ActorRefs.Nobody, _codec.Decode(((Term)SomePid).Encode()));
    }

    [Fact]
    public void A_term_goes_and_comes_as_it_is()
    {
        var term = Term.Parse("{tagged, #{k => [a|b]}, <<1:3>>}");

        Assert.Equal(term, _codec.Decode(_codec.Encode(term)));
    }

    [Theory]
    [InlineData(typeof(Undeclared))]
    [InlineData(typeof(UndeclaredBag))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Guid))]
    public void An_undeclared_type_is_an_error_that_names_it_and_says_what_to_declare(Type type)
    {
        object value = Activator.CreateInstance(type)!;

        UndeclaredTypeException error = Assert.Throws<UndeclaredTypeException>(() => _codec.Encode(new[] { value }));

        Assert.Equal(type, error.Type);
        Assert.Contains(type.FullName!, error.Message, StringComparison.Ordinal);
        Assert.Contains("Declare", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_that_holds_itself_is_an_error()
    {
        var ring = new List<object>();
        ring.Add(ring);

        Assert.Contains(" levels", Assert.Throws<TermFormatException>(() => _codec.Encode(ring)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_of_two_dimensions_is_an_error() =>
        Assert.Contains("array of arrays", Assert.Throws<UndeclaredTypeException>(() => _codec.Encode(new int[2, 2])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 131 })]
    [InlineData(new byte[] { 131, 97 })]
    [InlineData(new byte[] { 131, 97, 1, 1 })]
    [InlineData(new byte[] { 130, 97, 1 })]
    public void What_is_no_term_is_an_error(byte[] bytes)
    {
        Assert.Throws<TermFormatException>(() => _codec.Decode(bytes));
    }

    private sealed record Undeclared;

    private sealed class UndeclaredBag : List<int>;

    private sealed class OnePid : IActorTerms
    {
        public void Write(ref TermWriter writer, IActorRef actor) => writer.WritePid(SomePid);

        public IActorRef Read(ref TermReader reader) => ActorFor(reader.ReadPid());

        public IActorRef ActorFor(Pid pid) => ActorRefs.Nobody;
    }

    public sealed record Named(Atom Name);
}
