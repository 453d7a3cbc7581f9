using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>Writes control messages by the table of <see cref="ControlForm"/>.</summary>
internal static class ControlWriter
{
    /// <summary>Writes one.</summary>
    /// <param name="form">What <see cref="ControlForm.For"/> chose.</param>
    /// <param name="signal">What is asked.</param>
    /// <param name="reason">The reason, for a form that has it inside.</param>
    /// <param name="version">Whether the term has a version byte.</param>
    /// <param name="atoms">The atoms of the frame's header, if there is one.</param>
    /// <param name="output">Where to.</param>
    public static void Write(
        ControlForm form, in Signal signal, ReadOnlySpan<byte> reason, bool version, AtomRefTable? atoms, IBufferWriter<byte> output)
    {
        var writer = new TermWriter(output, atoms);
        if (version)
        {
            writer.WriteVersion();
        }

        if (form.Op == AltAct.Op)
        {
            WriteAltAct(ref writer, signal);
        }
        else
        {
            writer.WriteTupleHeader(1 + form.Slots.Length);
            writer.WriteInt64(form.Op);
            foreach (Slot slot in form.Slots)
            {
                WriteSlot(ref writer, slot, signal, reason);
            }
        }

        writer.Flush();
    }

    private static void WriteAltAct(ref TermWriter writer, in Signal signal)
    {
        const int WithoutToken = 4;
        writer.WriteTupleHeader(signal.Token is null ? WithoutToken : WithoutToken + 1);
        writer.WriteInt64(AltAct.Op);
        writer.WriteInt64(AltAct.FlagsOf(signal));
        WriteSlot(ref writer, Slot.From, signal, default);
        WriteSlot(
            ref writer,
            signal.Kind switch
            {
                SignalKind.SendToAlias or SignalKind.Exit2ToAlias => Slot.Ref,
                SignalKind.SendToName or SignalKind.Exit2ToName => Slot.Name,
                _ => Slot.To,
            },
            signal,
            default);
        if (signal.Token is not null)
        {
            WriteSlot(ref writer, Slot.Token, signal, default);
        }
    }

    private static void WriteSlot(ref TermWriter writer, Slot slot, in Signal signal, ReadOnlySpan<byte> reason)
    {
        switch (slot)
        {
            case Slot.Unused:
                writer.WriteAtom(Atom.Empty);
                break;
            case Slot.From or Slot.AnyFrom:
                writer.WritePid(Given(signal.From, signal, slot));
                break;
            case Slot.To or Slot.AnyTo:
                writer.WritePid(Given(signal.To, signal, slot));
                break;
            case Slot.Name:
                writer.WriteAtom(Given(signal.Name, signal, slot));
                break;
            case Slot.ToOrName:
                writer.WriteTerm((Term?)signal.Name ?? Given(signal.To, signal, slot));
                break;
            case Slot.FromOrName or Slot.FromOrError:
                writer.WriteTerm((Term?)signal.Name ?? Given(signal.From, signal, slot));
                break;
            case Slot.Ref:
                writer.WriteReference(Given(signal.Ref, signal, slot));
                break;
            case Slot.Id:
                writer.WriteBigInteger(signal.Id != 0 ? signal.Id : throw new ArgumentException($"{signal.Kind} needs an Id.", nameof(signal)));
                break;
            case Slot.Token:
                writer.WriteTerm(Given(signal.Token, signal, slot));
                break;
            case Slot.Reason:
                writer.WriteRaw(reason);
                break;
            case Slot.Leader:
                writer.WritePid(Given(signal.Spawn, signal, slot).GroupLeader);
                break;
            case Slot.Mfa:
                SpawnRequest spawn = Given(signal.Spawn, signal, slot);
                writer.WriteTupleHeader(3);
                writer.WriteAtom(spawn.Module);
                writer.WriteAtom(spawn.Function);
                writer.WriteInt64(spawn.Arity);
                break;
            case Slot.Options:
                writer.WriteTerm(Given(signal.Spawn, signal, slot).Options);
                break;
            case Slot.SpawnFlags:
                writer.WriteInt64((int)signal.SpawnFlags);
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private static T Given<T>(T? value, in Signal signal, Slot slot)
        where T : class => value ?? throw new ArgumentException($"{signal.Kind} needs {slot}.", nameof(signal));
}
