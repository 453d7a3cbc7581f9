namespace ErlDist.Embedding;

/// <summary>
/// What a node can do, offered by both ends in the handshake; what both offer is used (erl_dist_protocol, "Distribution Flags";
/// bits as in OTP's kernel/include/dist.hrl, which is right where the document differs).
/// </summary>
/// <remarks>Bits without a name here are kept as they came and never offered by us.</remarks>
[Flags]
public enum DistributionFlags : ulong
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The node is part of the visible network; clear for a hidden node.</summary>
    Published = 0x1,

    /// <summary>The atom cache of old releases. Obsolete; no release in support sends it.</summary>
    AtomCache = 0x2,

    /// <summary>References of three words and more. Mandatory in OTP 25 (and long before).</summary>
    ExtendedReferences = 0x4,

    /// <summary>Monitors of processes by pid.</summary>
    DistMonitor = 0x8,

    /// <summary>Funs have tags of their own. Mandatory in OTP 25 (and long before).</summary>
    FunTags = 0x10,

    /// <summary>Monitors of processes by name.</summary>
    DistMonitorName = 0x20,

    /// <summary>The atom cache of old hidden nodes. Obsolete.</summary>
    HiddenAtomCache = 0x40,

    /// <summary>NEW_FUN_EXT. Mandatory in OTP 25 (and before).</summary>
    NewFunTags = 0x80,

    /// <summary>Pids and ports of the extended range. Mandatory in OTP 25 (and long before).</summary>
    ExtendedPidsPorts = 0x100,

    /// <summary>EXPORT_EXT. Mandatory in OTP 25 (and before).</summary>
    ExportPtrTag = 0x200,

    /// <summary>BIT_BINARY_EXT. Mandatory in OTP 25 (and before).</summary>
    BitBinaries = 0x400,

    /// <summary>NEW_FLOAT_EXT. Mandatory in OTP 25 (and before).</summary>
    NewFloats = 0x800,

    /// <summary>The I/O protocol carries Unicode.</summary>
    UnicodeIo = 0x1000,

    /// <summary>Messages carry the distribution header with its atom cache.</summary>
    DistHdrAtomCache = 0x2000,

    /// <summary>SMALL_ATOM_EXT.</summary>
    SmallAtomTags = 0x4000,

    /// <summary>Atoms in UTF-8. Mandatory in OTP 25 (and before).</summary>
    Utf8Atoms = 0x10000,

    /// <summary>MAP_EXT. Mandatory in OTP 25 (and before).</summary>
    MapTag = 0x20000,

    /// <summary>Creations of 32 bits: NEW_PID_EXT, NEW_PORT_EXT, NEWER_REFERENCE_EXT. Mandatory in OTP 25 (23 and later).</summary>
    BigCreation = 0x40000,

    /// <summary>SEND_SENDER takes the place of SEND (OTP 21).</summary>
    SendSender = 0x80000,

    /// <summary>A trace token's label may be any term (OTP 21).</summary>
    BigSeqTraceLabels = 0x100000,

    /// <summary>Exit reasons travel as payload, behind the control message (OTP 22).</summary>
    ExitPayload = 0x400000,

    /// <summary>Large messages travel in fragments (OTP 22).</summary>
    Fragments = 0x800000,

    /// <summary>Version 6 of the handshake (OTP 23). Mandatory in OTP 25.</summary>
    Handshake23 = 0x1000000,

    /// <summary>UNLINK_ID and its acknowledgement take the place of UNLINK (OTP 23.3). Mandatory in OTP 26.</summary>
    UnlinkId = 0x2000000,

    /// <summary>Stands for all flags that are mandatory in OTP 25 (OTP 25). Bit 26 in fact, though the document says bit 36.</summary>
    Mandatory25Digest = 0x4000000,

    /// <summary>SPAWN_REQUEST and SPAWN_REPLY (OTP 23).</summary>
    Spawn = 1UL << 32,

    /// <summary>Not an ability but a wish: the node asks its peer for a name (OTP 24, initiators with 23).</summary>
    NameMe = 1UL << 33,

    /// <summary>The full ranges of pids (32 + 32 bits), ports (64 bits) and references (5 words) (OTP 24). Mandatory in OTP 26.</summary>
    V4NodeContainers = 1UL << 34,

    /// <summary>Process aliases, ALIAS_SEND (OTP 24).</summary>
    Alias = 1UL << 35,

    /// <summary>ALTACT_SIG_SEND: priority messages and exits, sends by alias (OTP 28).</summary>
    AltActSignals = 1UL << 37,

    /// <summary>Native records (OTP 29, which sends them also to nodes that do not offer this).</summary>
    NativeRecords = 1UL << 38,
}
