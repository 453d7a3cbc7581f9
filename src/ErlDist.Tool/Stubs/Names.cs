namespace ErlDist.Tool.Stubs;

/// <summary>Names as the generator makes them.</summary>
internal static class Names
{
    /// <summary>FirstName → first_name, HTTPPort → http_port; a copy of the generator's rule, which its own assembly keeps.</summary>
    public static string Snake(string name)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins && name[i - 1] != '_' ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>The names, each another than those before it and than those taken: variables of one name in a head would have to be equal.</summary>
    public static IEnumerable<string> Apart(IEnumerable<string> names, params IEnumerable<string> taken)
    {
        HashSet<string> all = [.. taken];
        foreach (string name in names)
        {
            string apart = name;
            for (int n = 2; !all.Add(apart); n++)
            {
                apart = $"{name}{n}";
            }

            yield return apart;
        }
    }
}
