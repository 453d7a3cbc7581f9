using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Mapping;

/// <summary><c>{ok, Value}</c> or <c>{error, Reason}</c>, for whoever wants the reason as a value and not as an exception.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct ErlResult<T>
{
    private readonly T? _value;

    internal ErlResult(T? value, Term? reason)
    {
        _value = value;
        Reason = reason;
    }

    /// <summary>Whether it is <c>{ok, Value}</c>.</summary>
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsOk => Reason is null;

    /// <summary>The reason of an error; null when it is <c>{ok, Value}</c>.</summary>
    public Term? Reason { get; }

    /// <summary>The value.</summary>
    /// <exception cref="ErlangErrorException">It is an error.</exception>
    public T Value => IsOk ? _value! : throw new ErlangErrorException(Reason);

    /// <summary><c>{ok, Value}</c></summary>
    /// <param name="value">The value.</param>
    public static implicit operator ErlResult<T>(T value) => new(value, null);
}

/// <summary>Makes results.</summary>
public static class ErlResult
{
    /// <summary><c>{ok, Value}</c></summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">The value's type.</typeparam>
    public static ErlResult<T> Ok<T>(T value) => new(value, null);

    /// <summary><c>{error, Reason}</c></summary>
    /// <param name="reason">The reason.</param>
    /// <typeparam name="T">The type of the value that there would be.</typeparam>
    public static ErlResult<T> Error<T>(Term reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new ErlResult<T>(default, reason);
    }
}
