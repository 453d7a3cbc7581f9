using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Configuration;
using AkkaErlDist.Configuration;
using AkkaErlDist.Hosting;

namespace AkkaErlDist.Tests.Configuration;

/// <summary>
/// One list of keys: what is written elsewhere follows it. <c>ERLDIST_WRITE_REFERENCE=1</c> writes both files anew.
/// </summary>
public sealed class SettingKeysSpec
{
    private const string Begin = "<!-- keys: written from SettingKeys.cs by SettingKeysSpec -->\n", End = "<!-- end of keys -->\n";

    [Fact]
    public void The_HOCON_reference_is_that_of_the_list() => AssertWritten("src/AkkaErlDist/Configuration/reference.conf", _ => SettingReference.Hocon());

    [Fact]
    public void The_table_of_the_documentation_is_that_of_the_list() => AssertWritten("docs/configuration.md", text =>
    {
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[..begin] + "\n" + SettingReference.Markdown() + "\n" + text[text.IndexOf(End, StringComparison.Ordinal)..];
    });

    [Fact]
    public void The_reference_has_every_key_and_no_other()
    {
        Config reference = ErlDistSettings.ReferenceConfig;
        Assert.All(SettingKeys.All.Where(key => !key.IsInternal), key => Assert.True(reference.HasPath(key.Path), key.Path));
        new SettingReader(reference, "x").CheckNames(reference);
    }

    [Fact]
    public void Every_key_is_an_option_of_the_host_and_every_option_a_key()
    {
        string[] known = [.. SettingKeys.All
            .Where(key => !key.IsInternal && key.Kind != SettingKind.Section && key != SettingKeys.TransportClass)
            .Select(key => key.OptionName.Replace(":", ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal(known, Properties(typeof(ErlangDistributionOptions), "").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Properties(Type type, string prefix)
    {
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.Name is not (nameof(ErlangDistributionOptions.Setup) or nameof(ErlangDistributionOptions.EnabledTransports))))
        {
            bool isSection = property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal);
            foreach (string name in isSection ? Properties(property.PropertyType, prefix + property.Name + ".") : [prefix + property.Name])
            {
                yield return name;
            }
        }
    }

    private static void AssertWritten(string file, Func<string, string> write, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", file);
        string text = File.ReadAllText(path).ReplaceLineEndings("\n"), expected = write(text);
        if (Environment.GetEnvironmentVariable("ERLDIST_WRITE_REFERENCE") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(text == expected, $"{file} doesn't follow SettingKeys.cs. Run this test with ERLDIST_WRITE_REFERENCE=1, and look at what changed.");
    }
}
