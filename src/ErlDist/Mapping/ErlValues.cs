using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace ErlDist.Mapping;

/// <summary>Elixir's <c>first..last//step</c>; both ends belong to it.</summary>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
/// <param name="Step">From one to the next; not 0.</param>
public readonly record struct ErlRange(long First, long Last, long Step = 1);

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

/// <summary>A BEAM process answered <c>{error, Reason}</c>; thrown by what serves, it is answered so.</summary>
/// <param name="reason">The reason.</param>
public sealed class ErlangErrorException(Term reason) : ErlangException($"The answer is an error: {Text(reason)}")
{
    private const int MaxCharacters = 200;

    /// <summary>The reason.</summary>
    public Term Reason { get; } = reason;

    private static string Text(Term reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        string text = reason.ToString();
        return text.Length <= MaxCharacters ? text : text[..MaxCharacters] + "…";
    }
}
