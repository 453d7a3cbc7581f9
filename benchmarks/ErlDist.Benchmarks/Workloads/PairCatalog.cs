using ErlDist.Benchmarks.Orchestration;
using static ErlDist.Benchmarks.Orchestration.PeerCatalog;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>Who is measured against whom.</summary>
internal sealed class PairCatalog
{
    /// <summary>The release that OTP's larger receive buffer came with: older ones want it as an option.</summary>
    private const int BufferedRelease = 29;

    private const string JInterfaceJar = "JInterface.jar";
    private const string EiProgram = "ei_peer";
    private static readonly string[] s_messages = ["rtt", "pingpong", "oneway", "mixed", "fanin", "terms", "cpu"];
    private static readonly string[] s_simple = ["rtt", "pingpong-1", "oneway", "terms"];
    private static readonly string[] s_remoting = ["rtt", "pingpong", "oneway"];
    private static readonly string[] s_connections = ["setup", "idle"];

    private readonly List<Pair> _pairs = [];
    private readonly List<string> _leftOut = [];

    public PairCatalog(PeerCatalog peers, IReadOnlyList<OtpInstallation> installations, string peersDirectory)
    {
        foreach (OtpInstallation otp in installations)
        {
            AddOtp(peers, otp);
        }

        if (installations.All(o => o.Release < BufferedRelease))
        {
            _leftOut.Add($"OTP {BufferedRelease}: no root of it is there");
        }

        OtpInstallation newest = installations[^1];
        Add("erldist", "ErlDist ⇄ ErlDist", peers.Own("erldist"), peers.Own("erldist"), s_messages);
        AddForeign(Path.Combine(peersDirectory, JInterfaceJar), jar => Add(
            "jinterface", $"JInterface → OTP {newest.Release}, plain TCP", peers.JInterface(jar), peers.Otp(newest, Carrier.PlainTcp), s_simple));
        AddForeign(Path.Combine(peersDirectory, EiProgram), program => Add(
            "ei", $"ei → OTP {newest.Release}, plain TCP", peers.Ei(program), peers.Otp(newest, Carrier.PlainTcp), s_simple));
        Add("erldist-owned", "ErlDist ⇄ ErlDist, memory given back", peers.Own("erldist"), peers.Own("erldist-owned"), ["oneway"]);
        Add("erldist-tuned", "ErlDist ⇄ ErlDist, runtime tuned", peers.OwnTuned("erldist"), peers.OwnTuned("erldist"), ["rtt", "oneway", "mixed"]);
        Add("ssl", "raw SslStream, no protocol", peers.Own("ssl"), peers.Own("ssl"), ["rtt", "oneway", "mixed"]);
        Add("ssl-keep", "raw SslStream, keeps each message", peers.Own("ssl"), peers.Own("ssl-keep"), ["oneway"]);
        Add("ssl-otp", $"raw SslStream → ssl of OTP {newest.Release}, no protocol", peers.Own("ssl"), peers.OtpSsl(newest), ["rtt", "oneway"]);
        if (peers.HasAkka)
        {
            AddAkka(peers, newest);
        }
        else
        {
            _leftOut.Add("Akka: the NuGet feed serves no Akka");
        }

        Add("dial-ssl", "TLS into raw SslStream", peers.Own("dialer"), peers.Own("ssl"), s_connections);
        Add("dial-erldist", "into ErlDist", peers.Own("dialer"), peers.Own("erldist"), s_connections);
    }

    private PairCatalog()
    {
    }

    /// <summary>The pairs with a peer of ours, each of this revision and of another one: its id ends with <c>@base</c>.</summary>
    public static IReadOnlyList<Pair> Compared(PeerCatalog peers, PeerCatalog others, OtpInstallation otp)
    {
        var compared = new PairCatalog();
        foreach ((PeerCatalog catalog, string id, string title) in new[] { (peers, "", "this revision"), (others, BaseSuffix, "the other one") })
        {
            var pairs = new PairCatalog();
            pairs.AddOtp(catalog, otp);
            pairs.Add("erldist", "ErlDist ⇄ ErlDist", catalog.Own("erldist"), catalog.Own("erldist"), s_messages);
            if (peers.HasAkka && others.HasAkka)
            {
                pairs.AddAkka(catalog, otp);
            }

            compared._pairs.AddRange(pairs.Pairs.Where(p => p.Title.Contains("ErlDist", StringComparison.Ordinal) || p.Title.Contains("carrier", StringComparison.Ordinal))
                .Select(p => p with { Id = p.Id + id, Title = $"{p.Title}, {title}" }));
        }

        return compared._pairs;
    }

    /// <summary>The end of the ids of another revision's pairs.</summary>
    public const string BaseSuffix = "@base";

    public IReadOnlyList<Pair> Pairs => _pairs;

    /// <summary>Peers that are not there, and why.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    private void AddOtp(PeerCatalog peers, OtpInstallation otp)
    {
        (int release, string id) = (otp.Release, $"otp{otp.Release}");
        Add(id, $"OTP {release} ⇄ OTP {release}", peers.Otp(otp, Carrier.Tls), peers.Otp(otp, Carrier.Tls), s_messages);
        Add($"erldist-{id}", $"ErlDist → OTP {release}", peers.Own("erldist"), peers.Otp(otp, Carrier.Tls), s_messages);
        Add($"{id}-erldist", $"OTP {release} → ErlDist", peers.Otp(otp, Carrier.Tls), peers.Own("erldist"), ["oneway", "terms"]);
        Add($"{id}-erldist-owned", $"OTP {release} → ErlDist, memory given back", peers.Otp(otp, Carrier.Tls), peers.Own("erldist-owned"), ["oneway"]);
        if (release >= BufferedRelease)
        {
            Add($"erldist-{id}-tuned", $"ErlDist → OTP {release}, runtime tuned", peers.OwnTuned("erldist"), peers.Otp(otp, Carrier.Tls), ["rtt"]);
            Add($"{id}-erldist-tuned", $"OTP {release} → ErlDist, runtime tuned", peers.Otp(otp, Carrier.Tls), peers.OwnTuned("erldist"), ["oneway"]);
        }
        else
        {
            string title = $"OTP {release} with {{buffer,262144}}";
            Add($"{id}-buffered", $"OTP {release} → {title}", peers.Otp(otp, Carrier.Tls), peers.Otp(otp, Carrier.TlsBuffered), ["oneway"]);
            Add($"erldist-{id}-buffered", $"ErlDist → {title}", peers.Own("erldist"), peers.Otp(otp, Carrier.TlsBuffered), ["oneway"]);
        }

        Add($"dial-{id}", $"into OTP {release}", peers.Own("dialer"), peers.Otp(otp, Carrier.Tls), s_connections);
    }

    private void AddAkka(PeerCatalog peers, OtpInstallation otp)
    {
        foreach ((string kind, string carrier) in new[] { ("erl-dist", "dot-netty"), ("erl-dist-sockets", "sockets") })
        {
            string suffix = kind["erl-dist".Length..];
            Add($"akka-otp{otp.Release}{suffix}", $"Akka → OTP {otp.Release}, carrier {carrier}", peers.Akka(kind), peers.Otp(otp, Carrier.Tls), s_remoting);
            Add($"otp{otp.Release}-akka{suffix}", $"OTP {otp.Release} → Akka, carrier {carrier}", peers.Otp(otp, Carrier.Tls), peers.Akka(kind), ["oneway", "terms"]);
            Add($"akka-{kind}", $"Akka ⇄ Akka here, carrier {carrier}", peers.Akka(kind), peers.Akka(kind), s_remoting);
        }

        Add("akka-dot-netty", "Akka ⇄ Akka, dot-netty.tcp with TLS", peers.Akka("dot-netty"), peers.Akka("dot-netty"), s_remoting);
        Add("akka-in-memory", "Akka in memory (TestTransport)", peers.Akka("in-memory"), null, s_remoting);
    }

    private void AddForeign(string file, Action<string> add)
    {
        if (File.Exists(file))
        {
            add(file);
        }
        else
        {
            _leftOut.Add($"{Path.GetFileNameWithoutExtension(file)}: its package is not installed");
        }
    }

    private void Add(string id, string title, Func<PeerLaunch> driver, Func<PeerLaunch>? responder, string[] points) =>
        _pairs.Add(new Pair(id, title, driver, responder, points));
}
