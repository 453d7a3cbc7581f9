using ErlDist.Embedding;
using ErlDist.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace ErlDist.Tests.Wire;

/// <summary>A signal and what goes with it.</summary>
public sealed record Sent(Signal Signal, Term? Payload);

/// <summary>Random signals, such as a peer may send to us.</summary>
internal static class SignalGen
{
    private static readonly string[] s_names =
        ["a", "b", "ok", "echo", "", "ä", "日本", new('x', 200), new('ż', 200), string.Concat(Enumerable.Repeat("😀", 255))];

    private static readonly Gen<Atom> s_atoms = Gen.OneOf(
        Gen.Elements(s_names).Select(Atom.Get), Gen.Choose(0, 5000).Select(i => Atom.Get($"atom{i}")));

    private static readonly Gen<bool> s_bools = Gen.Elements(true, false);
    private static readonly Gen<uint> s_words = Gen.Choose(int.MinValue, int.MaxValue).Select(i => (uint)i);
    private static readonly Gen<Pid> s_theirs = PidOf(SignalKit.Peer);
    private static readonly Gen<Pid> s_ours = PidOf(SignalKit.Local);
    private static readonly Gen<Pid> s_any = Gen.OneOf(s_theirs, s_ours, Gen.Constant(SignalKit.Thirds));

    private static readonly Gen<Reference> s_refs =
        from words in Gen.ArrayOf(s_words)
        from more in s_words
        select new Reference(SignalKit.Peer, more, [more, .. words.Take(4)]);

    private static readonly Gen<ulong> s_ids = Gen.OneOf(
        Gen.Choose(1, 300).Select(i => (ulong)i),
        from high in s_words
        from low in s_words
        select Math.Max(1, ((ulong)high << 32) | low));

    private static readonly Gen<Term?> s_tokens = Gen.Frequency(
        (3, Gen.Constant<Term?>(null)),
        (1, from label in Gen.Choose(-100, 100)
            from pid in s_theirs
            select (Term?)Term.Tuple(1, label, 3, pid, 2)));

    private static readonly Gen<Term> s_payloads = Gen.Frequency(
        (30, Gen.Sized(size => TermOf(Math.Min(size, 20)))),
        (1, Gen.Choose(60_000, 300_000).Select(length => (Term)new ErlBinary(new byte[length]))));

    private static readonly Gen<Parts> s_parts =
        from theirs in s_theirs
        from ours in s_ours
        from any in s_any
        from name in s_atoms
        from reference in s_refs
        from id in s_ids
        from flag in s_bools
        from urgent in s_bools
        from spawnFlags in Gen.Choose(0, 3)
        from token in s_tokens
        from module in s_atoms
        from arity in Gen.Choose(0, 255)
        from options in Gen.Elements<Term>(
            ErlList.Empty, Term.List(Atom.Get("link")), Term.List(Term.Tuple(Atom.Get("priority"), Atom.Get("high"))))
        select new Parts(theirs, ours, any, name, reference, id, flag, urgent, (SpawnFlags)spawnFlags, token)
        {
            Spawn = new SpawnRequest(any, module, name, arity, options),
        };

    /// <summary>Signals of all kinds that this peer may send.</summary>
    public static Gen<Sent> All { get; } =
        from kind in Gen.Elements(Enum.GetValues<SignalKind>()[1..])
        from parts in s_parts
        from payload in s_payloads
        let signal = Make(kind, parts)
        select new Sent(signal, signal.HasPayload ? payload : null);

    /// <summary>Any of the flags that change the form of frames, and all others.</summary>
    public static Gen<DistributionFlags> Flags { get; } =
        from without in Gen.SubListOf(SignalKit.FormFlags)
        select DistributionFlagSets.Hidden & ~without.Aggregate(DistributionFlags.None, (all, flag) => all | flag);

    private static Signal Make(SignalKind kind, Parts p)
    {
        var between = new Signal { Kind = kind, From = p.Theirs, To = p.Ours };
        Signal message = between with { Token = p.Token, IsPriority = p.Urgent };
        return kind switch
        {
            SignalKind.Send or SignalKind.Exit2 => message,
            SignalKind.SendToName or SignalKind.Exit2ToName => message with { To = null, Name = p.Name },
            SignalKind.SendToAlias or SignalKind.Exit2ToAlias => message with { To = null, Ref = p.Ref },
            SignalKind.Exit => message with { IsPriority = false },
            SignalKind.Link => between,
            SignalKind.Unlink or SignalKind.UnlinkAck => between with { Id = p.Id },
            SignalKind.GroupLeader => between with { From = p.Any },
            SignalKind.Monitor or SignalKind.Demonitor =>
                between with { Ref = p.Ref, To = p.Flag ? null : p.Ours, Name = p.Flag ? p.Name : null },
            SignalKind.MonitorDown => between with { Ref = p.Ref, From = p.Flag ? null : p.Theirs, Name = p.Flag ? p.Name : null },
            SignalKind.SpawnRequest => between with { To = null, Ref = p.Ref, Spawn = p.Spawn, Token = p.Token },
            SignalKind.SpawnReply => between with
            {
                Ref = p.Ref, SpawnFlags = p.SpawnFlags, Token = p.Token, From = p.Flag ? null : p.Theirs, Name = p.Flag ? p.Name : null,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static Gen<Pid> PidOf(Atom node) =>
        from id in s_words
        from serial in s_words
        from creation in s_words
        select new Pid(node, id, serial, creation);

    private static Gen<Term> TermOf(int size) => size <= 1
        ? Gen.OneOf(
            s_atoms.Select(a => (Term)a),
            Gen.Choose(int.MinValue, int.MaxValue).Select(i => (Term)i),
            s_theirs.Select(p => (Term)p),
            Gen.ArrayOf(Gen.Choose(0, 255)).Select(b => (Term)new ErlBinary(b.Select(i => (byte)i).ToArray())))
        : Gen.OneOf(
            TermOf(1),
            Gen.ArrayOf(TermOf(size / 3), 3).Select(items => (Term)Term.Tuple(items)),
            Gen.ArrayOf(TermOf(size / 3), 3).Select(items => (Term)Term.List(items)));

    private sealed record Parts(
        Pid Theirs, Pid Ours, Pid Any, Atom Name, Reference Ref, ulong Id, bool Flag, bool Urgent, SpawnFlags SpawnFlags, Term? Token)
    {
        public required SpawnRequest Spawn { get; init; }
    }
}
