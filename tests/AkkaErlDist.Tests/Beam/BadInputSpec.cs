using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>What a BEAM process sends amiss is an error in the log with the sender, and harms neither actor nor connection.</summary>
public sealed class BadInputSpec(BadInputSpec.Fixture fixture) : IClassFixture<BadInputSpec.Fixture>
{
    private static readonly TimeSpan Limit = BeamKit.Limit;

    [Theory]
    [InlineData("{order, seven, <<\"boat\">>, red}", "an integer expected")]
    [InlineData("{order, 7, 8, red}", "Order.Item: text expected, found 8")]
    [InlineData("{order, 7, <<\"boat\">>, mauve}", "Order.Colour: Colour (red | dark_blue) expected, found mauve")]
    [InlineData("{order, 1 bsl 70, <<\"boat\">>, red}", "an integer of 64 bits expected")]
    [InlineData("{subscribe, not_a_pid, undefined, []}", "a pid or {Name, Node} expected")]
    [InlineData("#{'__struct__' => 'Elixir.Shop.User', name => <<\"Ann\">>}", "the key roles is missing")]
    public async Task A_declared_shape_with_wrong_content(string term, string complaint) => await IsLoggedAsync(
        $"{{victim, 'sys@localhost'}} ! {term}", "Dropped what [akka.erl://beam@localhost:0/user/$pid-", "/user/victim]: ", complaint);

    [Theory]
    [InlineData("'../system/remote-watcher'")]
    [InlineData("'..'")]
    [InlineData("'/'")]
    [InlineData("''")]
    [InlineData("'a//b'")]
    [InlineData("'akka://sys/system/log1-TestEventListener'")]
    public async Task A_name_that_would_lead_away_from_user(string name)
    {
        TestProbe dead = fixture.Kit.CreateTestProbe();
        fixture.System.EventStream.Subscribe(dead, typeof(DeadLetter));
        await fixture.Beam.EvalAsync($"{{{name}, 'sys@localhost'}} ! {{away, 1}}, ok");
        await dead.FishForMessageAsync<DeadLetter>(found => found.Message is ErlTuple && found.Recipient.Equals(fixture.System.DeadLetters), Limit);
        await IsUnharmedAsync();
    }

    [Fact]
    public async Task The_same_complaint_about_the_same_node_is_one_line()
    {
        await fixture.Beam.EvalAsync("[{'a//b', 'sys@localhost'} ! flood || _ <- lists:seq(1, 20000)], ok");
        await IsUnharmedAsync();
        Assert.Single(fixture.LogLines, line => $"{line}".Contains("no actor below /user can have that name", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'system/remote-watcher'")]
    [InlineData("remote")]
    [InlineData("'$$a'")]
    [InlineData("'remote/akka.erl/beam@localhost:0/user/x'")]
    [InlineData("'victim#1'")]
    [InlineData("'%2e%2e'")]
    public async Task A_name_that_only_looks_like_a_way_out(string name)
    {
        // It is a name below /user like any other, and nobody has it.
        TestProbe dead = fixture.Kit.CreateTestProbe();
        fixture.System.EventStream.Subscribe(dead, typeof(DeadLetter));
        await fixture.Beam.EvalAsync($"{{{name}, 'sys@localhost'}} ! {{try_it, 1}}, ok");
        await dead.FishForMessageAsync<DeadLetter>(
            found => found.Message is ErlTuple && found.Recipient.Path.ToStringWithoutAddress().StartsWith("/user/", StringComparison.Ordinal), Limit);
        await IsUnharmedAsync();
    }

    [Fact]
    public async Task A_pid_that_is_not_ours_to_give_away_leads_nowhere()
    {
        // Every pid near one that an actor has.
        Assert.Equal("ok", await fixture.Beam.EvalAsync("""
            <<131, 88, 100, L:16, Node:L/binary, Id:32, Serial:32, Creation:32>> = term_to_binary(gen_server:call({victim, 'sys@localhost'}, me), [{minor_version, 1}]),
            [catch (binary_to_term(<<131, 88, 100, L:16, Node/binary, (Id + D):32, Serial:32, Creation:32>>) ! {guess, D}) || D <- lists:seq(-50, 50), D =/= 0, Id + D >= 0], ok
            """));
        await IsUnharmedAsync();
        fixture.Victim.Ref.Tell("nothing"); // Behind whatever the actor has passed on before it answered.
        await fixture.Victim.ExpectMsgAsync("nothing", Limit);
    }

    [Fact]
    public async Task A_system_actor_cannot_be_stopped_by_the_pid_that_it_has()
    {
        TestProbe system = fixture.Kit.CreateTestProbe();
        fixture.Process("keeper").Tell(system.Ref);
        await fixture.Beam.EventuallyAsync("element(2, process_info(whereis(keeper), dictionary)) =/= []");
        await IsLoggedAsync("keeper ! {exit, boom}", "Only actors below /user can be told to stop");
        system.Ref.Tell("alive");
        await system.ExpectMsgAsync("alive", Limit);
    }

    [Fact]
    public async Task A_message_that_is_too_large()
    {
        await IsLoggedAsync(
            "{victim, 'sys@localhost'} ! binary:copy(<<0>>, 5000000)", "Dropped what [akka.erl://beam@localhost:0/user/$pid-", "/user/victim]", "5000005 bytes as an Erlang term, 4194304 are allowed (maximum-frame-size)");
        TestProbe dead = fixture.Kit.CreateTestProbe();
        fixture.System.EventStream.Subscribe(dead, typeof(DeadLetter));
        fixture.Process("keeper").Tell(new byte[5_000_000]);
        await dead.FishForMessageAsync<DeadLetter>(found => found.Message is byte[] { Length: 5_000_000 }, Limit);
        await IsUnharmedAsync();
    }

    [Fact]
    public async Task What_an_actor_cannot_say_is_one_line_however_often_it_says_it()
    {
        // What it cannot say is a type without a form in Erlang, or too much.
        for (int i = 0; i < 1000; i++)
        {
            fixture.Process("keeper").Tell(new Undeclared(i));
            fixture.Process($"keeper{i}").Tell(new Undeclared(i));
        }

        for (int i = 0; i < 3; i++)
        {
            fixture.Process("keeper").Tell(new byte[6_000_000 + i]);
        }

        fixture.System.Log.Error("that was all");
        Assert.True(await News.AwaitAsync(() => fixture.LogLines.Any(line => $"{line}".Contains("that was all", StringComparison.Ordinal)), Limit));
        Assert.Single(fixture.LogLines, line => $"{line}".Contains("Undeclared has no form in Erlang", StringComparison.Ordinal));
        Assert.InRange(fixture.LogLines.Count(line => $"{line}".Contains("The message has 60000", StringComparison.Ordinal)), 0, 1); // Another test may have said it.
        await IsUnharmedAsync();
    }

    [Theory]
    [InlineData("lists:foldl(fun(_, A) -> [A] end, [], lists:seq(1, 100000))")]
    [InlineData("{'$gen_call', not_a_pid, x}")]
    [InlineData("{'$gen_call', {self(), 1, 2}, x}")]
    [InlineData("{'$gen_cast'}")]
    [InlineData("{make_ref(), answer_to_nothing}")]
    [InlineData("{io_request, self(), make_ref(), {put_chars, unicode, <<\"x\">>}}")]
    public async Task Shapes_that_mean_nothing(string term)
    {
        await fixture.Beam.EvalAsync($"{{victim, 'sys@localhost'}} ! {term}, ok");
        await IsUnharmedAsync();
    }

    [Fact]
    public async Task Spawning_here_is_refused()
    {
        Assert.Equal("refused", await fixture.Beam.EvalAsync(
            "try erpc:call('sys@localhost', erlang, halt, []) catch error:{exception, undef, _} -> refused; error:{erpc, _} -> refused end"));
        Assert.Equal("true", await fixture.Beam.EvalAsync("{badrpc, _} = rpc:call('sys@localhost', os, cmd, [\"id\"]), true"));
        await IsUnharmedAsync();
    }

    private async Task IsLoggedAsync(string expression, params string[] parts)
    {
        int before = fixture.LogLines.Count;
        await fixture.Beam.EvalAsync(expression + ", ok");
        Assert.True(
            await News.AwaitAsync(() => fixture.LogLines.Skip(before).Any(IsThis), Limit),
            "It was not logged. The log has:\n" + fixture.Log);
        await IsUnharmedAsync();

        bool IsThis(LogEvent line) => line.LogLevel() == LogLevel.ErrorLevel && parts.All(part => $"{line}".Contains(part, StringComparison.Ordinal));
    }

    /// <summary>The actor, the same as before, answers over the same connection.</summary>
    private async Task IsUnharmedAsync() =>
        Assert.Equal($"{{{fixture.Incarnation},1}}", await fixture.Beam.EvalAsync("{gen_server:call({victim, 'sys@localhost'}, which), length(nodes(hidden))}"));

    public sealed class Fixture : BeamKit, IAsyncLifetime
    {
        public TestProbe Victim { get; private set; } = null!;

        public long Incarnation { get; private set; }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Victim = Kit.CreateTestProbe();
            IActorRef victim = System.ActorOf(Props.Create(() => new VictimActor(Victim)), "victim");
            Incarnation = victim.Path.Uid;
            await SpawnAsync("keeper", "fun(F) -> receive {exit, R} -> exit(get(p), R), F(F); P when is_pid(P) -> put(p, P), F(F); _ -> F(F) end end");
        }
    }

    private sealed class VictimActor : ReceiveActor
    {
        public VictimActor(IActorRef probe)
        {
            Receive<Atom>(atom => atom.Name == "which", _ => Sender.Tell(Self.Path.Uid));
            Receive<Atom>(atom => atom.Name == "me", _ => Sender.Tell(Self));
            Receive<ErlTuple>(tuple => tuple is [Atom { Name: "guess" }, ..], probe.Forward);
        }
    }
}
