using System.Security.Cryptography;

namespace ErlDist.Tls;

/// <summary>
/// What tells one state of files from the next: what they hold. Size and time are not enough, since <c>cp -p</c> keeps both, and
/// names are not, since Kubernetes replaces a directory's link under the same name. A large file counts by its place behind all
/// links, size and time; such are the revocation lists of public authorities.
/// </summary>
internal static class FileStamp
{
    private const int MaxHashed = 1024 * 1024;
    private const int MaxLinks = 40;

    public static string Of(IReadOnlyList<string> paths) => string.Join('|', paths.Select(Of));

    private static string Of(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length <= MaxHashed
                ? Convert.ToHexString(SHA256.HashData(file))
                : $"{RealPath(path)}:{File.GetLastWriteTimeUtc(path).Ticks}:{file.Length}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>The path without any link in it, those of directories included.</summary>
    private static string RealPath(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        string real = Path.GetPathRoot(Path.GetFullPath(path))!;
        for (int links = 0; rest.TryPop(out string? name) && links < MaxLinks;)
        {
            string next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            links++;
            string full = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(full)!;
            foreach (string part in full.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                rest.Push(part);
            }
        }

        return real;
    }
}
