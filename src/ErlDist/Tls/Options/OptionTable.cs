using System.Collections.Frozen;

namespace ErlDist.Tls.Options;

/// <summary>
/// All options of OTP's ssl application, releases 25 to 29, by name. From it come what is read, what is refused, the hints, and the
/// table in docs/tls.md.
/// </summary>
internal static class OptionTable
{
    /// <summary>In the order of the table in the documentation.</summary>
    public static IReadOnlyList<OptionEntry> Entries { get; } =
        [.. CertificateOptions.Entries, .. VerificationOptions.Entries, .. ProtocolOptions.Entries, .. SocketOptionTable.Entries, .. IdleOptions.Entries];

    private static readonly FrozenDictionary<string, OptionEntry> s_byName = Entries.ToFrozenDictionary(e => e.Name);

    /// <summary>The option of a name.</summary>
    public static OptionEntry? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The names that <c>-ssl_dist_opt</c> takes for a role.</summary>
    public static IEnumerable<string> LegacyNames(OptionRoles role) => Entries.Where(e => e.IsLegacy && e.Roles.HasFlag(role)).Select(e => e.Name);
}
