namespace ErlDist.Tool.Output;

/// <summary>Files that only their owner may read.</summary>
internal static class SecretFile
{
    /// <summary>Writes one whole, in place of what was there: who reads it at that moment sees the old or the new, never a part.</summary>
    public static void Write(string path, string text)
    {
        string made = path + ".new";
        File.Delete(made);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(made, options))
        {
            file.Write(text);
        }

        File.Move(made, path, overwrite: true);
    }
}
