namespace ErlDist.Tls.Options;

/// <summary>The options of sockets that an option file may hold among those of TLS, as OTP takes them.</summary>
internal static class SocketOptionTable
{
    private const string Engine = "the distribution sets it itself (chapter \"Using TLS for Erlang Distribution\", 4.3): remove it";
    private const string NoKnob = ".NET's sockets have no such option";
    private const string Listener = "the listener is that of -kernel inet_dist_use_interface and inet_dist_listen_options, and the system chooses a client's address";

    public static OptionEntry[] Entries { get; } =
    [
        new("recbuf", OptionRoles.Both, "bytes", OptionUse.Used, "the socket's receive buffer")
        {
            Property = nameof(TlsRoleOptions.Socket), Read = (o, v) => o with { Socket = o.Socket with { ReceiveBufferSize = v.Number(1, int.MaxValue) } },
        },
        new("sndbuf", OptionRoles.Both, "bytes", OptionUse.Used, "the socket's send buffer")
        {
            Property = nameof(TlsRoleOptions.Socket), Read = (o, v) => o with { Socket = o.Socket with { SendBufferSize = v.Number(1, int.MaxValue) } },
        },
        new("keepalive", OptionRoles.Both, "boolean", OptionUse.Used, "TCP's keep-alive, beside the ticks of the distribution")
        {
            Property = nameof(TlsRoleOptions.Socket), Read = (o, v) => o with { Socket = o.Socket with { KeepAlive = v.Flag() } },
        },
        new("priority", OptionRoles.Both, "0 to 6", OptionUse.Used, "on Linux the priority of what the socket sends; elsewhere no effect")
        {
            Property = nameof(TlsRoleOptions.Socket), Read = (o, v) => o with { Socket = o.Socket with { Priority = v.Number(0, 6) } },
        },
        new("nodelay", OptionRoles.Both, "true", OptionUse.Used, "true is all there is: messages don't wait for each other")
        {
            Read = (o, v) => v.Flag() ? o : throw v.Wrong("true, which the distribution sets itself"),
        },
        new("tos", OptionRoles.Both, "whole number", OptionUse.Unheard, NoKnob) { Read = Warn(NoKnob) },
        new("linger", OptionRoles.Both, "{boolean,Seconds}", OptionUse.Unheard, "a connection that ends says goodbye and closes, within a second")
        {
            Read = Warn("a connection that ends says goodbye and closes, within a second"),
        },
        new("ip", OptionRoles.Both, "address", OptionUse.Unheard, Listener) { Read = Warn(Listener) },
        new("ifaddr", OptionRoles.Both, "address", OptionUse.Unheard, Listener) { Read = Warn(Listener) },
        new("reuseaddr", OptionRoles.Both, "boolean", OptionUse.Unheard, Listener) { Read = Warn(Listener) },
        new("backlog", OptionRoles.Both, "whole number", OptionUse.Unheard, Listener) { Read = Warn(Listener) },
        new("inet", OptionRoles.Both, "flag", OptionUse.Unheard, "the family is that of -proto_dist: inet_tls") { Read = Warn("the family is that of -proto_dist: inet_tls") },
        new("inet6", OptionRoles.Both, "flag", OptionUse.Unheard, "the family is that of -proto_dist: inet6_tls") { Read = Warn("the family is that of -proto_dist: inet6_tls") },
        .. Names("packet packet_size active binary list mode deliver header raw").Select(n => new OptionEntry(n, OptionRoles.Both, "", OptionUse.Refused, Engine)),
        .. Names("delay_send buffer port fd local reuseport reuseport_lb tclass recvtos recvttl send_timeout send_timeout_close exit_on_close"
            + " show_econnreset ipv6_v6only high_watermark low_watermark high_msgq_watermark low_msgq_watermark line_delimiter bind_to_device netns"
            + " read_ahead recvtclass ttl pktoptions read_packets")
            .Select(n => new OptionEntry(n, OptionRoles.Both, "", OptionUse.Refused, NoKnob + " that a node could use: remove it")),
    ];

    private static string[] Names(string names) => names.Split(' ');

    private static OptionReader Warn(string instead) => (options, value) =>
    {
        value.Warn($"has no effect here: {instead}");
        return options;
    };
}
