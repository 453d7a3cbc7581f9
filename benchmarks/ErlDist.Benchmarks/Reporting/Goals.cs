using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>The speeds that must be shown.</summary>
internal static class Goals
{
    private const string Yardstick = "otp29";
    private static readonly string s_p50 = RoundTripPoint.P50.Name;
    private static readonly string s_rate = CountedPoint.Rate.Name;

    public static IReadOnlyList<Goal> All { get; } =
    [
        .. ErlDistWithOtp(), .. ErlDistAlone(),
        .. AkkaAlone("akka-erl-dist", "Akka ⇄ Akka here, carrier dot-netty", new(1.0, 1.5, 1.0, 1.0)),
        .. AkkaAlone("akka-erl-dist-sockets", "Akka ⇄ Akka here, carrier sockets", new(1.3, 1.2, 1.2, 0.5)),
        .. AkkaWithOtp("", "Akka ⇄ OTP 29, carrier dot-netty", new(1.7, 0.70, 0.55, 2.0, 0.70, 0.75)),
        .. AkkaWithOtp("-sockets", "Akka ⇄ OTP 29, carrier sockets", new(2.0, 0.80, 0.75, 1.3, 0.80, 0.85)),
        .. Connections(), .. ManyConnections(), .. Allocations(), .. DeclaredTypes(),
    ];

    private static IEnumerable<Goal> ErlDistWithOtp()
    {
        const string Group = "ErlDist ⇄ OTP 29";
        yield return Goal.Ratio(Group, "rtt p50 ≤ 1.0 of OTP 29 ⇄ 29", Rtt("erldist-otp29"), Rtt(Yardstick), 1.0, atMost: true);
        yield return Goal.Ratio(Group, "rtt p50, runtime tuned, ≤ 1.0 of OTP 29 ⇄ 29", Rtt("erldist-otp29-tuned"), Rtt(Yardstick), 1.0, atMost: true);
        foreach (int pairs in WorkloadCatalog.PingPongPairs)
        {
            yield return Goal.Ratio(
                Group, $"{WorkloadCatalog.PingPongTitle(pairs)} ≥ 1.1 of OTP 29 ⇄ 29", PingPong("erldist-otp29", pairs), PingPong(Yardstick, pairs), 1.1);
        }

        foreach (int size in WorkloadCatalog.Sizes.Where(s => s != 1024))
        {
            string text = WorkloadCatalog.SizeText(size);
            double towards = size < 1024 ? 1.5 : 1.0;
            yield return Goal.Ratio(
                Group, FormattableString.Invariant($"oneway {text} towards OTP ≥ {towards:0.0} of OTP 29 ⇄ 29"), OneWay("erldist-otp29", size), OneWay(Yardstick, size), towards);
            yield return Goal.Ratio(
                Group, $"oneway {text} from OTP ≥ 1.0 of OTP 29 ⇄ 29", OneWay("otp29-erldist", size), OneWay(Yardstick, size), 1.0);
            if (size >= 64 * 1024)
            {
                yield return Goal.Ratio(
                    Group, $"oneway {text} from OTP, memory given back, ≥ 1.0 of OTP 29 ⇄ 29", OneWay("otp29-erldist-owned", size), OneWay(Yardstick, size), 1.0);
                yield return Goal.Ratio(
                    Group, $"oneway {text} from OTP, runtime tuned, ≥ 1.0 of OTP 29 ⇄ 29", OneWay("otp29-erldist-tuned", size), OneWay(Yardstick, size), 1.0);
            }
        }
    }

    private static IEnumerable<Goal> ErlDistAlone()
    {
        const string Group = "ErlDist ⇄ ErlDist";
        yield return Goal.Ratio(Group, "rtt p50 ≤ 1.5 of raw SslStream", Rtt("erldist"), Rtt("ssl"), 1.5, atMost: true);
        yield return Goal.Ratio(Group, "pingpong, 10 pairs ≥ 2 of OTP 29 ⇄ 29", PingPong("erldist", 10), PingPong(Yardstick, 10), 2);
        foreach (int size in WorkloadCatalog.Sizes.Where(s => s >= 64 * 1024))
        {
            string text = WorkloadCatalog.SizeText(size);
            yield return Goal.Ratio(Group, $"oneway {text} ≥ 0.9 of raw SslStream that keeps each message", OneWay("erldist", size), OneWay("ssl-keep", size), 0.9);
            yield return Goal.Ratio(Group, $"oneway {text}, runtime tuned, ≥ 0.9 of raw SslStream that keeps each message", OneWay("erldist-tuned", size), OneWay("ssl-keep", size), 0.9);
            yield return Goal.Ratio(Group, $"oneway {text}, memory given back, ≥ 0.75 of raw SslStream that throws them away", OneWay("erldist-owned", size), OneWay("ssl", size), 0.75);
        }

        yield return Goal.Ratio(Group, "CPU for a million messages ≤ 0.6 of OTP 29 ⇄ 29", Cpu("erldist"), Cpu(Yardstick), 0.6, atMost: true);
    }

    /// <summary>What Akka systems among themselves must reach of Akka's own dot-netty.tcp with TLS.</summary>
    private sealed record SystemGoals(double PingPong, double Small, double Large, double RoundTrip);

    private static IEnumerable<Goal> AkkaAlone(string pair, string group, SystemGoals goals)
    {
        const string Other = "akka-dot-netty";
        foreach (int pairs in WorkloadCatalog.PingPongPairs)
        {
            yield return Goal.Ratio(
                group, FormattableString.Invariant($"{WorkloadCatalog.PingPongTitle(pairs)} ≥ {goals.PingPong:0.0} of dot-netty TLS"), PingPong(pair, pairs), PingPong(Other, pairs), goals.PingPong);
        }

        foreach (int size in WorkloadCatalog.Sizes)
        {
            double factor = size <= 16 * 1024 ? goals.Small : goals.Large;
            yield return Goal.Ratio(
                group, FormattableString.Invariant($"oneway {WorkloadCatalog.SizeText(size)} ≥ {factor:0.0} of dot-netty TLS"), OneWay(pair, size), OneWay(Other, size), factor);
        }

        yield return Goal.NeverFails(group, "oneway 1 MB never stalls", pair, $"oneway-{1024 * 1024}");
        yield return Goal.Ratio(
            group, FormattableString.Invariant($"rtt p50 ≤ {goals.RoundTrip:0.0} of dot-netty TLS"), Rtt(pair), Rtt(Other), goals.RoundTrip, atMost: true);
    }

    /// <summary>What references of our own must reach of ErlDist itself, and of Akka's own transport.</summary>
    private sealed record ActorGoals(double OfDotNetty, double PingPong, double OnePair, double RoundTrip, double OneWay, double FromOtp);

    private static IEnumerable<Goal> AkkaWithOtp(string suffix, string group, ActorGoals goals)
    {
        string pair = "akka-otp29" + suffix;
        foreach (int pairs in WorkloadCatalog.PingPongPairs)
        {
            double factor = pairs == 1 ? goals.OnePair : goals.PingPong;
            yield return Goal.Ratio(
                group, FormattableString.Invariant($"{WorkloadCatalog.PingPongTitle(pairs)} ≥ {factor} of ErlDist → OTP 29"), PingPong(pair, pairs), PingPong("erldist-otp29", pairs), factor);
            if (pairs > 1)
            {
                yield return Goal.Ratio(
                    group, FormattableString.Invariant($"{WorkloadCatalog.PingPongTitle(pairs)} ≥ {goals.OfDotNetty} of Akka ⇄ Akka on dot-netty TLS"), PingPong(pair, pairs), PingPong("akka-dot-netty", pairs), goals.OfDotNetty);
            }
        }

        yield return Goal.Ratio(
            group, FormattableString.Invariant($"rtt p50 ≤ {goals.RoundTrip} of ErlDist → OTP 29"), Rtt(pair), Rtt("erldist-otp29"), goals.RoundTrip, atMost: true);
        foreach (int size in WorkloadCatalog.Sizes)
        {
            string text = WorkloadCatalog.SizeText(size);
            yield return Goal.Ratio(
                group, FormattableString.Invariant($"oneway {text} ≥ {goals.OneWay} of ErlDist → OTP 29"), OneWay(pair, size), OneWay("erldist-otp29", size), goals.OneWay);
            yield return Goal.Ratio(
                group, FormattableString.Invariant($"oneway {text} from OTP ≥ {goals.FromOtp} of OTP 29 → ErlDist"), OneWay("otp29-akka" + suffix, size), OneWay("otp29-erldist", size), goals.FromOtp);
        }
    }

    private static IEnumerable<Goal> Connections()
    {
        yield return Goal.Ratio("mixed", "ErlDist ⇄ ErlDist: rtt p99 loaded ≤ that of raw SslStream", Loaded("erldist"), Loaded("ssl"), 1.0, atMost: true);
        yield return Goal.Ratio("mixed", "ErlDist ⇄ ErlDist: rtt p99 loaded, runtime tuned, ≤ that of raw SslStream", Loaded("erldist-tuned"), Loaded("ssl"), 1.0, atMost: true);
        yield return Goal.Ratio("mixed", "ErlDist ⇄ ErlDist: rtt p99 loaded ≤ 1/5 of OTP 29 ⇄ 29", Loaded("erldist"), Loaded(Yardstick), 0.2, atMost: true);
        yield return Goal.Ratio(
            "setup", "into ErlDist ≥ 1.0 of into OTP 29", new Figure("dial-erldist", "setup", s_rate), new Figure("dial-otp29", "setup", s_rate), 1.0);
        yield return Goal.Difference(
            "memory", "idle connection ≤ 32 KB beyond raw SslStream",
            new Figure("dial-erldist", "idle", IdlePoint.Resident.Name), new Figure("dial-ssl", "idle", IdlePoint.Resident.Name), 32);
    }

    /// <summary>Ten times the connections cost no more each.</summary>
    private static IEnumerable<Goal> ManyConnections()
    {
        yield return Goal.Ratio(
            "10,000 connections", "memory of each ≤ 1.1 of that with 1,000",
            new Figure("dial-erldist", "idle-10000", IdlePoint.Resident.Name), new Figure("dial-erldist", "idle", IdlePoint.Resident.Name), 1.1, atMost: true);
        yield return Goal.Ratio(
            "10,000 connections", "accepted a second ≥ 0.9 of those with 1,000",
            new Figure("dial-erldist", "idle-10000", IdlePoint.Accepted.Name), new Figure("dial-erldist", "idle", IdlePoint.Accepted.Name), 0.9);
    }

    // The names are those of the methods in ErlDist.MicroBenchmarks.
    private static IEnumerable<Goal> Allocations()
    {
        yield return Goal.Absolute(
            "memory", "send path of an encoded message: bytes allocated = 0", new Figure("FramePaths.Send", "micro", "bytes"), 0, atMost: true);
        yield return Goal.Absolute(
            "memory", "receive path below the host: bytes allocated = 0", new Figure("FramePaths.Receive", "micro", "bytes"), 0, atMost: true);
    }

    private static IEnumerable<Goal> DeclaredTypes()
    {
        foreach ((string shape, string declared) in new[] { ("list", "ListToMemory"), ("map", "MapToDictionary") })
        {
            yield return Micro($"{shape} into a declared type: time ≤ 0.6 of that to a term", declared, "nanoseconds", 0.6);
            yield return Micro($"{shape} into a declared type: bytes ≤ 0.5 of those to a term", declared, "bytes", 0.5);
        }

        yield return Goal.Ratio(
            "declared types", "a service's proxy: time ≤ 1.1 of the call by hand", new Figure("ProxyCalls.Proxy", "micro", "nanoseconds"), new Figure("ProxyCalls.ByHand", "micro", "nanoseconds"), 1.1, atMost: true);
        yield return Goal.Ratio(
            "declared types", "a service's proxy: bytes ≤ those of the call by hand", new Figure("ProxyCalls.Proxy", "micro", "bytes"), new Figure("ProxyCalls.ByHand", "micro", "bytes"), 1.0, atMost: true);

        static Goal Micro(string text, string declared, string metric, double bound) => Goal.Ratio(
            "declared types", text, new Figure("TypedCodec." + declared, "micro", metric),
            new Figure(declared.StartsWith("List", StringComparison.Ordinal) ? "TypedCodec.ListToTerm" : "TypedCodec.MapToTerm", "micro", metric), bound, atMost: true);
    }

    private static Figure Loaded(string pair) => new(pair, "mixed", MixedPoint.Loaded.Name);

    private static Figure Cpu(string pair) => new(pair, "cpu", CountedPoint.CpuBoth.Name);

    private static Figure Rtt(string pair) => new(pair, "rtt", s_p50);

    private static Figure PingPong(string pair, int pairs) => new(pair, $"pingpong-{pairs}", s_rate);

    private static Figure OneWay(string pair, int size) => new(pair, $"oneway-{size}", s_rate);
}
