namespace ErlDist.Embedding;

/// <summary>A node's place where others look for it.</summary>
public interface INodeRegistration : IAsyncDisposable
{
    /// <summary>The incarnation that it was given there, not 0; null = the node makes one up.</summary>
    uint? Creation { get; }

    /// <summary>Whether others find it now.</summary>
    bool IsRegistered { get; }
}
