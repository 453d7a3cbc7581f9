using System.Collections.Immutable;
using System.Numerics;
using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Every row of the table of messages, both ways, between a real actor system and a real BEAM node.</summary>
public sealed class ValuesSpec(ValuesSpec.Fixture fixture) : IClassFixture<ValuesSpec.Fixture>
{
    private static readonly TimeSpan Limit = BeamKit.Limit;
    private static int s_rows;

    public static TheoryData<object, string> Sent => new()
    {
        { (sbyte)-7, "-7" },
        { (byte)200, "200" },
        { (short)-2, "-2" },
        { ushort.MaxValue, "65535" },
        { 7, "7" },
        { uint.MaxValue, "4294967295" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { Int128.MaxValue, "170141183460469231731687303715884105727" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { 1.5f, "1.5" },
        { -0.25, "-0.25" },
        { true, "true" },
        { false, "false" },
        { Atom.Get("some atom"), "'some atom'" },
        { Colour.DarkBlue, "dark_blue" },
        { "hej", "<<\"hej\">>" },
        { "räksmörgås", "<<\"räksmörgås\"/utf8>>" },
        { new byte[] { 1, 255 }, "<<1,255>>" },
        { new ReadOnlyMemory<byte>([1, 255]), "<<1,255>>" },
        { Term.Parse("<<5:3>>"), "<<5:3>>" },
        { Term.Parse("[a|b]"), "[a|b]" },
        { Term.Parse("fun lists:reverse/1"), "fun lists:reverse/1" },
        { Term.Parse("#{a => {1,2.5}}"), "#{a => {1,2.5}}" },
        { (Atom.Get("add"), 1, "x"), "{add,1,<<\"x\">>}" },
        { Tuple.Create(Atom.Get("a"), new object[] { Atom.Ok, 1, "b" }), "{a,[ok,1,<<\"b\">>]}" },
        { new List<object> { 1, Atom.Ok, 2.5, true, (byte)3, new byte[] { 9 } }, "[1,ok,2.5,true,3,<<\"\\t\">>]" },
        { (int[])[1000, 2], "[1000,2]" },
        { ImmutableList.Create(Atom.Ok), "[ok]" },
        { new HashSet<int> { 1000 }, "[1000]" },
        { ImmutableHashSet.Create(Atom.Ok), "[ok]" },
        { new Dictionary<Atom, object> { [Atom.Ok] = (1, Colour.Red) }, "#{ok => {1,red}}" },
        { new Order(7, "boat", Colour.Red), "{order,7,<<\"boat\">>,red}" },
        { new Options(true, Atom.Get("fast"), null), "#{is_on => true,mode => fast,ratio => undefined}" },
        { (new Order(1, "in a tuple", Colour.Red), 2), "{{order,1,<<\"in a tuple\">>,red},2}" },
    };

    public static TheoryData<string, object> Received => new()
    {
        { "7", 7L },
        { "-9223372036854775809", BigInteger.Parse("-9223372036854775809", System.Globalization.CultureInfo.InvariantCulture) },
        { "1 bsl 63", BigInteger.Pow(2, 63) },
        { "2.5", 2.5 },
        { "true", true },
        { "false", false },
        { "ok", Atom.Ok },
        { "undefined", Atom.Undefined },
        { "dark_blue", Atom.Get("dark_blue") },
        { "<<\"räksmörgås\"/utf8>>", "räksmörgås" },
        { "<<255>>", new byte[] { 255 } },
        { "<<5:3>>", Term.Parse("<<5:3>>") },
        { "[1,2|x]", Term.Parse("[1,2|x]") },
        { "\"text\"", Term.CharList("text") },
        { "[]", ErlList.Empty },
        { "{a,1}", Term.Tuple(Atom.Get("a"), 1) },
        { "#{k => [a]}", Term.Parse("#{k => [a]}") },
        { "fun lists:reverse/1", Term.Parse("fun lists:reverse/1") },
        { "{order, 7, <<\"boat\">>, dark_blue}", new Order(7, "boat", Colour.DarkBlue) },
        { "#{'__struct__' => 'Elixir.Shop.User', name => <<\"Ann\">>, roles => [], owner => nil}", new ShopUser("Ann", [], null) },
        { "{order, 7, <<\"boat\">>}", Term.Parse("{order,7,<<\"boat\">>}") },
    };

    /// <summary>Collections that Akka has JSON write, and JSON does not keep what they hold.</summary>
    public static TheoryData<object, Type> NotSent => new()
    {
        { new Undeclared(1), typeof(Undeclared) },
        { DayOfWeek.Monday, typeof(DayOfWeek) },
        { Guid.Empty, typeof(Guid) },
        { TimeSpan.Zero, typeof(TimeSpan) },
        { DateTime.UnixEpoch, typeof(DateTime) },
        { 'x', typeof(char) },
        { 1.5m, typeof(decimal) },
        { (1, Guid.Empty), typeof(Guid) },
        { new List<object> { 1, DayOfWeek.Monday }, typeof(DayOfWeek) },
        { new Dictionary<string, object> { ["a"] = new Undeclared(1) }, typeof(Undeclared) },
        { new GenServerCall(new Undeclared(1)), typeof(Undeclared) },
        { new HashSet<Guid> { Guid.Empty }, typeof(Guid) },
        { new HashSet<DayOfWeek> { DayOfWeek.Monday }, typeof(DayOfWeek) },
        { new SortedSet<DateTime> { DateTime.UnixEpoch }, typeof(DateTime) },
    };

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task Is_sent_as(object value, string term)
    {
        Assert.Equal(term, await fixture.TextOfAsync(value, bySelection: false));
        Assert.Equal(term, await fixture.TextOfAsync(value, bySelection: true));
    }

    [Theory]
    [MemberData(nameof(Received))]
    public async Task Is_received_as(string expression, object value)
    {
        await fixture.Beam.EvalAsync($"{{values, 'sys@localhost'}} ! {expression}, ok");
        object message = await fixture.Values.ReceiveOneAsync(Limit);
        if (value is ShopUser user)
        {
            Assert.Equal((user.Name, user.Owner), (((ShopUser)message).Name, ((ShopUser)message).Owner));
            return;
        }

        Assert.Equal(value, message);
    }

    [Fact]
    public async Task Binaries_can_all_be_bytes()
    {
        await using BeamKitLease kit = await BeamKitLease.StartAsync(new BeamKitOptions { ProtoDist = "inet_tcp", Section = "binary-as = bytes" });
        (_, Akka.TestKit.TestProbe values) = kit.Kit.Listener("values");

        await kit.Kit.Beam.EvalAsync("{values, 'sys@localhost'} ! <<\"hej\">>, {values, 'sys@localhost'} ! {order, 1, <<\"x\">>, red}, ok");

        Assert.Equal("hej"u8.ToArray(), await values.ExpectMsgAsync<byte[]>(Limit));
        Assert.Equal(new Order(1, "x", Colour.Red), await values.ExpectMsgAsync<Order>(Limit));
    }

    [Fact]
    public async Task An_actor_reference_is_a_pid_and_a_pid_an_actor_reference()
    {
        (IActorRef actor, Akka.TestKit.TestProbe probe) = fixture.Listener("by-pid");
        await fixture.SpawnAsync("greeter", "fun(F) -> receive P when is_pid(P) -> P ! {hello, self()}, F(F) end end");
        fixture.Process("greeter").Tell(actor);
        ErlTuple hello = await probe.ExpectMsgAsync<ErlTuple>(Limit);

        await fixture.Beam.EvalAsync("{values, 'sys@localhost'} ! whereis(greeter), ok");
        IActorRef process = await fixture.Values.ExpectMsgAsync<IActorRef>(Limit);
        Assert.Equal(fixture.Erlang.ActorFor((Pid)hello[1]), process);
        process.Tell(actor);
        await probe.ExpectMsgAsync(hello, Limit);
    }

    [Fact]
    public async Task Actor_references_in_declared_types_are_pids()
    {
        (IActorRef actor, Akka.TestKit.TestProbe probe) = fixture.Listener("subscriber");
        fixture.Process("spy").Tell(new Subscribe(actor, null, [actor, fixture.Process("spy")]));
        string text = await fixture.Values.ExpectMsgAsync<string>(Limit);
        Assert.Matches(@"^\{subscribe,<\d+\.\d+\.\d+>,undefined,\[<\d+\.\d+\.\d+>,\{spy,beam@localhost\}\]\}$", text);

        await fixture.SpawnAsync("giver", "fun(F) -> receive P when is_pid(P) -> {values, 'sys@localhost'} ! {subscribe, self(), {spy, node()}, [P]}, F(F); hi -> {values, 'sys@localhost'} ! hi end end");
        fixture.Process("giver").Tell(actor);
        Subscribe subscribe = await fixture.Values.ExpectMsgAsync<Subscribe>(Limit);
        Assert.Equal(actor, Assert.Single(subscribe.Rest));
        Assert.Equal(fixture.Process("spy"), subscribe.Other);
        subscribe.Who.Tell(Atom.Get("hi"));
        await fixture.Values.ExpectMsgAsync(Atom.Get("hi"), Limit);
        subscribe.Rest[0].Tell("here");
        await probe.ExpectMsgAsync("here", Limit);
    }

    [Fact]
    public async Task A_map_becomes_its_type_where_that_is_asked_for()
    {
        await fixture.Beam.EvalAsync("{values, 'sys@localhost'} ! #{is_on => true, mode => fast, ratio => 0.5}, ok");
        ErlMap map = await fixture.Values.ExpectMsgAsync<ErlMap>(Limit);

        Assert.Equal(new Options(true, Atom.Get("fast"), 0.5), fixture.Erlang.As<Options>(map));
    }

    [Fact]
    public async Task Ports_references_and_funs_come_back_as_they_were()
    {
        await fixture.Beam.EvalAsync("""
            T = {hd(erlang:ports()), make_ref(), fun(X) -> X + 1 end}, register(trio, spawn(fun() -> receive {back, B} -> receive {_, From} -> From ! {same, B =:= T} end end end)),
            {values, 'sys@localhost'} ! T, ok
            """);
        ErlTuple trio = Assert.IsType<ErlTuple>(await fixture.Values.ReceiveOneAsync(Limit), exactMatch: false);
        Assert.True(trio is [Port, Reference, ErlFun]);

        (IActorRef actor, Akka.TestKit.TestProbe probe) = fixture.Listener("trio");
        fixture.Process("trio").Tell((Atom.Get("back"), trio));
        fixture.Process("trio").Tell((Atom.Get("same"), actor));
        await probe.ExpectMsgAsync(Term.Parse("{same,true}"), Limit);
    }

    [Theory]
    [MemberData(nameof(NotSent))]
    public async Task Is_an_error_that_names_the_type_and_what_to_declare(object value, Type type)
    {
        UndeclaredTypeException error = await Assert.ThrowsAsync<UndeclaredTypeException>(() => fixture.Process("spy").Ask<string>(value, Limit));
        Assert.Contains(type.FullName!, error.Message, StringComparison.Ordinal);
        Assert.Contains("eclare", error.Message, StringComparison.Ordinal);

        // One complaint of a kind about a node in a minute: this row has a node of its own.
        IActorRef elsewhere = ErlangDistribution.Get(fixture.System).ActorFor("spy", $"nowhere{Interlocked.Increment(ref s_rows)}@localhost");
        await fixture.Kit.CreateEventFilter(fixture.System).Error(contains: type.FullName!)
            .ExpectOneAsync(Limit, () =>
            {
                elsewhere.Tell(value);
                return Task.CompletedTask;
            });

        // The association is as well as before.
        Assert.Equal("1", await fixture.TextOfAsync(1, bySelection: false));
    }

    /// <summary>What Erlang has no place for costs its own message, never the connection.</summary>
    [Fact]
    public async Task Keys_that_are_one_in_Erlang_and_groups_are_refused()
    {
        IActorRef spy = fixture.Process("spy");
        Akka.TestKit.TestProbe news = fixture.Kit.CreateTestProbe(fixture.System);
        fixture.System.EventStream.Subscribe(news, typeof(ErlangNodeDown));
        await Assert.ThrowsAsync<TermFormatException>(() => spy.Ask<string>(new Dictionary<object, int> { [1] = 1, [1L] = 2 }, Limit));
        await Assert.ThrowsAsync<TermFormatException>(() => spy.Ask<string>(new Dictionary<object, int> { ["a"] = 1, ["a"u8.ToArray()] = 2 }, Limit));
        Assert.Contains(
            "ToDictionary", (await Assert.ThrowsAsync<UndeclaredTypeException>(() => spy.Ask<string>(Enumerable.Range(1, 3).GroupBy(n => n % 2), Limit))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "ToDictionary", (await Assert.ThrowsAsync<UndeclaredTypeException>(() => spy.Ask<string>(Enumerable.Range(1, 3).ToLookup(n => n % 2), Limit))).Message, StringComparison.Ordinal);
        Assert.Equal("#{1 => <<\"a\">>,<<\"b\">> => 2}", await fixture.TextOfAsync(new Dictionary<object, object> { [1] = "a", ["b"] = 2 }, bySelection: false));
        Assert.False(news.HasMessages);
    }

    /// <summary><c>spy</c> tells the text of what it gets to <c>/user/values</c>.</summary>
    public sealed class Fixture : BeamKit, IAsyncLifetime
    {
        public Akka.TestKit.TestProbe Values { get; private set; } = null!;

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            (_, Values) = Listener("values");
            await SpawnAsync("spy", "fun(F) -> receive M -> {values, 'sys@localhost'} ! unicode:characters_to_binary(io_lib:format(\"~0tp\", [M])), F(F) end end");
        }

        public async Task<string> TextOfAsync(object value, bool bySelection)
        {
            if (bySelection)
            {
                System.ActorSelection("akka.erl://beam@localhost:0/user/spy").Tell(value);
            }
            else
            {
                Process("spy").Tell(value);
            }

            return await Values.ExpectMsgAsync<string>(Limit);
        }
    }
}
