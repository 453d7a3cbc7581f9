using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>
/// The tables of attacks: each ends its own connection with one line in the log, and ten honest peers notice nothing.
/// </summary>
public abstract class HostileTables(HostileTarget target)
{
    public static TheoryData<Attack> BeforeProof => [.. AttacksBeforeProof.Rows];

    public static TheoryData<Attack> Payloads => [.. AttacksByPayload.Rows];

    public static TheoryData<Attack> InControl => [.. AttacksByPayload.InControl];

    public static TheoryData<Attack> WithRights => [.. AttacksWithRights.Rows];

    public static TheoryData<Attack> Masses => [.. AttacksByMass.Rows];

    public static TheoryData<HostileFrame> Frames => [.. HostileFrames.Rows];

    [Theory]
    [MemberData(nameof(BeforeProof))]
    public Task A_peer_without_proof_is_refused(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_payload_that_is_no_term_or_too_much_costs_that_message_alone(Attack attack) => target.SufferMessageAsync(attack);

    [Theory]
    [MemberData(nameof(WithRights))]
    public Task A_node_with_the_cookie_and_no_other_right_harms_nobody(Attack attack) => target.EndureAsync(attack);

    [Theory]
    [MemberData(nameof(InControl))]
    public Task A_control_message_that_holds_such_a_thing_ends_the_connection(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Masses))]
    public Task More_than_a_limit_allows_ends_the_connection(Attack attack) => target.SufferAsync(attack);

    [Theory]
    [MemberData(nameof(Frames))]
    public Task A_frame_that_breaks_the_protocol_ends_the_connection(HostileFrame row) => target.SufferAsync(Over(row));

    /// <summary>A row of Wire's own table over a live connection: the log must say what the reader alone says of it.</summary>
    internal static Attack Over(HostileFrame row)
    {
        DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader | row.Flags;
        return new Attack(row.Name, Complaint(row, flags), async p =>
        {
            await p.HandshakeAsync(HostileFrames.Peer, flags);
            foreach (byte[] frame in row.Frames)
            {
                await p.FrameAsync(frame);
            }
        });
    }

    private static string Complaint(HostileFrame row, DistributionFlags flags)
    {
        using var reader = new SignalReader(
            flags, Atom.Get(HostileFrames.Local), Atom.Get(HostileFrames.Peer), HostileTarget.Limits.Wire, HostileTarget.Limits.Terms);
        WireException? complaint = null;
        foreach (byte[] frame in row.Frames)
        {
            try
            {
                reader.TryRead(frame, TimeSpan.Zero, out _);
            }
            catch (WireException e)
            {
                complaint = e;
            }
        }

        return complaint!.Message;
    }
}
