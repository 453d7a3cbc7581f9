namespace AkkaErlDist.Remoting;

/// <summary>The number of an association, and whose it is: both sides give numbers of their own.</summary>
/// <param name="Number">The number.</param>
/// <param name="IsOurs">Whether this side gave it.</param>
internal readonly record struct AssociationKey(uint Number, bool IsOurs);
