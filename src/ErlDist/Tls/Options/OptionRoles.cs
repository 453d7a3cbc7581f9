namespace ErlDist.Tls.Options;

/// <summary>The roles that may have an option.</summary>
[Flags]
internal enum OptionRoles
{
    Client = 1,
    Server = 2,
    Both = Client | Server,
}
