namespace ErlDist.Mapping;

/// <summary>Writes and reads values of a declared type; generated at build time.</summary>
/// <typeparam name="T">The declared type.</typeparam>
public abstract class TermCodec<T>
{
    /// <summary>The codec of the declared type; null where there is none.</summary>
    internal static TermCodec<T>? Registered { get; set; }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public abstract void Write(ref TermWriter writer, T value);

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="TermFormatException">The next term is not of the declared shape.</exception>
    public abstract T Read(ref TermReader reader);
}
