using System.Buffers.Binary;
using System.Text;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting.Protocol;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>
/// Akka to Akka: any number of logical associations over one distribution connection. What Akka writes goes as it is, inside a
/// binary sent to <see cref="RegisteredName"/>.
/// </summary>
/// <remarks>
/// <para>
/// Each message is BINARY_EXT with, big-endian: a byte that says what it is (<see cref="FrameKind"/>), four bytes of the
/// association's number, and the content. Each side numbers the associations that it opens; a bit of the first byte says whose
/// number it is.
/// </para>
/// <para>
/// An actor system has full power over another: who may be one is decided by the owner, before the first signal comes here.
/// </para>
/// <para>Threads: signals from one thread at a time; PDUs of one association from one thread at a time; all else from any.</para>
/// </remarks>
internal sealed class AkkaPeer
{
    private const int MaxAssociations = 1024;
    private readonly Dictionary<AssociationKey, AkkaAssociation> _associations = [];
    private readonly Lock _gate = new();
    private readonly IAkkaPeerOutput _output;
    private readonly AkkaAddress _local;
    private readonly Signal _signal;
    private readonly PeerProof? _proof;
    private readonly Lock _proving = new();
    private uint _lastNumber;
    private bool _lost;
    private bool _hasProved;

    /// <summary>Makes one for a connection that is up.</summary>
    /// <param name="local">The address of this actor system.</param>
    /// <param name="from">A pid of this node as the sender of all messages.</param>
    /// <param name="output">What it gives out.</param>
    /// <param name="proof">What both sides have to prove before anything of theirs counts; null = nothing.</param>
    public AkkaPeer(AkkaAddress local, Pid from, IAkkaPeerOutput output, PeerProof? proof = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(output);
        _local = local;
        _output = output;
        _proof = proof;
        IsProved = proof is null;
        _signal = new Signal { Kind = SignalKind.SendToName, From = from, Name = RegisteredName };
    }

    /// <summary>The name that the messages of actor systems go to.</summary>
    public static Atom RegisteredName { get; } = Atom.Get("akka_remote");

    /// <summary>Whether the other side has proved what it must. Written on the thread of the signals.</summary>
    public bool IsProved { get; private set; }

    /// <summary>Opens an association: an outbound one, as Akka sees it.</summary>
    /// <param name="destination">The address that is meant.</param>
    /// <param name="output">Where the other's PDUs go, and whether there will be any.</param>
    /// <returns>The association, or null when the connection is lost.</returns>
    public AkkaAssociation? Open(AkkaAddress destination, IOpenedAssociationOutput output)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(output);
        AkkaAssociation association;
        lock (_gate)
        {
            if (_lost)
            {
                return null;
            }

            association = new AkkaAssociation(this, new AssociationKey(++_lastNumber, IsOurs: true)) { Output = output };
            _associations.Add(association.Key, association);
        }

        Prove();
        Send(FrameKind.Open, association, AssociationFrame.WriteEnds(_local, destination), mayRefuse: false);
        return association;
    }

    /// <summary>A message to <see cref="RegisteredName"/> has come.</summary>
    /// <exception cref="PduException">It is none of an actor system's; the connection is to be closed.</exception>
    public void OnMessage(in IncomingMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < AssociationFrame.HeadBytes || payload[0] != AssociationFrame.BinaryTag
            || BinaryPrimitives.ReadUInt32BigEndian(payload[1..]) != (uint)(payload.Length - AssociationFrame.TermBytes))
        {
            throw new PduException($"A message to {RegisteredName} that is no binary of ours.");
        }

        (FrameKind kind, AssociationKey key) = AssociationFrame.Read(payload);
        ReadOnlySpan<byte> content = payload[AssociationFrame.HeadBytes..];
        switch (kind)
        {
            case FrameKind.Prove when content.Length == PeerProof.Size:
                IsProved = IsProved || _proof!.Verify(content);
                break;
            case FrameKind.Open when !key.IsOurs:
                OnOpen(key, content);
                break;
            case FrameKind.Accept or FrameKind.Data when key.IsOurs && !IsProved:
                (Take(key)?.Output as IOpenedAssociationOutput)?.OnRefused("it has not proved that it knows the secret of the Akka peers");
                break;
            case FrameKind.Accept when key.IsOurs && content.IsEmpty:
                (Find(key)?.Output as IOpenedAssociationOutput)?.OnAccepted();
                break;
            case FrameKind.Refuse when key.IsOurs:
                (Take(key)?.Output as IOpenedAssociationOutput)?.OnRefused(AssociationFrame.ReadText(content));
                break;
            case FrameKind.Data:
                Find(key)?.Output?.OnPdu(message.Keep(AssociationFrame.HeadBytes, content.Length));
                break;
            case FrameKind.Close when content.Length == 1 && Enum.IsDefined((DisassociationReason)content[0]):
                Take(key)?.Output?.OnDisassociated((DisassociationReason)content[0]);
                break;
            default:
                throw new PduException($"A message to {RegisteredName} of kind {(int)kind} that breaks its rules.");
        }
    }

    /// <summary>The connection is lost: all associations are over.</summary>
    public void OnConnectionLost()
    {
        List<AkkaAssociation> associations;
        lock (_gate)
        {
            _lost = true;
            associations = [.. _associations.Values];
            _associations.Clear();
        }

        foreach (AkkaAssociation association in associations)
        {
            association.Output?.OnDisassociated(DisassociationReason.Unknown);
        }
    }

    internal bool Send(FrameKind kind, AkkaAssociation association, ReadOnlyMemory<byte> content, bool mayRefuse) =>
        _output.Send(_signal, new AssociationMessage(kind, association.Key, content), mayRefuse);

    internal void Close(AkkaAssociation association, DisassociationReason reason)
    {
        if (Take(association.Key) is not null)
        {
            Send(FrameKind.Close, association, new[] { (byte)reason }, mayRefuse: false);
        }
    }

    private void OnOpen(AssociationKey key, ReadOnlySpan<byte> content)
    {
        (AkkaAddress origin, AkkaAddress destination) = AssociationFrame.ReadEnds(content);
        var association = new AkkaAssociation(this, key);
        lock (_gate)
        {
            if (_lost)
            {
                return;
            }

            if (_associations.Count >= MaxAssociations || !_associations.TryAdd(key, association))
            {
                throw new PduException($"{_associations.Count} associations are open, and {key.Number} is one too many or open already.");
            }
        }

        Prove();
        association.Output = _output.OnOpened(association, origin, destination, out string refusal);
        if (association.Output is not null)
        {
            Send(FrameKind.Accept, association, default, mayRefuse: false);
        }
        else
        {
            Take(key);
            Send(FrameKind.Refuse, association, Encoding.UTF8.GetBytes(refusal), mayRefuse: false);
        }
    }

    /// <summary>This side's proof goes out before all else.</summary>
    private void Prove()
    {
        lock (_proving)
        {
            if (_proof is not null && !_hasProved)
            {
                _hasProved = true;
                _output.Send(_signal, new AssociationMessage(FrameKind.Prove, new AssociationKey(0, IsOurs: true), _proof.Ours), mayRefuse: false);
            }
        }
    }

    private AkkaAssociation? Find(AssociationKey key)
    {
        lock (_gate)
        {
            return _associations.GetValueOrDefault(key);
        }
    }

    private AkkaAssociation? Take(AssociationKey key)
    {
        lock (_gate)
        {
            return _associations.Remove(key, out AkkaAssociation? association) ? association : null;
        }
    }
}
