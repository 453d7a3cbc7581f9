namespace ErlDist.Mapping;

/// <summary>A value, or <c>undefined</c> (Elixir's <c>nil</c>).</summary>
/// <remarks>As a nullable type, for where T may be null itself or generic.</remarks>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct ErlOption<T>
{
    private readonly T? _value;

    /// <summary>A value.</summary>
    /// <param name="value">The value.</param>
    public ErlOption(T value)
    {
        HasValue = true;
        _value = value;
    }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException("There is no value: it was undefined or nil.");

    /// <summary>A value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErlOption<T>(T value) => new(value);
}
