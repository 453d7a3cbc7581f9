using ErlDist.Carriers;

namespace ErlDist.Nodes;

/// <summary>
/// Who may connect when <see cref="ErlangNodeOptions.AllowedNodes"/> is given, as net_kernel:allow/1 and inet_tls_dist have it.
/// </summary>
internal static class AllowList
{
    public static bool Allows(HashSet<string> allowed, string peer, CarrierSecurity? security) => allowed.Contains(peer);
}
