using System.Net;
using ErlDist.Embedding;
using ErlDist.Tls;
using ErlDist.Tool.Certificates;
using ErlDist.Tool.Context;

namespace ErlDist.Tool.Checking;

/// <summary>What a connection, or its failure, says about each step after TCP.</summary>
internal sealed class Diagnosis(string peer, IPEndPoint endpoint, WatchedCarrier carrier, ErlangNodeOptions options, CheckReport report)
{
    private const string Tls = "TLS";
    private const string Certificate = "certificate";
    private const string Handshake = "handshake";
    private const string Cookie = "cookie";
    private const string Flags = "flags";

    public void OnConnected(HandshakeResult result)
    {
        ReportSecurity();
        report.Ok(Handshake, $"with {result.PeerName}, creation {result.PeerCreation}");
        report.Ok(Cookie, "both have the same");
        report.Ok(Flags, PeerFlags.Describe(result.PeerFlags));
    }

    public async Task OnFailedAsync(NodeConnectionException failure, CancellationToken cancellation)
    {
        switch (failure.InnerException)
        {
            case CarrierException { TlsError: { } error } e:
                await ReportTlsFailureAsync(error, e.Message, cancellation).ConfigureAwait(false);
                break;
            case HandshakeException { Error: HandshakeError.WrongCookie or HandshakeError.CookieRefused }:
                ReportSecurity();
                report.Ok(Handshake, $"with {peer}");
                report.Wrong(
                    Cookie,
                    $"{peer} has another cookie. Give the same with -setcookie, or compare ~/.erlang.cookie of the users that the two nodes "
                    + "run as (RabbitMQ: /var/lib/rabbitmq/.erlang.cookie).");
                break;
            case HandshakeException { Error: HandshakeError.MissingFlags } e:
                ReportSecurity();
                report.Ok(Handshake, $"with {peer}");
                report.Wrong(Flags, e.Message);
                break;
            default:
                await ReportOtherFailureAsync(failure, cancellation).ConfigureAwait(false);
                break;
        }
    }

    private async Task ReportTlsFailureAsync(TlsError error, string message, CancellationToken cancellation)
    {
        if (error is TlsError.NotTls or TlsError.Closed && await Probes.PlainAsync(endpoint, peer, cancellation).ConfigureAwait(false))
        {
            ReportPlainPeer();
            return;
        }

        bool aboutCertificates = error is not (TlsError.NotTls or TlsError.Closed or TlsError.ProtocolVersion or TlsError.NoCommonCipher
            or TlsError.PeerAlert or TlsError.Failed);
        if (!aboutCertificates)
        {
            report.Wrong(Tls, message);
            return;
        }

        report.Ok(Tls, "the port speaks it");
        TlsProbe probe = await Probes.TlsAsync(endpoint, NodeName.HostOf(peer), cancellation).ConfigureAwait(false);
        report.Wrong(Certificate, probe.Certificate is { } shown ? $"{message} {peer} shows {CertificateFile.Describe(shown)}." : message);
    }

    /// <summary>What is neither TLS nor cookie nor flags; one end without TLS is the commonest cause and hides behind many.</summary>
    private async Task ReportOtherFailureAsync(NodeConnectionException failure, CancellationToken cancellation)
    {
        if (carrier.IsSecure && carrier.Connected is null)
        {
            if (await Probes.PlainAsync(endpoint, peer, cancellation).ConfigureAwait(false))
            {
                ReportPlainPeer();
            }
            else
            {
                report.Wrong(Tls, failure.Message);
            }
        }
        else if (!carrier.IsSecure && (await Probes.TlsAsync(endpoint, NodeName.HostOf(peer), cancellation).ConfigureAwait(false)).AnswersTls)
        {
            report.Wrong(
                Tls,
                $"{peer} speaks TLS and -proto_dist {carrier.Name} does not. Give -proto_dist inet_tls with -ssl_dist_optfile FILE "
                + "(a RabbitMQ node has both in its RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS).");
        }
        else
        {
            ReportSecurity();
            report.Wrong(
                Handshake,
                (options.Name is null ? ToolNode.DynamicNameAdvice(peer, failure) : null) ?? failure.InnerException?.Message ?? failure.Message);
        }
    }

    private void ReportPlainPeer() => report.Wrong(
        Tls,
        $"{peer} speaks plain TCP: it was started without -proto_dist inet_tls. Start it with that and TLS options, or, where nobody can "
        + "listen on the network between, give -proto_dist inet_tcp here.");

    private void ReportSecurity()
    {
        if (carrier.Connected?.Security is not { } security)
        {
            report.Ok(Tls, $"none: -proto_dist {carrier.Name} sends all in the clear");
            return;
        }

        report.Ok(Tls, $"{security.Protocol}, {security.CipherSuite}");
        if (security.PeerCertificate is { } certificate)
        {
            string verified = options.Tls?.Client.Verify == TlsVerify.Peer ? "verified" : "NOT verified (verify_none)";
            report.Ok(Certificate, $"{verified}: {CertificateFile.Describe(certificate)}");
        }
    }
}
