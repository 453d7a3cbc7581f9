using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// Measurements of certificates, for all nodes of the process: TLS options know no node, and several nodes may share them. A role is
/// looked at as long as something uses it.
/// </summary>
internal static class TlsMetrics
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<TlsRole>> s_roles = [];
    private static readonly Meter s_meter = new(Telemetry.Name);
    private static readonly Counter<long> s_reloads = s_meter.CreateCounter<long>(
        "erldist.tls.reload.count", "{reload}", "Files of certificates, authorities and revocation lists that were read again.");

    static TlsMetrics() => s_meter.CreateObservableGauge(
        "erldist.tls.certificate.remaining", Remaining, "d", "Days until the own certificate ends; below 0 when it has.");

    /// <summary>The certificates of a role count from now on.</summary>
    public static void Watch(TlsRole role)
    {
        lock (s_gate)
        {
            s_roles.RemoveAll(known => !known.TryGetTarget(out _));
            s_roles.Add(new(role));
        }
    }

    /// <summary>Files have changed.</summary>
    /// <param name="taken">Whether what they hold is in force now.</param>
    public static void OnReload(bool taken)
    {
        if (taken)
        {
            s_reloads.Add(1);
        }
        else
        {
            s_reloads.Add(1, new KeyValuePair<string, object?>(Telemetry.ErrorType, "unusable"));
        }
    }

    private static List<Measurement<double>> Remaining()
    {
        var measured = new Dictionary<(string Role, string Subject), double>();
        foreach (TlsRole role in Roles())
        {
            foreach (SslStreamCertificateContext own in role.Credentials.All)
            {
                X509Certificate2 certificate = own.TargetCertificate;
                if (certificate.Handle == IntPtr.Zero)
                {
                    continue; // Its owner has disposed of it.
                }

                (string, string) key = (role.Name, certificate.Subject);
                double days = (certificate.NotAfter - DateTime.Now).TotalDays;
                measured[key] = Math.Min(days, measured.GetValueOrDefault(key, double.MaxValue));
            }
        }

        return [.. measured.Select(m => new Measurement<double>(
            m.Value,
            new KeyValuePair<string, object?>("erldist.tls.role", m.Key.Role),
            new KeyValuePair<string, object?>("erldist.tls.subject", m.Key.Subject)))];
    }

    private static List<TlsRole> Roles()
    {
        lock (s_gate)
        {
            return [.. s_roles.Select(known => known.TryGetTarget(out TlsRole? role) ? role : null).OfType<TlsRole>()];
        }
    }
}
