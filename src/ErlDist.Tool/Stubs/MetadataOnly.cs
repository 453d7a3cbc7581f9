namespace ErlDist.Tool.Stubs;

/// <summary>Why the trimmer need not know what is read of types here.</summary>
internal static class MetadataOnly
{
    public const string Reason = "The types come from a MetadataLoadContext: they are read from the user's files, and are no part of this program.";
}
