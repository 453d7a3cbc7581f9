using System.Text;
using AkkaErlDist.Bridge.Addresses;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>What a recipient's path on the BEAM node stands for.</summary>
internal sealed class AkkaRecipient
{
    public const string WatcherPath = "/system/remote-watcher";

    private AkkaRecipient(string text, string path, Atom node)
    {
        Text = text;
        Path = path;
        IsWatcher = path == WatcherPath;
        Target = BeamPath.Parse(path, node);
    }

    /// <summary>The path as Akka wrote it, to be given back so.</summary>
    public string Text { get; }

    /// <summary>The path without address.</summary>
    public string Path { get; }

    /// <summary>Whether it is the one that watches actors, and answers Akka's watcher.</summary>
    public bool IsWatcher { get; }

    /// <summary>The process that is meant, if one is.</summary>
    public BeamTarget? Target { get; }

    public static AkkaRecipient Parse(ReadOnlySpan<byte> utf8, Atom node)
    {
        string text = Encoding.UTF8.GetString(utf8);
        return new AkkaRecipient(text, PathOf(text), node);
    }

    /// <summary>The recipient of a selection below an anchor.</summary>
    public static AkkaRecipient Below(AkkaRecipient anchor, string path, Atom node) =>
        new(anchor.Text[..^anchor.Path.Length] + path, path, node);

    /// <summary>What stands behind the address.</summary>
    public static string PathOf(string text)
    {
        int authority = text.IndexOf("://", StringComparison.Ordinal);
        int slash = authority < 0 ? -1 : text.IndexOf('/', authority + 3);
        return slash < 0 ? text : text[slash..];
    }
}
