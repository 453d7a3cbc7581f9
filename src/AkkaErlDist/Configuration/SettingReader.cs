using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaErlDist.Addresses;
using ErlDist.Hosting;

namespace AkkaErlDist.Configuration;

/// <summary>
/// Reads the section by <see cref="SettingKeys"/>. Every complaint names the key as it was written: in HOCON by its path, in
/// appsettings or code by the name that AkkaErlDist.Hosting passed on in <c>configured-as</c>.
/// </summary>
internal sealed class SettingReader
{
    private readonly Config _config;
    private readonly Dictionary<string, string> _names = [];

    /// <param name="config">The section with its defaults.</param>
    /// <param name="path">Where it stands.</param>
    public SettingReader(Config config, string path)
    {
        _config = config;
        Path = path;
        IList<string> names = config.HasPath(SettingKeys.ConfiguredAs.Path) ? config.GetStringList(SettingKeys.ConfiguredAs.Path) : [];
        for (int i = 0; i + 1 < names.Count; i += 2)
        {
            _names[names[i]] = names[i + 1];
        }
    }

    public string Path { get; }

    /// <summary>A key as the user wrote it.</summary>
    public string NameOf(SettingKey key) => NameOf(key.Path);

    /// <summary>An entry of a map as the user wrote it.</summary>
    public string NameOf(SettingKey map, string entry) => NameOf($"{map.Path}.{entry}");

    /// <summary>Whether AkkaErlDist.Hosting has passed a name on.</summary>
    public bool HasName(string path) => _names.ContainsKey(path);

    /// <summary>Refuses unknown keys, at any depth.</summary>
    /// <param name="own">The section without its defaults.</param>
    /// <param name="parent">The section within; "" = the top.</param>
    public void CheckNames(Config own, string parent = "")
    {
        List<SettingKey> known = [.. SettingKeys.Of(parent)];
        foreach ((string name, HoconValue value) in EntriesOf(own))
        {
            SettingKey? key = known.Find(k => k.Name == name);
            string written = NameOf(parent.Length == 0 ? name : $"{parent}.{name}");
            if (key is null)
            {
                if (IsOfAkka(parent, name, value))
                {
                    continue;
                }

                string hint = SettingNames.Hint(name, known.Where(k => !k.IsInternal).Select(k => k.Name));
                throw new ConfigurationException($"{written} is no setting{(hint.Length > 0 ? hint : ". docs/configuration.md has all of them.")}");
            }

            bool isSection = key.Kind is SettingKind.Section or SettingKind.Map;
            if (isSection && !value.IsObject() && !value.IsEmpty)
            {
                throw new ConfigurationException($"{written} must be a section {{ … }}.");
            }

            if (key.Kind == SettingKind.Section && value.IsObject())
            {
                CheckNames(own.GetConfig(name), key.Path);
            }
        }
    }

    /// <summary>The entries of a map; a name may hold dots.</summary>
    public IEnumerable<KeyValuePair<string, HoconValue>> Entries(SettingKey map) => EntriesOf(_config.GetConfig(map.Path) ?? Config.Empty);

    public string Text(SettingKey key) => OptionalText(key) ?? throw Error(key, "is empty");

    /// <summary>The text, or null when it is empty.</summary>
    public string? OptionalText(SettingKey key) => Raw(key) is { Length: > 0 } text ? text : null;

    /// <summary>A host as Erlang has it: an IPv6 address may stand in brackets, as in an Akka address, or not.</summary>
    public string? OptionalHost(SettingKey key) => OptionalText(key) is { } host ? AkkaAddress.ErlangHostOf(host) : null;

    public bool Switch(SettingKey key) => Raw(key).ToUpperInvariant() switch
    {
        "ON" or "TRUE" or "YES" => true,
        "OFF" or "FALSE" or "NO" => false,
        _ => throw Wrong(key),
    };

    public int Number(SettingKey key) =>
        int.TryParse(Raw(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= key.Min && number <= key.Max
            ? number
            : throw Wrong(key);

    public int? OptionalNumber(SettingKey key) => OptionalText(key) is null ? null : Number(key);

    public TimeSpan Duration(SettingKey key) =>
        TimeText.Parse(Raw(key)) is { } time && time.TotalSeconds >= key.Min && time.TotalSeconds <= key.Max ? time : throw Wrong(key);

    public int ByteSize(SettingKey key) => (int)LongByteSize(key);

    /// <summary>A size that may be beyond 2 GiB, where the key's range says so.</summary>
    public long LongByteSize(SettingKey key)
    {
        long? size;
        try
        {
            size = Value(key).GetByteSize();
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            throw Wrong(key);
        }

        return size >= key.Min && size <= key.Max ? size.Value : throw Wrong(key);
    }

    public int? OptionalByteSize(SettingKey key) => OptionalText(key) is null ? null : ByteSize(key);

    public long? OptionalLongByteSize(SettingKey key) => OptionalText(key) is null ? null : LongByteSize(key);

    public T Choice<T>(SettingKey key, params IReadOnlyList<T> values)
    {
        string text = Raw(key);
        for (int i = 0; i < key.Choices.Count; i++)
        {
            if (SettingNames.AreSame(text, key.Choices[i]))
            {
                return values[i];
            }
        }

        throw Error(key, $"is \"{text}\", but must be {key.Range}{SettingNames.Hint(text, key.Choices).TrimEnd('?')}");
    }

    public IReadOnlyList<string> List(SettingKey key)
    {
        HoconValue value = Value(key);

        // An empty list is no array to Akka's parser.
        return value.IsString() ? throw Error(key, $"must be {key.Range}") : [.. value.GetStringList()];
    }

    public ConfigurationException Error(SettingKey key, string complaint, Exception? cause = null) => new($"{NameOf(key)} {complaint}.", cause);

    /// <summary>Whether the section stands at the path of Akka's own transport, and Akka's reference.conf has the key there with that value: nobody chose it.</summary>
    private bool IsOfAkka(string parent, string name, HoconValue value) =>
        Path == OtherTransport.Tcp && parent.Length == 0
        && OtherTransport.Reference.GetConfig(Path).AsEnumerable().Any(entry => entry.Key == name && entry.Value.ToString() == value.ToString());

    private static IEnumerable<KeyValuePair<string, HoconValue>> EntriesOf(Config config) =>
        config.IsEmpty ? [] : config.AsEnumerable().Select(pair => KeyValuePair.Create(pair.Key.Trim('"'), pair.Value));

    private string NameOf(string key) => _names.GetValueOrDefault(key) ?? $"{Path}.{key}";

    private HoconValue Value(SettingKey key) => _config.HasPath(key.Path) ? _config.GetValue(key.Path) : throw Error(key, "is missing");

    private string Raw(SettingKey key)
    {
        HoconValue value = Value(key);
        return value.IsArray() || value.IsObject() ? throw Error(key, $"must be {key.Range}") : value.GetString() ?? "";
    }

    private ConfigurationException Wrong(SettingKey key) => Error(key, $"is \"{Raw(key)}\", but must be {key.Range}");
}
