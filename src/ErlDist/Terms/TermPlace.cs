namespace ErlDist.Terms;

/// <summary>The place of a term within what a reader reads: less to copy than the reader.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="RawLeft">How many bytes of a STRING_EXT are left there.</param>
internal readonly record struct TermPlace(int Offset, int RawLeft);
