namespace ErlDist.Wire;

/// <summary>Where a control message's payload is.</summary>
internal enum PayloadPlace : byte
{
    None,

    /// <summary>Behind the control message.</summary>
    Behind,

    /// <summary>Its last element (<see cref="Slot.Reason"/>), which no fragment can cut.</summary>
    Inside,
}
