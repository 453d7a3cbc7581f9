using AkkaErlDist.Configuration;
using Microsoft.Extensions.Configuration;

namespace AkkaErlDist.Hosting;

/// <summary>
/// Reads a section of the host's configuration: the keys of the HOCON section, in .NET's spelling or in HOCON's, sections within
/// sections alike. Values are judged where those of HOCON are.
/// </summary>
internal static class AppSettings
{
    private const string EnabledTransports = "EnabledTransports";

    /// <exception cref="InvalidOperationException">An unknown key, or one whose value is not allowed; the message names it.</exception>
    public static void Read(IConfiguration section, SectionHocon hocon) => Read(section, "", hocon);

    private static void Read(IConfiguration section, string parent, SectionHocon hocon)
    {
        List<SettingKey> known = [.. SettingKeys.Of(parent).Where(key => !key.IsInternal)];
        List<IConfigurationSection> read = [];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (read.Find(r => SettingNames.AreSame(child.Key, r.Key)) is { } twin)
            {
                throw new InvalidOperationException($"{twin.Path} and {child.Path} are the same setting in two spellings: leave one.");
            }

            read.Add(child);
            if (parent.Length == 0 && SettingNames.AreSame(child.Key, EnabledTransports))
            {
                hocon.EnabledTransports = Values(child);
            }
            else
            {
                Read(child, known.Find(k => SettingNames.AreSame(child.Key, k.Name)) ?? throw Unknown(child, known), hocon);
            }
        }
    }

    private static void Read(IConfigurationSection setting, SettingKey key, SectionHocon hocon)
    {
        switch (key.Kind)
        {
            case SettingKind.Section:
                Require(setting, key, isSection: true);
                Read(setting, key.Path, hocon);
                break;
            case SettingKind.Map:
                Require(setting, key, isSection: true);
                foreach (IConfigurationSection entry in setting.GetChildren())
                {
                    hocon.Set(
                        $"{key.Path}.{SectionHocon.Quote(entry.Key)}",
                        entry.Value is { } text ? SectionHocon.Quote(text) : SectionHocon.List(Values(entry)),
                        entry.Path);
                }

                break;
            case SettingKind.List:
                if (setting.Value is { Length: > 0 })
                {
                    throw new InvalidOperationException($"{setting.Path} is \"{setting.Value}\", but must be a list.");
                }

                hocon.Set(key.Path, SectionHocon.List(Values(setting)), setting.Path);
                break;
            default:
                Require(setting, key, isSection: false);
                if (setting.Value is { } value)
                {
                    hocon.Set(key.Path, SectionHocon.Quote(value), setting.Path);
                }

                break;
        }
    }

    private static void Require(IConfigurationSection setting, SettingKey key, bool isSection)
    {
        if (isSection ? setting.Value is { Length: > 0 } : setting.GetChildren().Any())
        {
            throw new InvalidOperationException($"{setting.Path} must be {(isSection ? "a section" : key.Range)}.");
        }
    }

    private static IReadOnlyList<string> Values(IConfigurationSection list) => [.. list.GetChildren().Select(item => item.Value ?? "")];

    private static InvalidOperationException Unknown(IConfigurationSection setting, List<SettingKey> known)
    {
        IEnumerable<string> names = known.Select(key => SettingNames.Pascal(key.Name));
        string hint = SettingNames.Hint(setting.Key, known.Any(k => k.Parent.Length > 0) ? names : names.Append(EnabledTransports));
        return new InvalidOperationException($"{setting.Path} is no setting of AkkaErlDist{(hint.Length > 0 ? hint : ". docs/configuration.md has all of them.")}");
    }
}
