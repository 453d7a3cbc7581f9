namespace ErlDist.Tls;

/// <summary>An option as the user wrote it, for messages about it.</summary>
/// <param name="Option">OTP's name, such as <c>certfile</c>.</param>
/// <param name="Where">The place, such as <c>x.conf: certfile of the server</c> or <c>TlsServerOptions.CertificateFile</c>.</param>
internal readonly record struct OptionOrigin(string Option, string Where)
{
    /// <summary>The option, or the file that it names, can't be used.</summary>
    public TlsOptionException Error(string what, string? file = null, Exception? inner = null) =>
        new($"{Where}: {what}", inner) { Option = Option, File = file };

    /// <inheritdoc/>
    public override string ToString() => Where;
}

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
