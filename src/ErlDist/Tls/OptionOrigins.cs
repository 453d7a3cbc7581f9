using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>
/// Where the options of a role come from: an option file, flags, keys of a configuration, or code. What was not given has the place
/// where it would be written.
/// </summary>
internal sealed class OptionOrigins(Func<string, string> place, IReadOnlyDictionary<string, string>? given = null)
{
    /// <summary>The origin of an option.</summary>
    public OptionOrigin this[string option] => new(option, given?.GetValueOrDefault(option) ?? place(option));

    /// <summary>What is set in code has the names of the properties.</summary>
    public static OptionOrigins Code<T>() => new(option => $"{typeof(T).Name}.{OptionTable.Find(option)?.Property ?? option}");
}
