namespace AkkaErlDist.Remoting;

/// <summary>What an association that this side opens gives out, see <see cref="AkkaPeer.Open"/>.</summary>
internal interface IOpenedAssociationOutput : IAssociationOutput
{
    /// <summary>The other system takes part.</summary>
    void OnAccepted();

    /// <summary>The other system does not, and says why; nothing comes after it.</summary>
    void OnRefused(string reason);
}
