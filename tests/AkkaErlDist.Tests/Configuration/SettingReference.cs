using System.Globalization;
using System.Text;
using AkkaErlDist.Configuration;

namespace AkkaErlDist.Tests.Configuration;

/// <summary>Writes <c>reference.conf</c> and the table of <c>docs/configuration.md</c> from the list of keys.</summary>
internal static class SettingReference
{
    public static string Hocon()
    {
        var text = new StringBuilder(
            """
            # Defaults of the section akka.remote.erl-dist: what the transport reads where yours is silent.
            # Names follow Akka's own akka.remote.dot-netty.tcp where both have the notion,
            # and erl's command line where only Erlang has it.
            # Written from the list in SettingKeys.cs; docs/configuration.md has the same with ranges.


            """);
        Write(text, "", "");
        return text.ToString();
    }

    public static string Markdown()
    {
        var text = new StringBuilder("| key | appsettings, `ErlangDistributionOptions` | takes | default | what it does |\n|---|---|---|---|---|\n");
        foreach (SettingKey key in SettingKeys.All.Where(key => !key.IsInternal))
        {
            string doc = Prose(key.Documentation);
            string range = key.Range + (key.IsOptional ? ", or \"\"" : "");
            text.Append(CultureInfo.InvariantCulture, $"| `{key.Path}` | `{key.OptionName}` | {Escape(range)} | {(key.Default.Length == 0 ? "" : $"`{key.Default}`")} | {Escape(doc)} |\n");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string parent, string indent)
    {
        foreach (SettingKey key in SettingKeys.Of(parent).Where(key => !key.IsInternal))
        {
            foreach (string line in key.Documentation.Split('\n'))
            {
                text.Append($"{indent}# {line}".TrimEnd()).Append('\n');
            }

            if (key.Kind == SettingKind.Section)
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{key.Name} {{\n");
                Write(text, key.Path, indent + "  ");
                text.Length--;
                text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{key.Name}{(key.Kind == SettingKind.Map ? "" : " =")} {key.Default}\n\n");
            }
        }
    }

    private static string Prose(string documentation) => string.Join(' ', documentation.Split('\n').Select(line => line.Trim()));

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
