using ErlDist.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Tests.Tls;

/// <summary>Rotation is seen however it is done, also where size and time stay.</summary>
public sealed class WatchedFilesTests : IDisposable
{
    private static readonly DateTime s_time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-watch-").FullName;

    [Fact]
    public void A_directorys_link_that_points_elsewhere_is_seen()
    {
        Write("one/ca.pem", "old");
        Write("two/ca.pem", "new");
        string link = Path.Combine(_directory, "current");
        Directory.CreateSymbolicLink(link, Path.Combine(_directory, "one"));
        WatchedFiles<string> files = Watch(Path.Combine(link, "ca.pem"));
        Assert.Equal("old", files.Current);
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.Combine(_directory, "two"));
        Assert.Equal("new", files.Current);
    }

    [Fact]
    public void As_kubernetes_does_it_with_a_link_to_a_link()
    {
        Write("..2026_1/ca.pem", "old");
        Write("..2026_2/ca.pem", "new");
        string data = Path.Combine(_directory, "..data");
        Directory.CreateSymbolicLink(data, "..2026_1");
        string file = Path.Combine(_directory, "ca.pem");
        File.CreateSymbolicLink(file, Path.Combine("..data", "ca.pem"));
        WatchedFiles<string> files = Watch(file);
        Assert.Equal("old", files.Current);
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "..2026_2");
        Assert.Equal("new", files.Current);
    }

    [Fact]
    public void A_copy_of_the_same_size_and_time_is_seen()
    {
        string file = Write("ca.pem", "old");
        WatchedFiles<string> files = Watch(file);
        Assert.Equal("old", files.Current);
        Write("ca.pem", "new");
        Assert.Equal("new", files.Current);
    }

    [Fact]
    public void A_large_file_is_told_by_its_place_and_time()
    {
        string large = new('x', 2 * 1024 * 1024);
        Write("one/list.crl", large + "old");
        Write("two/list.crl", large + "new");
        string link = Path.Combine(_directory, "current");
        Directory.CreateSymbolicLink(link, Path.Combine(_directory, "one"));
        WatchedFiles<string> files = Watch(Path.Combine(link, "list.crl"));
        Assert.EndsWith("old", files.Current, StringComparison.Ordinal);
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.Combine(_directory, "two"));
        Assert.EndsWith("new", files.Current, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_of_no_use_leaves_the_last_good_state()
    {
        string file = Write("ca.pem", "good");
        WatchedFiles<string> files = Watch(file);
        Write("ca.pem", "bad");
        Assert.Equal("good", files.Current);
        File.Delete(file);
        Assert.Equal("good", files.Current);
        Write("ca.pem", "better");
        Assert.Equal("better", files.Current);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, s_time);
        return path;
    }

    private static WatchedFiles<string> Watch(string path) => new(
        () => [path],
        () => File.Exists(path) && File.ReadAllText(path) is var text && text != "bad" ? text : throw new TlsOptionException("of no use"),
        NullLogger.Instance);
}
