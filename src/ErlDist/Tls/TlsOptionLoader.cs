using ErlDist.Tls;
using ErlDist.Tls.Options;

namespace ErlDist.Embedding;

/// <summary>
/// Makes <see cref="TlsOptions"/> of options by OTP's names, from wherever they stand: an option file (<c>-ssl_dist_optfile</c>),
/// flags (<c>-ssl_dist_opt</c>), keys of a configuration. Options of one role from several places are put behind one another, flags
/// and keys first and the file's last, and of two of a name the last counts: so does OTP 29. Messages name each option by the place
/// that it came from.
/// </summary>
/// <remarks>https://www.erlang.org/doc/apps/ssl/ssl_distribution#specifying-tls-options; docs/tls.md has all options.</remarks>
public sealed class TlsOptionLoader
{
    private readonly List<(OptionRoles Role, GivenOption Option)> _single = [];
    private readonly List<(OptionRoles Role, GivenOption Option)> _filed = [];
    private readonly List<string> _warnings = [];
    private Func<string, OptionRoles, string>? _place;

    /// <summary>What is meant by what is left out.</summary>
    public TlsDefaults Defaults { get; init; }

    /// <summary>The .NET functions that options may name; null = none.</summary>
    public TlsFunctions? Functions { get; init; }

    /// <summary>Adds the options of a file, one expression <c>[{server,Options},{client,Options}].</c></summary>
    /// <param name="path">The file.</param>
    /// <param name="key">How messages name what the user named the file by.</param>
    /// <exception cref="TlsOptionException">The file is missing or wrong; the message says where.</exception>
    public TlsOptionLoader AddFile(string path, string key = "the TLS option file")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AddText(OptionFileText.Read(path, key, _warnings), path);
    }

    /// <summary>Adds what an option file holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">How messages call it.</param>
    /// <exception cref="TlsOptionException">The text is wrong; the message says where.</exception>
    public TlsOptionLoader AddText(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach ((OptionRoles role, ErlList options) in TlsOptionFile.Roles(text, source))
        {
            _filed.AddRange(TlsOptionFile.Options(options, source).Select(o => (role, o with { Where = Place(o.Name, role) })));
        }

        _place = Place;
        return this;

        string Place(string option, OptionRoles role) => $"{source}: {option} of the {Name(role)}";
    }

    /// <summary>Adds what stands behind <c>-ssl_dist_opt</c>.</summary>
    /// <param name="arguments">The arguments of each of those flags.</param>
    /// <param name="flag">How messages name the flag: by the key of a configuration, if that is where they stand.</param>
    /// <exception cref="TlsOptionException">A name or value is wrong.</exception>
    public TlsOptionLoader AddArguments(IEnumerable<string[]> arguments, string flag = "-ssl_dist_opt")
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string[] words = [.. arguments.SelectMany(a => a)];
        _single.AddRange(SslDistOpt.Read(words, flag));
        _place ??= words.Length > 0 ? (option, role) => $"{flag} {Name(role)}_{option}" : null;
        return this;
    }

    /// <summary>Adds one option from a configuration.</summary>
    /// <param name="role"><c>server</c> or <c>client</c>.</param>
    /// <param name="option">OTP's name, such as <c>certfile</c>.</param>
    /// <param name="value">
    /// The value as text: file names and the like and atoms as they are, lists of atoms between commas, all else as an Erlang term.
    /// </param>
    /// <param name="key">How messages name it: the key that the user wrote, such as <c>akka.remote.erl-dist.server.certfile</c>.</param>
    /// <exception cref="TlsOptionException">The name or the value is wrong.</exception>
    public TlsOptionLoader Add(string role, string option, string value, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(option);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(key);
        OptionRoles which = role switch
        {
            "server" => OptionRoles.Server,
            "client" => OptionRoles.Client,
            _ => throw new ArgumentException("The role is server or client.", nameof(role)),
        };
        _single.Add((which, new GivenOption(option, SslDistOpt.Convert(option, value, key), key)));
        _place ??= (name, r) => key.EndsWith(option, StringComparison.Ordinal) && r == which ? key[..^option.Length] + name : $"{name} of the {Name(r)}";
        return this;
    }

    /// <summary>Whether nothing was added for either role.</summary>
    public bool IsEmpty => _single.Count + _filed.Count == 0;

    /// <summary>Reads all options.</summary>
    /// <exception cref="TlsOptionException">One is unknown, of the wrong kind, or not possible here.</exception>
    public TlsOptions Load()
    {
        List<string> warnings = [.. _warnings];
        List<string> notes = [];
        return new TlsOptions
        {
            Server = (TlsServerOptions)Read(OptionRoles.Server),
            Client = (TlsClientOptions)Read(OptionRoles.Client),
            Warnings = warnings,
            Notes = notes,
        };

        TlsRoleOptions Read(OptionRoles role) =>
            new RoleOptionReader(role, Defaults, Functions ?? new TlsFunctions(), warnings, notes).Read(
                [.. _single.Concat(_filed).Where(o => o.Role == role).Select(o => o.Option)],
                option => _place?.Invoke(option, role) ?? $"{option} of the {Name(role)}");
    }

    private static string Name(OptionRoles role) => role == OptionRoles.Server ? "server" : "client";
}
