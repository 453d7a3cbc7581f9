namespace ErlDist.Tls.Options;

/// <summary>Puts an option into those of a role.</summary>
internal delegate TlsRoleOptions OptionReader(TlsRoleOptions options, OptionValue value);
